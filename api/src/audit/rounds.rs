//! Rounds that are locked: the envelope is opened, or lost; the result stands.

use anyhow::Context;
use domain::audit::pdraw1::{BundleRound, Digest, Revealed};
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    form::RevealForm,
    refusal,
    replay::{self, LOCKED, REVEALED},
    turn::Turn,
    view::MeetingState,
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, draw_round};

/// Opens the envelope of the last locked round: the code decides who is drawn, in it and in those before it whose
/// envelopes were lost. Nothing changes when it is not the next code.
pub(super) async fn reveal(caller: &Caller, id: Uuid, number: u32, form: RevealForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RevealRound, id, MeetingState::Opened).await?;
    let round = find(&turn, number)?;
    let code = form.otc.trim().to_owned();
    if round.state == REVEALED && !form.lost_envelope && round.otc.as_deref() == Some(&code) {
        // The same press again, whose answer was lost on the way.
        return Ok(());
    }
    if round.state != LOCKED {
        return Err(turn.refused());
    }
    let waiting: Vec<&draw_round::Model> = turn.rounds.iter().filter(|round| round.state == LOCKED).collect();
    if waiting.last().is_some_and(|last| last.number != round.number) {
        return Err(ApiError::conflict("not_last_round"));
    }
    let code = if form.lost_envelope { before(&code)? } else { code };
    let decided = decide(&turn, &waiting, code).await?;
    let tx = turn.begin().await?;
    for (row, revealed) in waiting.iter().zip(&decided) {
        put(&tx, &turn, row, revealed).await?;
    }
    if form.lost_envelope {
        let change = audit_meeting::ActiveModel { id: Set(id), code_ahead: Set(true), ..Default::default() };
        audit_meeting::Entity::update(change).exec(&tx).await?;
    }
    let drawn: Vec<_> = decided
        .iter()
        .map(|round| json!({ "round": round.round(), "selected": round.selected, "void": round.void() }))
        .collect();
    turn.end(tx, "reveal_round", json!({ "rounds": drawn, "lost_envelope": form.lost_envelope })).await?;
    if let Some(last) = decided.into_iter().last() {
        turn.app().stages.keep(id, last.into_next());
    }
    Ok(())
}

/// The code of the envelope before the one that was opened.
fn before(code: &str) -> ApiResult<String> {
    let code = Digest::from_hex(code).ok_or_else(refusal::otc)?;
    Ok(Digest::of(code.as_bytes()).hex())
}

/// Draws the rounds from what was locked. Ten thousand tickets take some milliseconds, so it has a thread of its own.
async fn decide(turn: &Turn<'_>, waiting: &[&draw_round::Model], code: String) -> ApiResult<Vec<Revealed>> {
    let opened = replay::opened(turn.app(), &turn.meeting, &turn.rounds, None).await?;
    let pending = replay::pending(&turn.rounds)?;
    let decided = tokio::task::spawn_blocking(move || opened.reveal_all(pending, &code)).await;
    let decided =
        decided.context("drawing was interrupted")?.map_err(|error| refusal::draw(&error, "otc"))?;
    for (row, revealed) in waiting.iter().zip(&decided) {
        if Some(revealed.lock().hex()) != row.lock_hash {
            return Err(anyhow::anyhow!("the stored lock of round {} was altered", row.number).into());
        }
    }
    Ok(decided)
}

async fn put(
    tx: &impl ConnectionTrait,
    turn: &Turn<'_>,
    row: &draw_round::Model,
    revealed: &Revealed,
) -> ApiResult<()> {
    let BundleRound { selected, pairs, void, .. } = BundleRound::of(revealed);
    let change = draw_round::ActiveModel {
        id: Set(row.id),
        otc: Set(Some(revealed.entropy.otc.hex())),
        selected: Set(Some(json!(selected).to_string())),
        pairs: Set(pairs.map(|pairs| json!(pairs).to_string())),
        void: Set(void),
        eligible: Set(Some(i32::try_from(revealed.eligible).map_err(anyhow::Error::from)?)),
        state: Set(REVEALED.to_owned()),
        revealed_at: Set(Some(turn.app().clock.now())),
        ..Default::default()
    };
    draw_round::Entity::update(change).exec(tx).await?;
    Ok(())
}

/// The envelope of the last locked round is lost. The round stays locked and its result stands; the dice of the next
/// may be thrown, and the next code yields both.
pub(super) async fn lose(caller: &Caller, id: Uuid, number: u32) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::LoseEnvelope, id, MeetingState::Opened).await?;
    let round = find(&turn, number)?;
    if round.state != LOCKED {
        return Err(turn.refused());
    }
    if round.envelope_lost {
        return Ok(());
    }
    let tx = turn.begin().await?;
    let change =
        draw_round::ActiveModel { id: Set(round.id), envelope_lost: Set(true), ..Default::default() };
    draw_round::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "lose_envelope", json!({ "round": number })).await
}

fn find<'a>(turn: &'a Turn<'_>, number: u32) -> ApiResult<&'a draw_round::Model> {
    let found = turn.rounds.iter().find(|round| u32::try_from(round.number) == Ok(number));
    found.ok_or_else(ApiError::not_found)
}
