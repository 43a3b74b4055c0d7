//! Operations on door tags and household codes.

use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    picture::{self, Picture, PictureFormat},
    service::{self, HouseholdCodeCard},
};
use crate::{caller::Signed, error::ApiResult, http::Tag};

/// Door tags and household codes.
#[derive(Debug)]
pub struct CodeApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Link")]
impl CodeApi {
    /// The tag at a household's door, to print
    #[oai(path = "/households/:id/door-tag", method = "get", operation_id = "getDoorTag")]
    async fn door_tag(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        format: Query<Option<PictureFormat>>,
    ) -> ApiResult<Picture> {
        let tag = service::tag(&caller, id.0).await?;
        let address = format!("{}/T/{}", caller.app.public_url(), tag.as_str());
        Ok(picture::draw(&address, &tag.printed(), format.0.unwrap_or_default())?)
    }

    /// The code of a household, to print it once more
    ///
    /// Opens the household's own page; never handed out by officials. Every look is journalled.
    #[oai(path = "/households/:id/household-code", method = "get", operation_id = "getHouseholdCode")]
    async fn household_code(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        format: Query<Option<PictureFormat>>,
    ) -> ApiResult<Picture> {
        let code = service::look(&caller, id.0).await?;
        let address = format!("{}/R/{}", caller.app.public_url(), code.as_str());
        Ok(picture::draw(&address, &code.printed(), format.0.unwrap_or_default())?)
    }

    /// Revoke a household's code and make the next one
    #[oai(path = "/households/:id/household-code", method = "post", operation_id = "reissueHouseholdCode")]
    async fn reissue(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<HouseholdCodeCard>> {
        Ok(Json(service::reissue(&caller, id.0).await?))
    }
}
