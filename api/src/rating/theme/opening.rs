//! What a count opens: a rectification for each theme of a unit that enough households gave.

use std::collections::HashMap;

use domain::rating::{RectificationState, RectificationVerb, RoundKind};
use entity::{rating_rectification, rating_rectification_event};
use uuid::Uuid;

use super::{rules, store, sweep};
use crate::{app::App, error::ApiResult, rating::store as rounds};

/// Opens what is not open yet. May run twice.
pub async fn open(app: &App, round_id: Uuid) -> anyhow::Result<()> {
    opened(app, round_id).await.map_err(|error| anyhow::anyhow!("themes of round {round_id}: {error:?}"))
}

async fn opened(app: &App, round_id: Uuid) -> ApiResult<()> {
    let tx = app.db.begin().await?;
    let Some(round) = rounds::round(&tx, round_id).await? else { return Ok(()) };
    // What colleagues say of each other opens nothing.
    if round.kind != RoundKind::Household.as_str() {
        return Ok(());
    }
    let rules = rules::read(&tx).await?;
    let answers: HashMap<Uuid, u32> = store::answers(&tx, round_id).await?.into_iter().collect();
    let there = store::of_round(&tx, round_id).await?;
    let today = app.clock.today();
    let mut rows = Vec::new();
    for named in store::named(&tx, round_id).await? {
        let answers = answers.get(&named.unit_id).copied().unwrap_or(0);
        let is_there = there.iter().any(|row| row.unit_id == named.unit_id && row.theme == named.theme);
        if is_there || !rules.opens(answers, named.count()) {
            continue;
        }
        let term = rules.term(&named.theme);
        rows.push(rating_rectification::Model {
            id: app.clock.id(),
            round_id,
            unit_id: named.unit_id,
            answers: i32::try_from(answers).unwrap_or(i32::MAX),
            named: i32::try_from(named.count()).unwrap_or(i32::MAX),
            term: term.as_str().to_owned(),
            state: RectificationState::Open.as_str().to_owned(),
            opened_on: today,
            due_on: term.due_on(today),
            ended_at: None,
            version: 1,
            theme: named.theme,
        });
    }
    let event = |row: &rating_rectification::Model| rating_rectification_event::Model {
        id: app.clock.id(),
        rectification_id: row.id,
        seq: row.version,
        at: app.clock.now(),
        actor_id: None,
        actor_name: String::new(),
        verb: RectificationVerb::Open.as_str().to_owned(),
        to_state: row.state.clone(),
        note: None,
    };
    store::add_events(&tx, rows.iter().map(event).collect()).await?;
    store::add(&tx, rows.clone()).await?;
    for row in &rows {
        sweep::mail(&tx, app, row, "opened").await?;
    }
    tx.commit().await?;
    Ok(())
}
