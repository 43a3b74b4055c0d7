//! Those who did not answer at the last meeting: they answer first, before anything is drawn.

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::audit::pdraw1::OutcomeCode;
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{hearing, snapshot, store, turn::Turn, view, view::MeetingState};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_carried, audit_meeting};

const NO_ANSWER: &str = "NO_ANSWER";

/// Who answers first, as it is shown: before the opening those known by now.
pub(super) async fn shown(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
) -> ApiResult<Vec<view::Carried>> {
    let rows = match MeetingState::read(&meeting.state)? {
        MeetingState::Draft | MeetingState::Announced => from_last(db, meeting).await?,
        MeetingState::Opened | MeetingState::Closed => stored(db, meeting.id).await?,
    };
    let mut from = None;
    if let Some(first) = rows.first() {
        from = audit_meeting::Entity::find_by_id(first.from_meeting_id).one(db).await?;
    }
    let from = from.map(|meeting| meeting.code).unwrap_or_default();
    let shown = |row: audit_carried::Model| view::Carried {
        label: row.label,
        name: row.name,
        stratum: row.stratum,
        from: from.clone(),
        outcome: row.outcome,
        at: row.at,
        heard: None,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Who still has to answer before the first draw.
pub(super) async fn waiting(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
) -> Result<Vec<audit_carried::Model>, DbErr> {
    let rows = stored(db, meeting.id).await?;
    Ok(rows.into_iter().filter(|row| row.outcome.is_none()).collect())
}

/// Since when somebody owes an answer from the last meeting; none when he does not.
pub(super) async fn since(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
) -> ApiResult<Option<DateTime<Utc>>> {
    let row = stored(db, meeting_id).await?.into_iter().find(|row| row.label == label);
    let Some(row) = row else { return Ok(None) };
    let last = audit_meeting::Entity::find_by_id(row.from_meeting_id).one(db).await?;
    Ok(last.and_then(|last| last.closed_at))
}

async fn stored(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<audit_carried::Model>, DbErr> {
    audit_carried::Entity::find()
        .filter(audit_carried::Column::MeetingId.eq(meeting_id))
        .order_by_asc(audit_carried::Column::Label)
        .all(db)
        .await
}

/// The last real meeting that is over.
pub(super) async fn last_meeting(
    db: &impl ConnectionTrait,
    but: Uuid,
) -> Result<Option<audit_meeting::Model>, DbErr> {
    audit_meeting::Entity::find()
        .filter(audit_meeting::Column::State.eq(MeetingState::Closed.word()))
        .filter(audit_meeting::Column::Rehearsal.eq(false))
        .filter(audit_meeting::Column::Id.ne(but))
        .order_by_desc(audit_meeting::Column::ClosedAt)
        .order_by_desc(audit_meeting::Column::Id)
        .one(db)
        .await
}

/// Who did not answer at the last real meeting, drawn there or carried to it. A rehearsal calls nobody to account.
async fn from_last(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
) -> ApiResult<Vec<audit_carried::Model>> {
    if meeting.rehearsal {
        return Ok(Vec::new());
    }
    let Some(last) = last_meeting(db, meeting.id).await? else { return Ok(Vec::new()) };
    // Households answer for nobody: only rounds that draw people carry over.
    let rounds: Vec<_> =
        store::rounds(db, last.id).await?.into_iter().filter(|round| !round.step.contains('/')).collect();
    let mut outcomes = store::outcomes(db, &rounds).await?;
    outcomes.retain(|_, of_round| of_round.iter().any(|outcome| outcome.outcome == NO_ANSWER));
    // Rosters are long: only those are read on which somebody is looked for.
    let rounds: Vec<_> = rounds.into_iter().filter(|round| outcomes.contains_key(&round.id)).collect();
    let mut labels: Vec<String> = outcomes
        .into_values()
        .flatten()
        .filter(|outcome| outcome.outcome == NO_ANSWER)
        .map(|outcome| outcome.label)
        .collect();
    labels.sort_unstable();
    let people = snapshot::people(db, &last, &rounds).await?;
    let field = |label: &str, at: usize| {
        people.get(label).and_then(|fields| fields.get(at)).cloned().unwrap_or_default()
    };
    let row = |label: String, stratum: String, name: String| audit_carried::Model {
        id: Uuid::nil(),
        meeting_id: meeting.id,
        from_meeting_id: last.id,
        label,
        name,
        stratum,
        outcome: None,
        at: None,
    };
    let mut rows: Vec<_> = labels
        .into_iter()
        .map(|label| {
            let (stratum, name) = (field(&label, 0), field(&label, 1));
            row(label, stratum, name)
        })
        .collect();
    for again in stored(db, last.id).await? {
        let known = rows.iter().any(|row| row.label == again.label);
        if again.outcome.as_deref() == Some(NO_ANSWER) && !known {
            rows.push(row(again.label, again.stratum, again.name));
        }
    }
    rows.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(rows)
}

/// Writes down at the opening who answers first: by now the last meeting is over.
pub(super) async fn take_over(
    tx: &impl ConnectionTrait,
    app: &App,
    meeting: &audit_meeting::Model,
) -> ApiResult<()> {
    let rows = from_last(tx, meeting).await?.into_iter().map(|row| audit_carried::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(row.meeting_id),
        from_meeting_id: Set(row.from_meeting_id),
        label: Set(row.label),
        name: Set(row.name),
        stratum: Set(row.stratum),
        outcome: Set(None),
        at: Set(None),
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        audit_carried::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Records what somebody answered who had not answered at the last meeting; typed wrongly, it is recorded again.
pub(super) async fn record(caller: &Caller, id: Uuid, label: &str, outcome: &str) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RecordCarried, id, MeetingState::Opened).await?;
    let outcome = OutcomeCode::parse(outcome).ok_or_else(|| ApiError::field("outcome", "unknown"))?;
    let rows = stored(turn.app().db.reader(), id).await?;
    let row = rows.into_iter().find(|row| row.label == label).ok_or_else(ApiError::not_found)?;
    hearing::check_outcome(turn.app().db.reader(), id, label, outcome).await?;
    let tx = turn.begin().await?;
    let change = audit_carried::ActiveModel {
        id: Set(row.id),
        outcome: Set(Some(outcome.as_str().to_owned())),
        at: Set(Some(turn.app().clock.now())),
        ..Default::default()
    };
    audit_carried::Entity::update(change).exec(&tx).await.context("the row was read before")?;
    turn.end(tx, "record_carried", json!({ "label": label, "outcome": outcome.as_str() })).await
}
