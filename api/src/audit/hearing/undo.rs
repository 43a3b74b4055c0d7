//! Taking back what was typed: the last thing first, until the next round is locked. There is no way from here to a
//! round, a lock or a vote.

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::identity::Operation;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::ExprTrait,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{store, venue, word::TypedKind};
use crate::{
    app::App,
    audit::{store as meetings, turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{draw_outcome, meeting_answer, meeting_call, meeting_consent, meeting_named, meeting_typing};

pub(in crate::audit) const SEALED: &str = "meeting_typing.before";

/// What stood somewhere before it was typed over; nothing where nothing stood.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Before {
    Answer { question: String, stood: Option<(String, Option<String>, DateTime<Utc>)> },
    Call { id: Uuid },
    Consent { stood: Option<bool> },
    Named,
    NamedOutcome { stood: Option<(String, DateTime<Utc>)> },
    Outcome { round_id: Uuid, stood: Option<(String, DateTime<Utc>)> },
    Venue { round_id: Uuid, stood: Option<Uuid> },
}

impl Before {
    fn kind(&self) -> TypedKind {
        match self {
            Self::Answer { .. } => TypedKind::Answer,
            Self::Call { .. } => TypedKind::Call,
            Self::Consent { .. } => TypedKind::Consent,
            Self::Named => TypedKind::Named,
            Self::NamedOutcome { .. } => TypedKind::NamedOutcome,
            Self::Outcome { .. } => TypedKind::Outcome,
            Self::Venue { .. } => TypedKind::Venue,
        }
    }
}

/// Remembers what stood there before, in the transaction that types over it.
pub(super) async fn remember(
    tx: &DatabaseTransaction,
    turn: &Turn<'_>,
    label: &str,
    before: &Before,
) -> ApiResult<()> {
    let app = turn.app();
    let text = serde_json::to_string(before).map_err(anyhow::Error::from)?;
    let typed = store::typed(tx, turn.meeting.id).await?;
    let row = meeting_typing::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(turn.meeting.id),
        seq: Set(i32::try_from(typed + 1).map_err(anyhow::Error::from)?),
        rounds: Set(rounds(turn)?),
        kind: Set(before.kind().word().to_owned()),
        label: Set(label.to_owned()),
        before: Set(app.keyring.seal(SEALED, &text)),
        account_id: Set(turn.caller.account_id),
        at: Set(app.clock.now()),
        undone: Set(false),
    };
    meeting_typing::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn rounds(turn: &Turn<'_>) -> anyhow::Result<i32> {
    Ok(i32::try_from(turn.rounds.len())?)
}

/// Takes back the last thing typed, which must be the one the caller has seen.
pub(super) async fn undo(caller: &Caller, id: Uuid, typed: Uuid) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::UndoTyping, id, MeetingState::Opened).await?;
    let tx = turn.begin().await?;
    let last = store::last_typed(&tx, id, rounds(&turn)?).await?;
    let Some(last) = last.filter(|last| last.id == typed) else {
        tx.rollback().await?;
        return Err(ApiError::conflict("nothing_to_undo"));
    };
    let app = turn.app();
    let text = app.keyring.open(SEALED, &last.before)?;
    let before: Before = serde_json::from_str(&text).context("what was typed over is malformed")?;
    restore(&tx, app, &last, before).await?;
    let change = meeting_typing::ActiveModel { id: Set(last.id), undone: Set(true), ..Default::default() };
    meeting_typing::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "undo_typing", json!({ "kind": last.kind, "label": last.label })).await
}

async fn restore(
    tx: &DatabaseTransaction,
    app: &App,
    typed: &meeting_typing::Model,
    before: Before,
) -> ApiResult<()> {
    let (meeting_id, label) = (typed.meeting_id, typed.label.as_str());
    match before {
        Before::Answer { question, stood } => answer(tx, app, typed, &question, stood).await?,
        Before::Call { id } => {
            meeting_call::Entity::delete_by_id(id).exec(tx).await?;
        }
        Before::Consent { stood } => consent(tx, meeting_id, label, stood).await?,
        Before::Named => {
            meeting_named::Entity::delete_many()
                .filter(meeting_named::Column::MeetingId.eq(meeting_id))
                .filter(meeting_named::Column::Label.eq(label))
                .exec(tx)
                .await?;
        }
        Before::NamedOutcome { stood } => {
            let named = store::named_one(tx, meeting_id, label).await?.context("called by name, and gone")?;
            let (outcome, at) = stood.unzip();
            let change = meeting_named::ActiveModel {
                id: Set(named.id),
                outcome: Set(outcome),
                outcome_at: Set(at),
                ..Default::default()
            };
            meeting_named::Entity::update(change).exec(tx).await?;
        }
        Before::Outcome { round_id, stood: None } => {
            draw_outcome::Entity::delete_many()
                .filter(draw_outcome::Column::DrawRoundId.eq(round_id))
                .filter(draw_outcome::Column::Label.eq(label))
                .exec(tx)
                .await?;
        }
        Before::Outcome { round_id, stood: Some((outcome, at)) } => {
            let id = app.clock.id();
            let row =
                draw_outcome::Model { id, draw_round_id: round_id, label: label.to_owned(), outcome, at };
            meetings::put_outcome(tx, row).await?;
        }
        Before::Venue { round_id, stood } => venue::put(tx, round_id, stood).await?,
    }
    Ok(())
}

async fn answer(
    tx: &impl ConnectionTrait,
    app: &App,
    typed: &meeting_typing::Model,
    question: &str,
    stood: Option<(String, Option<String>, DateTime<Utc>)>,
) -> ApiResult<()> {
    let this = meeting_answer::Column::MeetingId
        .eq(typed.meeting_id)
        .and(meeting_answer::Column::Label.eq(&typed.label))
        .and(meeting_answer::Column::Question.eq(question));
    let Some((reply, note, at)) = stood else {
        meeting_answer::Entity::delete_many().filter(this).exec(tx).await?;
        return Ok(());
    };
    let change = meeting_answer::ActiveModel {
        reply: Set(reply),
        note: Set(note.map(|note| app.keyring.seal(super::answer::SEALED_NOTE, &note))),
        at: Set(at),
        ..Default::default()
    };
    meeting_answer::Entity::update_many().set(change).filter(this).exec(tx).await?;
    Ok(())
}

async fn consent(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
    stood: Option<bool>,
) -> ApiResult<()> {
    let this =
        meeting_consent::Column::MeetingId.eq(meeting_id).and(meeting_consent::Column::Label.eq(label));
    if let Some(agreed) = stood {
        let change = meeting_consent::ActiveModel { agreed: Set(agreed), ..Default::default() };
        meeting_consent::Entity::update_many().set(change).filter(this).exec(tx).await?;
    } else {
        meeting_consent::Entity::delete_many().filter(this).exec(tx).await?;
    }
    Ok(())
}
