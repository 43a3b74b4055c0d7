//! Operations on ballots issued again.

use domain::identity::Operation;
use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    service,
    view::{ReissueForm, Reissued, Reissues},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{NoContent, Tag},
};

/// Ballots issued again.
#[derive(Debug)]
pub struct ReissueApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl ReissueApi {
    /// What is to be issued again and waits for a second person
    #[oai(path = "/rating-rounds/:id/reissues", method = "get", operation_id = "listReissues")]
    async fn list(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Reissues>> {
        let sight = caller.may(Operation::ListReissues)?;
        Ok(Json(service::waiting(&caller, &sight, id.0).await?))
    }

    /// Ask that a household's ballots be issued again
    ///
    /// For a household whose phone took its ballot and lost it. Once in a round; another person confirms.
    #[oai(path = "/rating-rounds/:id/reissues", method = "post", operation_id = "requestReissue")]
    async fn request(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<ReissueForm>,
    ) -> ApiResult<Json<Reissues>> {
        let sight = caller.may(Operation::RequestReissue)?;
        service::request(&caller, &sight, id.0, &form).await?;
        Ok(Json(service::waiting(&caller, &sight, id.0).await?))
    }

    /// Confirm it, from another account
    ///
    /// The household may take its ballots once more. Counted per official and published; with more than the round
    /// allows an official is left unscored.
    #[oai(
        path = "/rating-rounds/:id/reissues/:household_id/confirm",
        method = "post",
        operation_id = "confirmReissue"
    )]
    async fn confirm(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        household_id: Path<Uuid>,
    ) -> ApiResult<Json<Reissued>> {
        let sight = caller.may(Operation::ConfirmReissue)?;
        Ok(Json(service::confirm(&caller, &sight, id.0, household_id.0).await?))
    }

    /// Take it back, or refuse it
    #[oai(
        path = "/rating-rounds/:id/reissues/:household_id",
        method = "delete",
        operation_id = "dropReissue"
    )]
    async fn refuse(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        household_id: Path<Uuid>,
    ) -> ApiResult<NoContent> {
        let sight = caller.may(Operation::DropReissue)?;
        service::drop(&caller, &sight, id.0, household_id.0).await?;
        Ok(NoContent::Done)
    }
}
