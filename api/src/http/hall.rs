//! The machine of a hall serves its one meeting and nothing else.

use std::sync::Arc;

use domain::identity::is_in_a_hall;
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{Method, StatusCode},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    document::fits,
    frame::{self, Frame, Message},
};
use crate::{app::App, error::ApiError};

/// Pages of a meeting; what begins with one of these and a slash belongs to it.
const PAGES: [&str; 5] = ["/desk", "/stage", "/p/meetings", "/p/draw-protocol", "/assets"];
/// Single addresses beside them.
const BESIDE: [&str; 8] =
    ["/", "/sign-in", "/panel", "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/docs"];

/// The paths of the operations that a hall serves.
#[derive(Debug)]
pub(super) struct Served(Vec<(Vec<String>, Method)>);

impl Served {
    pub(super) fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).expect("the document is JSON");
        let mut served = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let named = operation["operationId"].as_str().and_then(|id| id.parse().ok());
                if let (Some(true), Ok(method)) = (named.map(is_in_a_hall), method.to_uppercase().parse()) {
                    served.push((path.split('/').map(str::to_owned).collect(), method));
                }
            }
        }
        Self(served)
    }

    fn has(&self, method: &Method, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        self.0.iter().any(|(pattern, of)| of == method && fits(pattern, &parts))
    }
}

/// Lets through what belongs to the one meeting, and on a county's server everything.
pub(super) async fn only_its_meeting<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let app = request.data::<Arc<App>>().expect("the app is in every request");
    let path = request.uri().path();
    let opens = match &app.hall {
        None => true,
        Some(_) if BESIDE.contains(&path) => true,
        Some(hall) if path.starts_with("/api/") => {
            let served = request.data::<Arc<Served>>().expect("the paths are in every request");
            served.has(request.method(), path) && names_no_other(path, hall.meeting)
        }
        Some(_) => is_file(path) || PAGES.iter().any(|page| below(path, page)),
    };
    if opens {
        return next.call(request).await.map(IntoResponse::into_response);
    }
    if path.starts_with("/api/") {
        return Err(ApiError::not_found().into());
    }
    let frame = Frame::new(app);
    let message = Message {
        title: frame.t("hall.title"),
        text: frame.t("hall.text"),
        onward: Some(("/p/meetings", frame.t("hall.onward"))),
        tone: "calm",
        frame,
    };
    frame::show(StatusCode::NOT_FOUND, &message)
}

fn below(path: &str, page: &str) -> bool {
    path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An icon or another file at the root.
fn is_file(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.')) && path.matches('/').count() == 1
}

/// The id behind `meetings` is that of the hall's meeting.
fn names_no_other(path: &str, meeting: Uuid) -> bool {
    let mut parts = path.split('/').skip_while(|part| *part != "meetings").skip(1);
    parts.next().and_then(|part| part.parse::<Uuid>().ok()).is_none_or(|id| id == meeting)
}
