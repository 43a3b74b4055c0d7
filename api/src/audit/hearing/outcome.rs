//! What became of somebody drawn. There is no skip: whoever is drawn stays drawn.

use domain::{
    audit::{hearing as rules, pdraw1::OutcomeCode},
    identity::Operation,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    undo::{self, Before},
};
use crate::{
    audit::{replay::REVEALED, snapshot, store as meetings, turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{draw_outcome, meeting_call};

/// Records the outcome of somebody drawn.
pub(super) async fn record(
    caller: &Caller,
    id: Uuid,
    number: u32,
    label: &str,
    outcome: &str,
) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RecordOutcome, id, MeetingState::Opened).await?;
    let outcome = parse(outcome)?;
    let round = turn.rounds.iter().find(|round| u32::try_from(round.number) == Ok(number));
    let round = round.ok_or_else(ApiError::not_found)?;
    if round.state != REVEALED {
        return Err(turn.refused());
    }
    if !snapshot::labels(round)?.iter().any(|drawn| drawn == label) {
        return Err(ApiError::not_found());
    }
    let app = turn.app();
    check(app.db.reader(), id, label, outcome).await?;
    let tx = turn.begin().await?;
    let stood = draw_outcome::Entity::find()
        .filter(draw_outcome::Column::DrawRoundId.eq(round.id))
        .filter(draw_outcome::Column::Label.eq(label))
        .one(&tx)
        .await?;
    let before = Before::Outcome { round_id: round.id, stood: stood.map(|row| (row.outcome, row.at)) };
    let row = draw_outcome::Model {
        id: app.clock.id(),
        draw_round_id: round.id,
        label: label.to_owned(),
        outcome: outcome.as_str().to_owned(),
        at: app.clock.now(),
    };
    meetings::put_outcome(&tx, row).await?;
    undo::remember(&tx, &turn, label, &before).await?;
    let detail = json!({ "round": number, "label": label, "outcome": outcome.as_str() });
    turn.end(tx, "record_outcome", detail).await
}

pub(super) fn parse(outcome: &str) -> ApiResult<OutcomeCode> {
    OutcomeCode::parse(outcome).ok_or_else(|| ApiError::field("outcome", "unknown"))
}

/// `NO_ANSWER` stands on three logged calls within five minutes, by the protocol.
pub(in crate::audit) async fn check(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
    outcome: OutcomeCode,
) -> ApiResult<()> {
    if outcome != OutcomeCode::NoAnswer {
        return Ok(());
    }
    let calls = attempts(&store::calls_to(db, meeting_id, label).await?);
    if rules::nobody_answered(&calls) {
        return Ok(());
    }
    Err(ApiError::conflict("no_answer_early").with("label", label).with("calls", calls.len()))
}

/// Logged calls as the rule reads them.
pub(super) fn attempts(calls: &[meeting_call::Model]) -> Vec<rules::Attempt> {
    let attempt =
        |call: &meeting_call::Model| Some(rules::Attempt { at: call.at, result: call.result.parse().ok()? });
    calls.iter().filter_map(attempt).collect()
}
