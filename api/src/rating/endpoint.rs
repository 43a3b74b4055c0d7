//! Operations on rating rounds.

use chrono::NaiveDate;
use domain::{identity::Operation, rating::RoundState};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{
    close, keys,
    own::cells,
    service, store,
    view::{
        CloseForm, DrawnForm, DrawnReport, PrintForm, PrintedSlips, RatingProgress, RatingResult,
        RatingResultPage, RatingRound, RatingRoundForm, RatingRoundPage, VoidForm, VoidReport, unscored,
    },
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{Tag, page},
};

/// Rating rounds.
#[derive(Debug)]
pub struct RatingApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl RatingApi {
    /// Rating rounds, the newest first
    #[oai(path = "/rating-rounds", method = "get", operation_id = "listRounds")]
    async fn rounds(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RatingRoundPage>> {
        let sight = caller.may(Operation::ListRounds)?;
        let limit = page::limit(limit.0);
        let after: Option<(NaiveDate, String)> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::rounds(caller.app.db.reader(), &sight, after.as_ref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |round| (round.opens_on, round.code.clone()));
        let mut items = Vec::with_capacity(rows.len());
        for round in rows {
            items.push(service::show(&caller.app, round).await?);
        }
        Ok(Json(RatingRoundPage { items, next_cursor }))
    }

    /// Prepare a round
    #[oai(path = "/rating-rounds", method = "post", operation_id = "createRound")]
    async fn create(
        &self,
        Signed(caller): Signed,
        Json(form): Json<RatingRoundForm>,
    ) -> ApiResult<Json<RatingRound>> {
        Ok(Json(service::create(&caller, form).await?))
    }

    /// Make the keys of a round
    ///
    /// One pair for each official, in the background; their list is published when all are made.
    #[oai(path = "/rating-rounds/:id/prepare", method = "post", operation_id = "prepareRound")]
    async fn prepare(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RatingRound>> {
        Ok(Json(keys::prepare(&caller, id.0).await?))
    }

    /// Open a round
    ///
    /// Refused until every key is there, and while duty reports are missing that the caller does not know of. Freezes who
    /// is rated by which households, from the links of today, and the reports as they stand.
    #[oai(path = "/rating-rounds/:id/open", method = "post", operation_id = "openRound")]
    async fn open(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// How many duty reports are missing, as the caller knows; none when absent.
        #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
        missing_reports: Query<Option<u64>>,
    ) -> ApiResult<Json<RatingRound>> {
        Ok(Json(service::open(&caller, id.0, missing_reports.0.unwrap_or(0)).await?))
    }

    /// Print slips of one official
    ///
    /// The codes are shown this once; only a keyed hash of each is kept.
    #[oai(path = "/rating-rounds/:id/slips", method = "post", operation_id = "printSlips")]
    async fn print(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<PrintForm>,
    ) -> ApiResult<Json<PrintedSlips>> {
        Ok(Json(service::print(&caller, id.0, &form).await?))
    }

    /// Tick households that drew a slip
    #[oai(path = "/rating-rounds/:id/issues", method = "post", operation_id = "markDrawn")]
    async fn mark_drawn(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DrawnForm>,
    ) -> ApiResult<Json<DrawnReport>> {
        Ok(Json(service::mark_drawn(&caller, id.0, form.household_ids).await?))
    }

    /// Void slips that nobody drew
    #[oai(path = "/rating-rounds/:id/voids", method = "post", operation_id = "voidSlips")]
    async fn void(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VoidForm>,
    ) -> ApiResult<Json<VoidReport>> {
        Ok(Json(service::void(&caller, id.0, form.codes).await?))
    }

    /// Bring a trustee's key
    ///
    /// The first ends the rating and takes one seal off every ballot; the second, which another account brings, opens
    /// and counts them. A key is used once and kept nowhere. What is interrupted is done again.
    #[oai(path = "/rating-rounds/:id/close", method = "post", operation_id = "closeRound")]
    async fn close(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<CloseForm>,
    ) -> ApiResult<Json<RatingRound>> {
        Ok(Json(close::bring_key(&caller, id.0, &form.trustee_key).await?))
    }

    /// The openings of a closed round
    ///
    /// Sealed to both trustees, for the auditors: `lianxin trustee open` takes off one seal, the first trustee's first.
    #[oai(path = "/rating-rounds/:id/openings", method = "get", operation_id = "getRatingOpenings")]
    async fn openings(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Binary<Vec<u8>>> {
        Ok(Binary(close::openings(&caller, id.0).await?))
    }

    /// Issued ballots per township
    #[oai(path = "/rating-rounds/:id/progress", method = "get", operation_id = "getProgress")]
    async fn progress(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RatingProgress>> {
        Ok(Json(service::progress(&caller, id.0).await?))
    }

    /// Results of a closed round, as far as they may be shown
    #[oai(path = "/rating-rounds/:id/results", method = "get", operation_id = "listResults")]
    async fn results(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RatingResultPage>> {
        let sight = caller.may(Operation::ListResults)?;
        let db = caller.app.db.reader();
        let round = store::round(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        if round.state != RoundState::Closed.as_str() {
            return Err(ApiError::conflict("round_not_closed"));
        }
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::results(db, &sight, id.0, after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |(_, official)| official.number.clone());
        let items = rows.into_iter().map(shown).collect::<ApiResult<_>>()?;
        Ok(Json(RatingResultPage { items, next_cursor }))
    }
}

fn shown((row, official): store::ResultRow) -> ApiResult<RatingResult> {
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    Ok(RatingResult {
        official,
        households: count(row.households),
        issued: count(row.issued),
        cast: count(row.cast_count),
        counted: count(row.counted),
        cells: cells(&row),
        unscored: unscored(row.unscored.as_deref())?,
    })
}
