//! Operations on officials' photos.

use domain::identity::Operation;
use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    service,
    view::{OfficialPhoto, PhotoArchive, PhotoReport},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{NoContent, Tag},
    visit::photo::view::PhotoBody,
};

/// Officials' photos.
#[derive(Debug)]
pub struct OfficialPhotoApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Roster")]
impl OfficialPhotoApi {
    /// Put an official's photo in the place of an earlier one
    ///
    /// Drawn anew and small; everybody who has its address may see it.
    #[oai(path = "/officials/:id/photo", method = "put", operation_id = "putOfficialPhoto")]
    async fn put(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        body: PhotoBody,
    ) -> ApiResult<Json<OfficialPhoto>> {
        caller.may(Operation::PutOfficialPhoto)?;
        Ok(Json(service::put(&caller, id.0, body).await?))
    }

    /// Drop an official's photo
    #[oai(path = "/officials/:id/photo", method = "delete", operation_id = "dropOfficialPhoto")]
    async fn delete(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<NoContent> {
        caller.may(Operation::DropOfficialPhoto)?;
        service::drop_photo(&caller, id.0).await?;
        Ok(NoContent::Done)
    }

    /// Put the photos of a zip archive
    ///
    /// At most 500 files and 64 MB, each named by its official's number.
    #[oai(path = "/official-photos", method = "post", operation_id = "putOfficialPhotos")]
    async fn put_all(&self, Signed(caller): Signed, archive: PhotoArchive) -> ApiResult<Json<PhotoReport>> {
        caller.may(Operation::PutOfficialPhotos)?;
        Ok(Json(service::put_all(&caller, archive.file.into_bytes()).await?))
    }
}
