//! Operations on recontacts.

use std::sync::Arc;

use domain::identity::Operation;
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    bound, call, page, service, store,
    view::{
        PublicRecontact, Recontact, RecontactForm, RecontactHousehold, RecontactHouseholdPage,
        RecontactOfficialPage, RecontactPhone, RecontactSaid,
    },
};
use crate::{
    app::App,
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{NoContent, Tag, page as pages},
};

/// Recontacts of rating rounds.
#[derive(Debug)]
pub struct RecontactApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl RecontactApi {
    /// What came of phoning households after a round, for everybody
    #[oai(path = "/public/rating-rounds/:id/recontact", method = "get", operation_id = "getPublicRecontact")]
    async fn published(
        &self,
        Data(app): Data<&Arc<App>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<PublicRecontact>> {
        Ok(Json(page::published(app, id.0).await?.ok_or_else(ApiError::not_found)?))
    }

    /// The recontact of a round
    #[oai(path = "/rating-rounds/:id/recontact", method = "get", operation_id = "getRecontact")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Recontact>> {
        caller.may(Operation::GetRecontact)?;
        let db = caller.app.db.reader();
        let row = store::of_round(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(service::show(db, row).await?))
    }

    /// Freeze whom ballots were issued to, and announce the draw
    ///
    /// Once for each round of households, when nothing is issued any more.
    #[oai(path = "/rating-rounds/:id/recontact", method = "post", operation_id = "announceRecontact")]
    async fn announce(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<RecontactForm>,
    ) -> ApiResult<Json<Recontact>> {
        let sight = caller.may(Operation::AnnounceRecontact)?;
        let row = service::announce(&caller, &sight, id.0, form).await?;
        Ok(Json(service::show(caller.app.db.reader(), row).await?))
    }

    /// The households that were drawn, for whoever phones them; journalled
    #[oai(
        path = "/rating-rounds/:id/recontact/drawn",
        method = "get",
        operation_id = "listRecontactHouseholds"
    )]
    async fn drawn(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Only those that have not said anything yet.
        waiting: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RecontactHouseholdPage>> {
        let sight = caller.may(Operation::ListRecontactHouseholds)?;
        let limit = pages::limit(limit.0);
        let after: Option<String> = pages::cursor(cursor.0.as_deref())?;
        let waiting = waiting.0.unwrap_or(false);
        let mut items = call::list(&caller, &sight, id.0, waiting, after, limit + 1).await?;
        let next_cursor = pages::next(&mut items, limit, |row| row.label.clone());
        Ok(Json(RecontactHouseholdPage { items, next_cursor }))
    }

    /// The phone number of a household that was drawn, whole; journalled
    #[oai(
        path = "/rating-rounds/:id/recontact/drawn/:label/phone",
        method = "post",
        operation_id = "getRecontactPhone"
    )]
    async fn phone(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
    ) -> ApiResult<Json<RecontactPhone>> {
        let sight = caller.may(Operation::GetRecontactPhone)?;
        Ok(Json(RecontactPhone { phone: call::phone(&caller, &sight, id.0, &label.0).await? }))
    }

    /// Write down what a household said, or that nobody picked up
    #[oai(
        path = "/rating-rounds/:id/recontact/drawn/:label",
        method = "put",
        operation_id = "recordRecontact"
    )]
    async fn say(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<RecontactSaid>,
    ) -> ApiResult<Json<RecontactHousehold>> {
        let sight = caller.may(Operation::RecordRecontact)?;
        Ok(Json(call::say(&caller, &sight, id.0, &label.0, form).await?))
    }

    /// End the phoning; the result stands
    #[oai(path = "/rating-rounds/:id/recontact/close", method = "post", operation_id = "closeRecontact")]
    async fn close(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Recontact>> {
        let sight = caller.may(Operation::CloseRecontact)?;
        let row = service::close(&caller, &sight, id.0).await?;
        Ok(Json(service::show(caller.app.db.reader(), row).await?))
    }

    /// What each official's households said, once the phoning is over
    #[oai(
        path = "/rating-rounds/:id/recontact/officials",
        method = "get",
        operation_id = "listRecontactOfficials"
    )]
    async fn officials(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Only those over the bound.
        over: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RecontactOfficialPage>> {
        let sight = caller.may(Operation::ListRecontactOfficials)?;
        let limit = pages::limit(limit.0);
        let after: Option<String> = pages::cursor(cursor.0.as_deref())?;
        let most = usize::try_from(limit).map_err(ApiError::internal)? + 1;
        let over = over.0.unwrap_or(false);
        let mut items = bound::officials(&caller, &sight, id.0, over, after, most).await?;
        let next_cursor = pages::next(&mut items, limit, |row| row.official.number.clone());
        Ok(Json(RecontactOfficialPage { items, next_cursor }))
    }

    /// Propose to leave an official unscored who is over the bound
    #[oai(
        path = "/rating-rounds/:id/recontact/officials/:official_id/void",
        method = "post",
        operation_id = "proposeVoid"
    )]
    async fn propose(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
    ) -> ApiResult<NoContent> {
        let sight = caller.may(Operation::ProposeVoid)?;
        bound::propose(&caller, &sight, id.0, official_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Decide it, as the second person
    #[oai(
        path = "/rating-rounds/:id/recontact/officials/:official_id/void/confirm",
        method = "post",
        operation_id = "confirmVoid"
    )]
    async fn confirm(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
    ) -> ApiResult<NoContent> {
        let sight = caller.may(Operation::ConfirmVoid)?;
        bound::confirm(&caller, &sight, id.0, official_id.0).await?;
        Ok(NoContent::Done)
    }
}
