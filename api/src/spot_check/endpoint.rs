//! Operations on spot-check programmes.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    answer, service,
    store::{self, Place},
    view::{
        ServedSheet, SpotAnswer, SpotCheck, SpotCheckForm, SpotCheckPage, SpotDrawForm, SpotHousehold,
        SpotHouseholds, SpotPhone,
    },
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{Tag, page},
};

/// Spot-check programmes.
#[derive(Debug)]
pub struct SpotCheckApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::SpotCheck")]
impl SpotCheckApi {
    /// Programmes in sight, the newest first
    #[oai(path = "/spot-checks", method = "get", operation_id = "listSpotChecks")]
    async fn list(
        &self,
        Signed(caller): Signed,
        unit_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<SpotCheckPage>> {
        let sight = caller.may(Operation::ListSpotChecks)?;
        let db = caller.app.db.reader();
        let limit = page::limit(limit.0);
        let after: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(db, &sight, unit_id.0, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.created_at, row.id));
        Ok(Json(SpotCheckPage { items: service::show(db, rows).await?, next_cursor }))
    }

    /// One programme with its result as far as it is
    #[oai(path = "/spot-checks/:id", method = "get", operation_id = "getSpotCheck")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<SpotCheck>> {
        let sight = caller.may(Operation::GetSpotCheck)?;
        let row = store::one(caller.app.db.reader(), &sight, id.0).await?;
        Ok(Json(service::shown(&caller, row.ok_or_else(ApiError::not_found)?).await?))
    }

    /// Register work of one's own unit
    #[oai(path = "/spot-checks", method = "post", operation_id = "registerSpotCheck")]
    async fn register(
        &self,
        Signed(caller): Signed,
        Json(form): Json<SpotCheckForm>,
    ) -> ApiResult<Json<SpotCheck>> {
        let sight = caller.may(Operation::RegisterSpotCheck)?;
        let row = service::register(&caller, &sight, form).await?;
        Ok(Json(service::shown(&caller, row).await?))
    }

    /// Bring in the households that were served, in place of those brought in before
    #[oai(path = "/spot-checks/:id/households", method = "post", operation_id = "importServed")]
    async fn import(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        sheet: ServedSheet,
    ) -> ApiResult<Json<SpotCheck>> {
        let sight = caller.may(Operation::ImportServed)?;
        let row = service::import(&caller, &sight, id.0, sheet.file.into_bytes()).await?;
        Ok(Json(service::shown(&caller, row).await?))
    }

    /// Freeze the list and announce the draw; not for the unit itself
    #[oai(path = "/spot-checks/:id/draw", method = "post", operation_id = "announceSpotCheck")]
    async fn announce(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<SpotDrawForm>,
    ) -> ApiResult<Json<SpotCheck>> {
        let sight = caller.may(Operation::AnnounceSpotCheck)?;
        let row = service::announce(&caller, &sight, id.0, form).await?;
        Ok(Json(service::shown(&caller, row).await?))
    }

    /// The households that were drawn, for whoever asks them
    #[oai(path = "/spot-checks/:id/drawn", method = "get", operation_id = "listSpotHouseholds")]
    async fn drawn(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<SpotHouseholds>> {
        let sight = caller.may(Operation::ListSpotHouseholds)?;
        Ok(Json(SpotHouseholds { items: answer::list(&caller, &sight, id.0).await? }))
    }

    /// The phone number of a household that was drawn, whole; journalled
    #[oai(path = "/spot-checks/:id/drawn/:label/phone", method = "post", operation_id = "getSpotPhone")]
    async fn phone(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
    ) -> ApiResult<Json<SpotPhone>> {
        let sight = caller.may(Operation::GetSpotPhone)?;
        Ok(Json(SpotPhone { phone: answer::phone(&caller, &sight, id.0, &label.0).await? }))
    }

    /// Write down what a household answered, or that nobody picked up
    #[oai(path = "/spot-checks/:id/drawn/:label", method = "put", operation_id = "recordSpotAnswer")]
    async fn answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<SpotAnswer>,
    ) -> ApiResult<Json<SpotHousehold>> {
        let sight = caller.may(Operation::RecordSpotAnswer)?;
        Ok(Json(answer::answer(&caller, &sight, id.0, &label.0, form).await?))
    }

    /// End the asking; the result stands
    #[oai(path = "/spot-checks/:id/close", method = "post", operation_id = "closeSpotCheck")]
    async fn close(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<SpotCheck>> {
        let sight = caller.may(Operation::CloseSpotCheck)?;
        let row = service::close(&caller, &sight, id.0).await?;
        Ok(Json(service::shown(&caller, row).await?))
    }
}
