//! Computing all scores, and showing them.

use std::{collections::HashMap, sync::Arc};

use domain::{
    assessment::{Figures, Line, Points, score as score_of},
    identity::Operation,
    rating::Tally,
};
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    store,
    view::{Score, ScoreDetail, ScoreLine},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    follow_up, inspection, locale,
    rating::close::tally,
    roster::view::OfficialRef,
};
use entity::{official, score};

/// What is stored beside the points.
#[derive(Debug, Deserialize, Serialize)]
struct Derivation {
    round_name: Option<String>,
    /// Absent when too few to be told.
    answers: Option<u32>,
    possible: u32,
    lines: Vec<Line>,
}

/// Computes every official's score anew. Takes no input and may run twice.
pub async fn compute(app: &Arc<App>) -> anyhow::Result<()> {
    let db = app.db.reader();
    let rounds = store::last_rounds(db).await?;
    let mut results = HashMap::new();
    for round in &rounds {
        for (official_id, row) in store::results(db, round.id).await? {
            results.entry(official_id).or_insert((round, row));
        }
    }
    let answered = by_official(store::answered(db, app.clock.today()).await?);
    let confirmed = by_official(store::confirmed(db).await?);
    let audits = follow_up::service::findings(db, app).await?;
    let inspected = inspection::service::lost(db, app).await?;
    let evaluated = store::evaluated(db).await?;
    let now = app.clock.now();
    let rows = store::officials(db).await?.into_iter().map(|id| {
        let (answered_in_time, answers_due) = answered.get(&id).copied().unwrap_or_default();
        let (answers_confirmed, answers_heard) = confirmed.get(&id).copied().unwrap_or_default();
        let audit = audits.get(&id).copied().unwrap_or_default();
        let result = results.get(&id);
        let ratings = result.map_or_else(Tally::default, |(_, row)| tally(row));
        // Whoever was not rated is shown the round that rated the whole county.
        let round = result.map(|(round, _)| *round).or(rounds.last());
        let score = score_of(&Figures {
            ratings,
            answers_due,
            answered_in_time,
            answers_heard,
            answers_confirmed,
            audit,
            inspected: inspected.get(&id).copied().unwrap_or_default(),
            evaluation: evaluated.get(&id).map(tally),
        });
        let derivation = Derivation {
            round_name: round.map(|round| round.name.clone()),
            answers: score.rating.map(|_| ratings.answers()),
            possible: score.possible,
            lines: score.lines.clone(),
        };
        Ok(score::ActiveModel {
            official_id: Set(id),
            round_id: Set(round.map(|round| round.id)),
            rating_points: Set(stored(score.rating)),
            request_points: Set(stored(score.requests())),
            total: Set(stored(score.total)),
            derivation: Set(serde_json::to_string(&derivation)?),
            computed_at: Set(now),
        })
    });
    let rows: Vec<_> = rows.collect::<anyhow::Result<_>>()?;
    let tx = app.db.begin().await?;
    store::replace(&tx, rows).await?;
    tx.commit().await?;
    Ok(())
}

fn by_official(shares: Vec<store::Share>) -> HashMap<Uuid, (u32, u32)> {
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    shares.into_iter().map(|share| (share.official_id, (count(share.part), count(share.whole)))).collect()
}

fn stored(points: Option<Points>) -> Option<i32> {
    points.and_then(|points| i32::try_from(points.hundredths()).ok())
}

/// One score with its derivation.
pub async fn detail(caller: &Caller, official_id: Uuid) -> ApiResult<ScoreDetail> {
    let sight = caller.may(Operation::GetScore)?;
    let db = caller.app.db.reader();
    let (score, official) = store::one(db, &sight, official_id).await?.ok_or_else(ApiError::not_found)?;
    let derivation = read(&score)?;
    let computed_at = score.computed_at;
    let units = store::units(db, vec![official.unit_id]).await?;
    let lines = derivation.lines.into_iter().map(|line| ScoreLine {
        label: locale::text(&format!("assessment.line.{}", line.key), &[]),
        key: line.key.as_str().to_owned(),
        figure: line.figure,
        formula: line.formula,
        points: line.points.map(Points::hundredths),
    });
    Ok(ScoreDetail { lines: lines.collect(), score: show(&score, official, &units)?, computed_at })
}

/// A score as it stands in a list.
pub(super) fn show(
    score: &score::Model,
    official: official::Model,
    units: &HashMap<Uuid, String>,
) -> ApiResult<Score> {
    let derivation = read(score)?;
    Ok(Score {
        official: OfficialRef {
            id: official.id,
            number: official.number,
            name: official.name,
            unit_name: units.get(&official.unit_id).cloned().unwrap_or_default(),
        },
        rank: official.rank,
        rating_points: score.rating_points,
        request_points: score.request_points,
        total: score.total,
        possible: derivation.possible,
        answers: derivation.answers,
        round_name: derivation.round_name,
    })
}

fn read(score: &score::Model) -> ApiResult<Derivation> {
    serde_json::from_str(&score.derivation).map_err(ApiError::internal)
}
