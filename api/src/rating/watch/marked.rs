//! "Was I marked as issued?": what stands in the registrar's book for a household, for that household alone.

use chrono::{Duration, NaiveDate};
use domain::rating::RoundState;
use entity::household;

use super::store;
use crate::{
    app::App,
    clock::china_day,
    error::ApiResult,
    rating::{
        household::{Standing, standing},
        store::{issued_to, mapped},
    },
    roster::{self, view::OfficialRef},
};

/// So long after its close a household may still ask about a round.
const TOLD_FOR: Duration = Duration::days(400);

/// What stands in the book of one round.
#[derive(Clone, Debug)]
pub struct Marked {
    pub round_name: String,
    pub is_open: bool,
    pub opened_on: Option<NaiveDate>,
    /// For each official whom the household rates, by their numbers.
    pub officials: Vec<(OfficialRef, Standing)>,
}

/// The rounds of a household, the newest first; of those that nobody can rate in any more the late ones.
pub async fn of_household(app: &App, household: &household::Model) -> ApiResult<Vec<Marked>> {
    let db = app.db.reader();
    let mut told = Vec::new();
    for round in store::rounds_since(db, app.clock.now() - TOLD_FOR).await? {
        let map = mapped(db, round.id, &[household.id]).await?;
        if map.is_empty() {
            continue;
        }
        let issues = issued_to(db, round.id, &[household.id]).await?;
        let refs = map.iter().map(|row| row.official_id).collect();
        let refs = roster::service::official_refs(db, refs).await?;
        let mut officials: Vec<(OfficialRef, Standing)> = map
            .into_iter()
            .filter_map(|row| {
                let issue = issues.iter().find(|issue| issue.official_id == row.official_id);
                Some((refs.get(&row.official_id)?.clone(), standing(issue)))
            })
            .collect();
        officials.sort_by(|left, right| left.0.number.cmp(&right.0.number));
        told.push(Marked {
            is_open: round.state == RoundState::Open.as_str(),
            opened_on: round.opened_at.map(china_day),
            round_name: round.name,
            officials,
        });
    }
    Ok(told)
}
