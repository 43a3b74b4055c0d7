//! Operations on draws at a desk.

use std::sync::Arc;

use domain::identity::Operation;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    payload::{Json, PlainText},
};
use uuid::Uuid;

use super::{
    service,
    view::{DeskCode, DeskDraw, DeskTyping},
};
use crate::{
    app::App,
    caller::Signed,
    error::{ApiError, ApiResult},
    http::Tag,
};

/// Draws at a desk.
#[derive(Debug)]
pub struct DeskDrawApi;

#[derive(ApiResponse)]
enum BundleFile {
    /// The bundle of protocol `pdraw1`, byte for byte.
    #[oai(status = 200, content_type = "application/json; charset=utf-8")]
    Bundle(PlainText<String>),
}

#[OpenApi(prefix_path = "/api", tag = "Tag::DeskDraw")]
impl DeskDrawApi {
    /// A draw at a desk, as it is published
    #[oai(path = "/public/desk-draws/:id", method = "get", operation_id = "getDeskDraw")]
    async fn get(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<Json<DeskDraw>> {
        let row = service::find(app.db.reader(), id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(service::show(row)?))
    }

    /// Everything a verifier needs of it, once it is drawn
    #[oai(path = "/public/desk-draws/:id/bundle.json", method = "get", operation_id = "getDeskBundle")]
    async fn bundle(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<BundleFile> {
        let row = service::find(app.db.reader(), id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(BundleFile::Bundle(PlainText(row.bundle.ok_or_else(ApiError::not_found)?)))
    }

    /// Type the public values and the dice of a draw
    ///
    /// Two different people type them. When they agree the draw is locked; when they differ both type again.
    #[oai(path = "/desk-draws/:id/typing", method = "post", operation_id = "typeDeskDraw")]
    async fn type_values(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DeskTyping>,
    ) -> ApiResult<Json<DeskDraw>> {
        caller.may(Operation::TypeDeskDraw)?;
        Ok(Json(service::show(service::type_values(&caller, id.0, form).await?)?))
    }

    /// Reveal who is drawn, with the code of the notary's envelope
    ///
    /// Sending the same code again changes nothing and answers the same.
    #[oai(path = "/desk-draws/:id/reveal", method = "post", operation_id = "revealDeskDraw")]
    async fn reveal(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DeskCode>,
    ) -> ApiResult<Json<DeskDraw>> {
        caller.may(Operation::RevealDeskDraw)?;
        Ok(Json(service::show(service::reveal(&caller, id.0, &form.otc).await?)?))
    }
}
