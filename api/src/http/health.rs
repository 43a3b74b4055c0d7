//! Is it alive, and can it work.

use std::sync::Arc;

use poem::{
    handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::{app::App, ballot_box::BallotBox};

/// The process answers.
#[handler]
pub(super) fn live() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// The databases answer.
#[handler]
pub(super) async fn ready(Data(app): Data<&Arc<App>>) -> (StatusCode, Json<Value>) {
    let county = app.db.ping().await.is_ok();
    let ballot_box = app.ballot_box.answers().await;
    // Where the box is another process, the registrar goes on without it.
    let needed = ballot_box || app.ballot_box.here().is_none();
    let ready = county && needed && !app.stopping.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "county": county, "ballot_box": ballot_box })))
}

/// The same in the process of the ballot box.
#[handler]
pub(super) async fn box_ready(Data(boxed): Data<&BallotBox>) -> (StatusCode, Json<Value>) {
    let answers = boxed.ping().await.is_ok();
    let status = if answers { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": answers, "ballot_box": answers })))
}
