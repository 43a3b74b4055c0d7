//! What a household is offered: a ballot for each official who serves it, as it was frozen when the round opened.

use data_encoding::BASE64URL_NOPAD;
use domain::rating::{Questionnaire, RoundKind};
use entity::{household, rating_issue, rating_round};
use uuid::Uuid;

use super::{
    issue::{self, Known, Place, SLIP},
    questionnaire, store,
    view::SecondFactor,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    roster::{self, view::OfficialRef},
};

/// Where a household stands with one ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may rate.
    Offered,
    /// A phone has taken it: that phone alone may still change the answer.
    Issued,
    /// The household drew a slip.
    SlipDrawn,
}

/// What stands in the book, if anything.
pub(super) fn standing(issue: Option<&rating_issue::Model>) -> Standing {
    match issue {
        None => Standing::Offered,
        Some(issue) if issue.way == SLIP => Standing::SlipDrawn,
        Some(issue) if issue::waits(issue) => Standing::Offered,
        Some(_) => Standing::Issued,
    }
}

/// A ballot that a household may cast, or has.
#[derive(Clone, Debug)]
pub struct BallotOffer {
    pub round_id: Uuid,
    pub round_code: String,
    pub round_name: String,
    pub closes_on: chrono::NaiveDate,
    pub official: OfficialRef,
    /// The modulus of the official's key of this round, in base64url.
    pub modulus: String,
    pub questionnaire: Questionnaire,
    pub standing: Standing,
    /// What has to be shown beside the code before it is issued.
    pub factor: SecondFactor,
}

/// The ballots of a household in the rounds that are open, by the officials' numbers.
pub async fn open_ballots(app: &App, household: &household::Model) -> ApiResult<Vec<BallotOffer>> {
    let rounds = store::open_rounds(app.db.reader(), RoundKind::Household).await?;
    offers(app, rounds, household.id).await
}

/// The ballots of a household or a colleague in these rounds, by the officials' numbers.
pub(super) async fn offers(
    app: &App,
    rounds: Vec<rating_round::Model>,
    rater_id: Uuid,
) -> ApiResult<Vec<BallotOffer>> {
    let db = app.db.reader();
    let mut offers = Vec::new();
    for round in rounds {
        let map = store::mapped(db, round.id, &[rater_id]).await?;
        if map.is_empty() {
            continue;
        }
        let issued = store::issued_to(db, round.id, &[rater_id]).await?;
        let officials =
            roster::service::official_refs(db, map.iter().map(|row| row.official_id).collect()).await?;
        for row in map {
            let Some(official) = officials.get(&row.official_id) else { continue };
            let key = store::key(db, round.id, row.official_id).await?.and_then(|key| key.modulus);
            let Some(modulus) = key else { continue };
            let issue = issued.iter().find(|issue| issue.official_id == row.official_id);
            offers.push(BallotOffer {
                round_id: round.id,
                round_code: round.code.clone(),
                round_name: round.name.clone(),
                closes_on: round.closes_on,
                official: official.clone(),
                modulus: BASE64URL_NOPAD.encode(&modulus),
                questionnaire: questionnaire::of(&round)?,
                standing: standing(issue),
                factor: factor_of(&round.factor)?,
            });
        }
    }
    offers.sort_by(|left, right| left.official.number.cmp(&right.official.number));
    Ok(offers)
}

fn factor_of(stored: &str) -> ApiResult<SecondFactor> {
    stored.parse().map_err(|()| ApiError::internal(anyhow::anyhow!("a round's factor")))
}

/// What a phone asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub round_id: Uuid,
    /// The official's number.
    pub official: &'a str,
    /// In base64url.
    pub blinded: &'a str,
    /// What the household has shown beside its code.
    pub factor: SecondFactor,
}

/// Issues a ballot: the blind signature in base64url. Once per round, household and official; the same again is answered
/// the same.
pub async fn issue(app: &App, household: &household::Model, asked: &Asked<'_>) -> ApiResult<String> {
    issue_to(app, household.id, asked).await
}

/// The same for whoever rates in the round.
pub(super) async fn issue_to(app: &App, rater_id: Uuid, asked: &Asked<'_>) -> ApiResult<String> {
    let at = Place { round_id: asked.round_id, rater_id, official: asked.official.to_owned() };
    let (official_id, factor, before) = match app.registrar.lookup.put(at.clone()).await? {
        Known::RoundNotOpen => return Err(ApiError::conflict("round_not_open")),
        Known::NotMapped => return Err(ApiError::not_found()),
        Known::Mapped { official_id, factor, before } => (official_id, factor, before),
    };
    if asked.factor < factor_of(&factor)? {
        return Err(ApiError::new(poem::http::StatusCode::FORBIDDEN, "second_factor"));
    }
    issue::issue(app, &at, official_id, before, asked.blinded).await
}
