//! Casting from the county's pages when the ballot box has an origin of its own: these pages may, no others, and never
//! with a cookie.

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

use crate::config::Settings;

/// Where ballots are cast.
const BOX: &str = "/api/ballot-box/";
/// Seconds for which a browser need not ask again.
const REMEMBERED: HeaderValue = HeaderValue::from_static("86400");

/// Lets the county's pages cast, and answers a browser that asks first.
pub(super) async fn admit<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let admitted = request.data::<Arc<Settings>>().and_then(|settings| admitted(settings, &request));
    let Some(origin) = admitted else {
        return next.call(request).await.map(IntoResponse::into_response);
    };
    let asks_first = *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first {
        let mut response = StatusCode::NO_CONTENT.into_response();
        permit(response.headers_mut());
        response
    } else {
        next.call(request).await.map(IntoResponse::into_response)?
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    Ok(response)
}

fn permit(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, x-lianxin"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
}

/// The origin of a request to the box that comes from one of the county's pages.
fn admitted(settings: &Settings, request: &Request) -> Option<HeaderValue> {
    settings.ballot_box_origin.as_ref()?;
    let county = settings.county_origin()?;
    let from = request.headers().get(header::ORIGIN)?;
    (request.uri().path().starts_with(BOX) && from.as_bytes() == county.as_bytes()).then(|| from.clone())
}
