//! Rounds: the dice are locked, the envelope is opened, the result stands.

use anyhow::Context;
use domain::audit::pdraw1::{Dice6, Label, Locked, Revealed, StepCall, recover_otc};
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    refusal,
    replay::{self, LOCKED, REVEALED},
    turn::Turn,
    view::{LockForm, MeetingState, RevealForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, draw_round};

/// Locks the dice of the next round. The lock is stored and told before any envelope is opened.
pub(super) async fn lock(caller: &Caller, id: Uuid, form: LockForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::LockRound, id, MeetingState::Opened).await?;
    let dice = Dice6::agreed(form.dice.trim(), form.dice_again.trim()).map_err(refusal::dice)?;
    if turn.rounds.iter().any(|round| round.state != REVEALED) {
        return Err(ApiError::conflict("round_pending"));
    }
    let opened = replay::opened(turn.app(), &turn.meeting, &turn.rounds).await?;
    let locked = opened
        .lock(StepCall::parse(form.step.trim()), dice.clone())
        .map_err(|error| refusal::draw(&error, "step"))?;
    let lock = locked.lock().hex();
    let number = i32::try_from(locked.round()).map_err(anyhow::Error::from)?;
    let app = turn.app();
    let tx = turn.begin().await?;
    let row = draw_round::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        number: Set(number),
        step: Set(locked.call().to_string()),
        dice: Set(Some(dice.digits().to_owned())),
        lock_hash: Set(Some(lock.clone())),
        otc: Set(None),
        selected: Set(None),
        state: Set(LOCKED.to_owned()),
        locked_at: Set(Some(app.clock.now())),
        revealed_at: Set(None),
    };
    draw_round::Entity::insert(row).exec_without_returning(&tx).await?;
    let change =
        audit_meeting::ActiveModel { id: Set(id), last_lock: Set(Some(lock.clone())), ..Default::default() };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "lock_round", json!({ "round": number, "step": form.step, "lock": lock })).await
}

/// Opens the envelope of a locked round: the code decides who is drawn. Nothing changes when it is not the next one.
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
    let revealed = decide(&turn, round, code, form.lost_envelope).await?;
    let selected: Vec<&str> = revealed.selected.iter().map(Label::as_str).collect();
    let otc = revealed.entropy.otc.hex();
    let app = turn.app();
    let tx = turn.begin().await?;
    let change = draw_round::ActiveModel {
        id: Set(round.id),
        otc: Set(Some(otc)),
        selected: Set(Some(json!(selected).to_string())),
        state: Set(REVEALED.to_owned()),
        revealed_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    draw_round::Entity::update(change).exec(&tx).await?;
    let detail = json!({ "round": number, "selected": selected, "lost_envelope": form.lost_envelope });
    turn.end(tx, "reveal_round", detail).await?;
    app.stages.keep(id, revealed.into_next());
    Ok(())
}

/// Draws the round from what was locked. Ten thousand tickets take some milliseconds, so it has a thread of its own.
async fn decide(
    turn: &Turn<'_>,
    round: &draw_round::Model,
    code: String,
    lost_envelope: bool,
) -> ApiResult<Revealed> {
    let opened = replay::opened(turn.app(), &turn.meeting, &turn.rounds).await?;
    let code = if lost_envelope {
        let round = opened.rounds() + 1;
        recover_otc(round, opened.last_otc(), &code).map_err(|error| refusal::draw(&error, "otc"))?.hex()
    } else {
        code
    };
    let call = StepCall::parse(&round.step);
    let locked: Locked = opened.lock(call, replay::dice(round)?).map_err(anyhow::Error::from)?;
    if Some(locked.lock().hex()) != round.lock_hash {
        return Err(anyhow::anyhow!("the stored lock of round {} was altered", round.number).into());
    }
    let revealed = tokio::task::spawn_blocking(move || locked.reveal(&code)).await;
    revealed.context("drawing was interrupted")?.map_err(|error| refusal::draw(&error, "otc"))
}

fn find<'a>(turn: &'a Turn<'_>, number: u32) -> ApiResult<&'a draw_round::Model> {
    let found = turn.rounds.iter().find(|round| u32::try_from(round.number) == Ok(number));
    found.ok_or_else(ApiError::not_found)
}
