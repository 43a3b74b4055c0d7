//! Rounds that are open today, prepared and opened as a county does it: with real keys, so that a newcomer can rate on his
//! phone, and of few officials, because the keys of a whole county take ten minutes and more.

use std::sync::Arc;

use ::entity::rating_round;
use chrono::{Datelike, Duration};
use domain::rating::{LEAST_COLLEAGUES, MOST_REISSUES, Questionnaire, RoundKind, RoundState};
use uuid::Uuid;

use super::{county::County, ids::Ids, rating::Round, trustees::Trustees};
use crate::{app::App, rating};

/// Who rates in a round.
struct Raters {
    kind: RoundKind,
    /// The word of the scope and its id.
    scope: (&'static str, Uuid),
}

/// The round in which the households of the first village rate, and an evaluation by the colleagues of a unit.
pub async fn open_rounds(app: &Arc<App>, county: &County, trustees: &Trustees) -> anyhow::Result<()> {
    let ids = Ids::new(county);
    for (nth, round) in county.rounds.iter().enumerate() {
        if round.state == RoundState::Open {
            let raters = Raters { kind: RoundKind::Household, scope: ("grid", ids.village(0)) };
            open(app, trustees, ids.round(nth), round, &raters).await?;
        }
    }
    // In the smallest counties no unit has colleagues enough.
    if let Some(unit) = evaluated(county) {
        let raters = Raters { kind: RoundKind::Unit, scope: ("unit", ids.unit(unit)) };
        open(app, trustees, ids.round(county.rounds.len()), &evaluation(county, unit), &raters).await?;
    }
    Ok(())
}

/// The smallest unit of which anything could be shown.
pub fn evaluated(county: &County) -> Option<usize> {
    let least = usize::try_from(LEAST_COLLEAGUES).unwrap_or(usize::MAX);
    let size = |unit: &usize| county.units[*unit].places.len();
    (0..county.units.len()).filter(|unit| size(unit) >= least).min_by_key(size)
}

fn evaluation(county: &County, unit: usize) -> Round {
    let opens_on = county.options.today - Duration::days(2);
    let (year, month) = (opens_on.year(), opens_on.month());
    Round {
        code: format!("U{year}{month:02}"),
        name: format!("{year}年{}民主测评", county.units[unit].name),
        state: RoundState::Open,
        opens_on,
        closes_on: opens_on + Duration::days(10),
    }
}

async fn open(
    app: &Arc<App>,
    trustees: &Trustees,
    id: Uuid,
    round: &Round,
    raters: &Raters,
) -> anyhow::Result<()> {
    let asked = match raters.kind {
        RoundKind::Household => Questionnaire::usual(),
        RoundKind::Unit => Questionnaire::among_colleagues(),
    };
    let row = rating_round::Model {
        id,
        code: round.code.clone(),
        name: round.name.clone(),
        state: RoundState::Draft.as_str().to_owned(),
        opens_on: round.opens_on,
        closes_on: round.closes_on,
        opened_at: None,
        closed_at: None,
        trustee_keys: trustees.json(),
        issued_total: 0,
        scope_kind: raters.scope.0.to_owned(),
        scope_id: Some(raters.scope.1),
        factor: "none".to_owned(),
        questionnaire: rating::questionnaire::stored(&asked),
        keys_needed: 0,
        key_list: None,
        first_trustee_id: None,
        kind: raters.kind.as_str().to_owned(),
        bundle_id: None,
        most_reissues: MOST_REISSUES,
    };
    rating::prepare_and_open(app, row, round.opened_at()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::scale::{Options, Scale};

    #[test]
    fn a_town_has_a_unit_that_can_be_evaluated_and_three_villages_have_none() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let county = |scale| County::new(&Options { scale, seed: Options::SEED, today }).unwrap();
        let town = county(Scale::Township);
        let unit = evaluated(&town).unwrap();
        let colleagues = town.officials.iter().filter(|official| official.unit == unit).count();
        assert!((6..=30).contains(&colleagues), "{colleagues}");
        assert_eq!(evaluated(&county(Scale::Village)), None);
    }
}
