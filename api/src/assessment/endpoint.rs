//! Operations on scores.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    store::{self, After, Which},
    view::{ScoreDetail, ScorePage, ScoreSort},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// Scores.
#[derive(Debug)]
pub struct AssessmentApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Assessment")]
impl AssessmentApi {
    /// Scores of officials
    #[oai(path = "/scores", method = "get", operation_id = "listScores")]
    async fn scores(
        &self,
        Signed(caller): Signed,
        unit_id: Query<Option<Uuid>>,
        /// Officials who serve a household in this grid today
        grid_id: Query<Option<Uuid>>,
        sort: Query<Option<ScoreSort>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<ScorePage>> {
        let sight = caller.may(Operation::ListScores)?;
        let db = caller.app.db.reader();
        let limit = page::limit(limit.0);
        let after: Option<After> = page::cursor(cursor.0.as_deref())?;
        let which = Which { unit_id: unit_id.0, grid_id: grid_id.0, sort: sort.0.unwrap_or_default() };
        let today = caller.app.clock.today();
        let (mut rows, total) = store::page(db, &sight, &which, today, after.as_ref(), limit + 1).await?;
        let next_cursor =
            page::next(&mut rows, limit, |(score, official)| (score.total, official.number.clone()));
        let units = store::units(db, rows.iter().map(|(_, official)| official.unit_id).collect()).await?;
        let items = rows
            .into_iter()
            .map(|(score, official)| service::show(&score, official, &units))
            .collect::<ApiResult<_>>()?;
        Ok(Json(ScorePage { items, next_cursor, total }))
    }

    /// One score, with where every number comes from
    #[oai(path = "/scores/:official_id", method = "get", operation_id = "getScore")]
    async fn score(&self, Signed(caller): Signed, official_id: Path<Uuid>) -> ApiResult<Json<ScoreDetail>> {
        Ok(Json(service::detail(&caller, official_id.0).await?))
    }
}
