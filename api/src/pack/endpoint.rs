//! Operations on packs.

use domain::identity::Operation;
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Json,
    registry::{MetaResponses, Registry},
};
use uuid::Uuid;

use super::{
    service, store,
    view::{Pack, PackFilePage, PackForm, PackPage},
};
use crate::{
    app::App,
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{self, Tag, page},
};
use entity::pack::Model;

/// Packs to print.
#[derive(Debug)]
pub struct PackApi;

/// A pack that is printed by itself.
#[derive(ApiResponse, Debug)]
pub enum Ordered {
    /// Accepted; ask for it to see how far it is.
    #[oai(status = 202)]
    Pack(Json<Pack>),
}

const PDF: &str = "application/pdf";

/// A file to print.
#[derive(Debug)]
pub struct PdfFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl PdfFile {
    pub fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes }
    }
}

impl IntoResponse for PdfFile {
    fn into_response(self) -> Response {
        let name = format!("attachment; filename=\"{}\"", self.name);
        Response::builder()
            .content_type(PDF)
            .header("content-disposition", name)
            .header("cache-control", "no-store")
            .body(self.bytes)
    }
}

impl ApiResponse for PdfFile {
    fn meta() -> MetaResponses {
        http::file_of("What is to be printed, on A4", &[PDF])
    }

    fn register(_: &mut Registry) {}
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Pack")]
impl PackApi {
    /// Print door tags, household codes or pledge cards
    ///
    /// A job makes one PDF for each village. Ask for the pack to see how far it is.
    #[oai(path = "/packs", method = "post", operation_id = "createPack")]
    async fn create(&self, Signed(caller): Signed, form: Json<PackForm>) -> ApiResult<Ordered> {
        let pack = service::create(&caller, form.0).await?;
        Ok(Ordered::Pack(Json(one(&caller.app, pack).await?)))
    }

    /// Packs, the newest first
    #[oai(path = "/packs", method = "get", operation_id = "listPacks")]
    async fn list(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<PackPage>> {
        let sight = caller.may(Operation::ListPacks)?;
        let limit = page::limit(limit.0);
        let before = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(caller.app.db.reader(), &sight, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |pack| pack.id);
        Ok(Json(PackPage { items: service::show(&caller.app, rows).await?, next_cursor }))
    }

    /// One pack
    #[oai(path = "/packs/:id", method = "get", operation_id = "getPack")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Pack>> {
        caller.may(Operation::GetPack)?;
        let pack = service::one_of(caller.app.db.reader(), None, id.0).await?;
        Ok(Json(one(&caller.app, pack).await?))
    }

    /// The files of a pack, by the code of their village
    #[oai(path = "/packs/:id/files", method = "get", operation_id = "listPackFiles")]
    async fn files(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<PackFilePage>> {
        caller.may(Operation::ListPackFiles)?;
        let limit = page::limit(limit.0);
        let after = page::cursor(cursor.0.as_deref())?;
        Ok(Json(service::files(&caller.app, None, id.0, after, limit).await?))
    }

    /// The file of one village, ready to print
    ///
    /// Fetching household codes is journalled.
    #[oai(path = "/packs/:id/files/:file_id", method = "get", operation_id = "getPackFile")]
    async fn file(&self, Signed(caller): Signed, id: Path<Uuid>, file_id: Path<Uuid>) -> ApiResult<PdfFile> {
        let (name, bytes) = service::fetch_for(&caller, id.0, file_id.0).await?;
        Ok(PdfFile::new(name, bytes))
    }

    /// Give up a pack that is being printed
    ///
    /// Its files are deleted.
    #[oai(path = "/packs/:id/cancel", method = "post", operation_id = "cancelPack")]
    async fn cancel(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Pack>> {
        let pack = service::cancel(&caller, id.0).await?;
        Ok(Json(one(&caller.app, pack).await?))
    }

    /// Delete the files of a pack
    ///
    /// It happens by itself thirty days after the pack was done.
    #[oai(path = "/packs/:id", method = "delete", operation_id = "deletePack")]
    async fn delete(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Pack>> {
        let pack = service::delete(&caller, id.0).await?;
        Ok(Json(one(&caller.app, pack).await?))
    }
}

async fn one(app: &App, pack: Model) -> ApiResult<Pack> {
    service::show(app, vec![pack]).await?.pop().ok_or_else(ApiError::not_found)
}
