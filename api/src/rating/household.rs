//! What a household is offered: a ballot for each official who serves it, as it was frozen when the round opened.

use data_encoding::BASE64URL_NOPAD;
use domain::rating::RoundState;
use entity::{household, rating_round};
use uuid::Uuid;

use super::{
    issue::{self, SLIP},
    store,
    view::SecondFactor,
};
use crate::{
    app::App,
    ballot_box::ballot,
    error::{ApiError, ApiResult},
    roster::{self, service::SEALED_HOUSEHOLD_PHONE, view::OfficialRef},
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
    pub reasons: Vec<String>,
    pub standing: Standing,
    /// What has to be shown beside the code before it is issued.
    pub factor: SecondFactor,
}

/// The ballots of a household in the rounds that are open, by the officials' numbers.
pub async fn open_ballots(app: &App, household: &household::Model) -> ApiResult<Vec<BallotOffer>> {
    let db = app.db.reader();
    let mut offers = Vec::new();
    for round in store::open_rounds(db).await? {
        let map = store::mapped(db, round.id, &[household.id]).await?;
        if map.is_empty() {
            continue;
        }
        let issued = store::issued_to(db, round.id, &[household.id]).await?;
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
                reasons: ballot::REASONS.map(str::to_owned).to_vec(),
                standing: match issue {
                    None => Standing::Offered,
                    Some(issue) if issue.way == SLIP => Standing::SlipDrawn,
                    Some(_) => Standing::Issued,
                },
                factor: factor_of(&round)?,
            });
        }
    }
    offers.sort_by(|left, right| left.official.number.cmp(&right.official.number));
    Ok(offers)
}

fn factor_of(round: &rating_round::Model) -> ApiResult<SecondFactor> {
    round.factor.parse().map_err(|()| ApiError::internal(anyhow::anyhow!("a round's factor")))
}

/// What a phone asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub round_id: Uuid,
    /// The official's number.
    pub official: &'a str,
    /// In base64url.
    pub blinded: &'a str,
    /// Whether the household has shown its second factor.
    pub factor_shown: bool,
}

/// Issues a ballot: the blind signature in base64url. Once per round, household and official; the same again is answered
/// the same.
pub async fn issue(app: &App, household: &household::Model, asked: &Asked<'_>) -> ApiResult<String> {
    let db = app.db.reader();
    let round = store::round(db, asked.round_id).await?;
    let open = |round: &rating_round::Model| round.state == RoundState::Open.as_str();
    let round = round.filter(open).ok_or_else(|| ApiError::conflict("round_not_open"))?;
    let official_id = issue::official_of_number(db, asked.official).await?.ok_or_else(ApiError::not_found)?;
    let map = store::mapped(db, round.id, &[household.id]).await?;
    if !map.iter().any(|row| row.official_id == official_id) {
        return Err(ApiError::not_found());
    }
    if factor_of(&round)? == SecondFactor::LastFour && !asked.factor_shown {
        return Err(ApiError::new(poem::http::StatusCode::FORBIDDEN, "second_factor"));
    }
    issue::issue(app, round.id, household.id, official_id, asked.blinded).await
}

/// Seconds to wait after too many wrong digits, as they are told.
const WAIT: u64 = 24 * 3600;

/// Compares the last four digits of the registered phone number. A household without one takes a slip.
pub fn factor(app: &App, household: &household::Model, digits: &str) -> ApiResult<bool> {
    let now = app.clock.now();
    let tries = &app.registrar.tries;
    if tries.too_many(&household.id, now) {
        return Err(ApiError::too_many(WAIT));
    }
    let phone =
        household.phone.as_ref().map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, phone)).transpose()?;
    let right = phone.is_some_and(|phone| digits.len() == 4 && phone.ends_with(digits));
    if !right {
        tries.wrong(household.id, now);
    }
    Ok(right)
}
