//! The operation on fairness.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, payload::Json};

use super::{service, view::Fairness};
use crate::{app::App, error::ApiResult, http::Tag};

/// Whether the draws fall where they should.
#[derive(Debug)]
pub struct FairnessApi;

#[derive(ApiResponse)]
enum Shown {
    /// All meetings that are over.
    #[oai(status = 200)]
    Fairness(Json<Fairness>, #[oai(header = "Cache-Control")] String),
}

#[OpenApi(prefix_path = "/api/public", tag = "Tag::Fairness")]
impl FairnessApi {
    /// Draws of townships and units against what chance would bring
    #[oai(path = "/fairness", method = "get", operation_id = "getFairness")]
    async fn get(&self, Data(app): Data<&Arc<App>>) -> ApiResult<Shown> {
        Ok(Shown::Fairness(Json(service::fairness(app).await?), "public, max-age=60".to_owned()))
    }
}
