//! Is it alive, and can it work.

use std::sync::Arc;

use poem::{
    handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::app::App;

/// The process answers.
#[handler]
pub(super) fn live() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// Both databases answer.
#[handler]
pub(super) async fn ready(Data(app): Data<&Arc<App>>) -> (StatusCode, Json<Value>) {
    let county = app.db.ping().await.is_ok();
    let ballot_box = app.ballot_box.ping().await.is_ok();
    let ready = county && ballot_box && !app.stopping.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "county": county, "ballot_box": ballot_box })))
}
