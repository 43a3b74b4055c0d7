//! Two rooms, two processes: the routes of the ballot box's, and what the registrar's answers for the box.

use std::sync::Arc;

use poem::{
    Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, Route, get, handler, http::Method,
    web::Redirect,
};
use poem_openapi::OpenApiService;

use super::{cors, document, files, guard, health, observe, problem, text};
use crate::{
    app::App,
    ballot_box::{BallotBox, endpoint::BallotBoxApi, page},
    config::Settings,
    error::ApiError,
};

/// Every route of a ballot box that is a process of its own.
pub fn routes_of_box(boxed: BallotBox, settings: Arc<Settings>) -> impl Endpoint + 'static {
    let api = OpenApiService::new(BallotBoxApi, "连心 lianxin", env!("CARGO_PKG_VERSION"));
    let document = document::text(&api);
    let methods = document::Methods::of(&document);
    let bodies = text::Bodies::of(&document);
    Route::new()
        .at("/", get(to_slip))
        .at("/slip", page::endpoint())
        .at("/healthz", get(health::live))
        .at("/readyz", get(health::box_ready))
        .at("/metrics", get(observe::figures))
        .at("/assets/*path", get(files::asset))
        .at("/:name", get(files::root_file))
        .nest_no_strip("/api", api.into_endpoint().around(text::check))
        // As in the county's routes.
        .boxed()
        .around(guard::pass)
        .boxed()
        .around(problem::speak)
        .boxed()
        .around(observe::watch)
        .boxed()
        .around(guard::dress)
        .boxed()
        .around(cors::admit)
        .boxed()
        .around(page::without_cookies)
        .boxed()
        .data(Arc::new(methods))
        .data(Arc::new(bodies))
        .data(boxed)
        .data(Arc::new(guard::Policy::of(&settings)))
        .data(settings)
}

#[handler]
fn to_slip() -> Redirect {
    Redirect::see_other("/slip")
}

/// A registrar without the box has nothing of it: whoever types the slip's old address is sent to the box's own.
pub(super) async fn without_the_box<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let app = request.data::<Arc<App>>().expect("the app is in every request");
    let path = request.uri().path();
    if app.ballot_box.here().is_some() || !page::is_of_box(path) {
        return next.call(request).await.map(IntoResponse::into_response);
    }
    match &app.settings.ballot_box_origin {
        Some(_) if path == "/slip" && *request.method() == Method::GET => {
            Ok(Redirect::see_other(app.slip_url()).into_response())
        }
        _ => Err(ApiError::not_found().into()),
    }
}
