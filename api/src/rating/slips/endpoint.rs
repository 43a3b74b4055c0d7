//! Operations on slips on paper.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    view::{SlipPackForm, SlipPacks, UndrawnPage},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
    pack::{
        self,
        endpoint::{Ordered, PdfFile},
        view::{Pack, PackFilePage},
    },
};

/// Slips on paper.
#[derive(Debug)]
pub struct SlipApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl SlipApi {
    /// Print the slips of a township or the county
    ///
    /// A job makes one PDF for each village: for every official who has most of his households there, as many slips as
    /// households may still draw, and labels for the envelopes. The codes stand on this paper and nowhere else.
    #[oai(path = "/rating-rounds/:id/slip-packs", method = "post", operation_id = "createSlipPack")]
    async fn create(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<SlipPackForm>,
    ) -> ApiResult<Ordered> {
        let sight = caller.may(Operation::CreateSlipPack)?;
        Ok(Ordered::Pack(Json(service::order(&caller, &sight, id.0, form.grid_id).await?)))
    }

    /// Packs of slips of a round, the newest first
    #[oai(path = "/rating-rounds/:id/slip-packs", method = "get", operation_id = "listSlipPacks")]
    async fn list(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<SlipPacks>> {
        let sight = caller.may(Operation::ListSlipPacks)?;
        service::drawing(&caller.app, &sight, id.0).await?;
        Ok(Json(SlipPacks { items: pack::of_round(&caller.app, id.0).await? }))
    }

    /// The files of a pack of slips, by the code of their village
    #[oai(
        path = "/rating-rounds/:id/slip-packs/:pack_id/files",
        method = "get",
        operation_id = "listSlipFiles"
    )]
    async fn files(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        pack_id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<PackFilePage>> {
        let sight = caller.may(Operation::ListSlipFiles)?;
        service::drawing(&caller.app, &sight, id.0).await?;
        let limit = page::limit(limit.0);
        let after = page::cursor(cursor.0.as_deref())?;
        Ok(Json(pack::files(&caller.app, Some(id.0), pack_id.0, after, limit).await?))
    }

    /// The slips of one village, ready to print; journalled
    #[oai(
        path = "/rating-rounds/:id/slip-packs/:pack_id/files/:file_id",
        method = "get",
        operation_id = "getSlipFile"
    )]
    async fn file(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        pack_id: Path<Uuid>,
        file_id: Path<Uuid>,
    ) -> ApiResult<PdfFile> {
        let sight = caller.may(Operation::GetSlipFile)?;
        let (name, bytes) = service::file(&caller, &sight, id.0, pack_id.0, file_id.0).await?;
        Ok(PdfFile::new(name, bytes))
    }

    /// Delete the files of a pack of slips, or give it up while it is printed
    ///
    /// Once they are on paper. It happens by itself when the round stops.
    #[oai(path = "/rating-rounds/:id/slip-packs/:pack_id", method = "delete", operation_id = "dropSlipPack")]
    async fn delete(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        pack_id: Path<Uuid>,
    ) -> ApiResult<Json<Pack>> {
        let sight = caller.may(Operation::DropSlipPack)?;
        service::drawing(&caller.app, &sight, id.0).await?;
        Ok(Json(pack::drop_slips(&caller, id.0, pack_id.0).await?))
    }

    /// Officials of whom slips are left that nobody drew
    #[oai(path = "/rating-rounds/:id/undrawn", method = "get", operation_id = "listUndrawnSlips")]
    async fn undrawn(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<UndrawnPage>> {
        let sight = caller.may(Operation::ListUndrawnSlips)?;
        Ok(Json(service::undrawn(&caller, &sight, id.0, limit.0, cursor.0.as_deref()).await?))
    }
}
