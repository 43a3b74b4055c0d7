//! What an official reads of himself, round by round: never a number that points at a household.

use chrono::NaiveDate;
use domain::{
    identity::Operation,
    rating::{ENOUGH_ANSWERS, Shown},
};
use entity::rating_result;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    close::tally,
    comment::{self, SummaryLine},
    store,
    view::{RatingCell, RatingReasonCount, RatingUnscored, unscored},
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::Tag,
};

/// What a round brought for an official.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OfficialRating {
    pub round_id: Uuid,
    pub round_name: String,
    pub closes_on: NaiveDate,
    /// `household`, or `unit` for colleagues.
    pub kind: String,
    pub households: u32,
    pub issued: u32,
    pub counted: u32,
    /// The distribution; absent with fewer than five answers.
    pub cells: Option<Vec<RatingCell>>,
    /// Fewer than ten answers: too few to judge by.
    pub insufficient: bool,
    pub unscored: Option<RatingUnscored>,
    /// Reasons for a low level that at least three gave; none with fewer than ten answers.
    pub reasons: Vec<RatingReasonCount>,
    /// What was written, in other words; empty until it is released.
    pub summary: Vec<SummaryLine>,
}

/// An official's rounds, the newest first.
#[derive(Clone, Debug, Object)]
pub struct OfficialRatings {
    pub items: Vec<OfficialRating>,
}

/// Results of one official.
#[derive(Debug)]
pub struct OwnRatingApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl OwnRatingApi {
    /// What closed rounds brought for one official
    #[oai(path = "/officials/:id/ratings", method = "get", operation_id = "listOfficialRatings")]
    async fn ratings(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<OfficialRatings>> {
        Ok(Json(OfficialRatings { items: ratings(&caller, id.0).await? }))
    }
}

async fn ratings(caller: &Caller, official_id: Uuid) -> ApiResult<Vec<OfficialRating>> {
    let sight = caller.may(Operation::ListOfficialRatings)?;
    let app = &caller.app;
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    let mut items = Vec::new();
    let results = store::results_of(app.db.reader(), &sight, official_id).await?;
    for (result, round) in results.ok_or_else(ApiError::not_found)? {
        let (reasons, summary) = comment::released(app, &round, &result).await?;
        items.push(OfficialRating {
            round_id: round.id,
            households: count(result.households),
            issued: count(result.issued),
            counted: count(result.counted),
            cells: cells(&result),
            insufficient: count(result.counted) < ENOUGH_ANSWERS,
            unscored: unscored(result.unscored.as_deref())?,
            round_name: round.name,
            closes_on: round.closes_on,
            kind: round.kind,
            reasons,
            summary,
        });
    }
    Ok(items)
}

/// The distribution as far as it may be shown.
pub fn cells(row: &rating_result::Model) -> Option<Vec<RatingCell>> {
    let Shown::Distribution(cells) = tally(row).shown() else { return None };
    let cell = |cell: domain::rating::Cell| RatingCell {
        levels: cell.levels.into_iter().map(Into::into).collect(),
        count: cell.count,
    };
    Some(cells.into_iter().map(cell).collect())
}
