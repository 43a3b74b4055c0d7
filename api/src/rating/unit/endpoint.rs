//! Operations on unit evaluations.

use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{service, view::Turnout};
use crate::{caller::Signed, error::ApiResult, http::Tag, pack::PdfFile};

/// Unit evaluations.
#[derive(Debug)]
pub struct UnitRatingApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl UnitRatingApi {
    /// The invitations to a unit evaluation, ready to print
    ///
    /// A letter for every colleague, three on a sheet, with a code of his own. Fetching them is journalled.
    #[oai(path = "/rating-rounds/:id/invitations", method = "get", operation_id = "printInvitations")]
    async fn print(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<PdfFile> {
        service::print(&caller, id.0).await
    }

    /// Make a colleague's invitation anew
    ///
    /// For a letter that is lost or was read by somebody else: its code opens nothing from here on. Answers with the new
    /// letter. Who has rated already is not issued a second ballot by it.
    #[oai(
        path = "/rating-rounds/:id/invitations/:official_id/renew",
        method = "post",
        operation_id = "renewInvitation"
    )]
    async fn renew(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
    ) -> ApiResult<PdfFile> {
        service::renew(&caller, id.0, official_id.0).await
    }

    /// How many ballots of a unit evaluation were issued
    #[oai(path = "/rating-rounds/:id/turnout", method = "get", operation_id = "getTurnout")]
    async fn turnout(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Turnout>> {
        Ok(Json(service::turnout(&caller, id.0).await?))
    }
}
