//! Every failure under `/api` leaves as a problem document, also those that the framework makes before an
//! operation is reached.

use std::sync::Arc;

use poem::{Endpoint, IntoResponse, Request, Response, http::StatusCode};

use super::document::Methods;
use crate::{
    error::{ApiError, PROBLEM_JSON},
    locale::Lang,
};

/// Speaks the caller's language and turns errors into problem documents.
pub(super) async fn speak<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let lang = Lang::of(&request);
    let path = request.uri().path().to_owned();
    let methods = request.data::<Arc<Methods>>().cloned();
    let response = lang
        .scope(async move {
            let response = match next.call(request).await {
                Ok(response) => response.into_response(),
                Err(error) => of_framework(error),
            };
            if path.starts_with("/api") || path.starts_with("/healthz") {
                complete(response)
            } else {
                response
            }
            .with_allow(methods.as_deref(), &path)
        })
        .await;
    Ok(response)
}

/// An error that is no answer of ours yet.
fn of_framework(error: poem::Error) -> Response {
    let reason = error.to_string();
    let status = error.status();
    let answered = error.into_response();
    if answered.content_type() == Some(PROBLEM_JSON)
        || answered.content_type().is_some_and(|kind| kind.starts_with("text/html"))
    {
        return answered;
    }
    of_status(status, &reason)
}

/// A plain answer with an error status and no document.
fn complete(response: Response) -> Response {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if !failed || response.content_type() == Some(PROBLEM_JSON) {
        return response;
    }
    of_status(response.status(), "")
}

fn of_status(status: StatusCode, reason: &str) -> Response {
    let code = match status {
        StatusCode::UNAUTHORIZED => "unauthorized",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        status if status.is_client_error() => "bad_request",
        _ => return ApiError::internal(anyhow::anyhow!("{reason}")).into_response(),
    };
    ApiError::new(status, code).with("reason", reason).into_response()
}

trait WithAllow {
    fn with_allow(self, methods: Option<&Methods>, path: &str) -> Self;
}

impl WithAllow for Response {
    /// RFC 9110, 15.5.6: 405 names what is allowed.
    fn with_allow(mut self, methods: Option<&Methods>, path: &str) -> Self {
        if self.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allow = methods.and_then(|methods| methods.allow(path)).unwrap_or_else(|| "GET".to_owned());
            if let Ok(allow) = allow.parse() {
                self.headers_mut().insert("allow", allow);
            }
        }
        self
    }
}
