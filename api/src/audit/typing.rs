//! The dice, typed by two people on two devices. What the first typed is sealed; when somebody else has typed the same,
//! the round is locked and told, before any envelope is opened.

use domain::audit::pdraw1::{Dice6, StepCall};
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    carried,
    form::DiceForm,
    refusal,
    replay::{self, LOCKED},
    store,
    turn::Turn,
    view::MeetingState,
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, draw_round, draw_typing};

const SEALED_DICE: &str = "draw_typing.dice";

/// Takes what one person typed. The second who types the same locks the round; when the two differ both are asked again.
pub(super) async fn type_dice(caller: &Caller, id: Uuid, form: DiceForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::TypeDice, id, MeetingState::Opened).await?;
    let dice = Dice6::parse(form.dice.trim()).ok_or_else(|| ApiError::field("dice", "dice"))?;
    may_be_typed(&turn).await?;
    let call = StepCall::parse(form.step.trim());
    let opened = replay::opened(turn.app(), &turn.meeting, &turn.rounds, Some(&call)).await?;
    let pending = replay::pending(&turn.rounds)?;
    let (round, lock) =
        opened.lock_after(&pending, &call, &dice).map_err(|error| refusal::draw(&error, "step"))?;
    // While a round before it waits for its code, nobody knows who it will have left.
    let eligible = if pending.is_empty() {
        Some(opened.eligible(&call).map_err(|error| refusal::draw(&error, "step"))?)
    } else {
        None
    };
    let locked = Locked { round, lock: lock.hex(), eligible, call, dice };

    let tx = turn.begin_beside_others().await?;
    let typings = store::typings(&tx, id).await?;
    let Some(first) = typings.iter().find(|typing| typing.account_id != caller.account_id) else {
        keep(&tx, &turn, &typings, &locked).await?;
        let detail = json!({ "round": locked.round, "step": locked.call.to_string() });
        return turn.end(tx, "type_dice", detail).await;
    };
    if first.device_id.is_some() && first.device_id == caller.device_id {
        tx.rollback().await?;
        return Err(ApiError::conflict("dice_same_device"));
    }
    forget(&tx, id, None).await?;
    let theirs = turn.app().keyring.open(SEALED_DICE, &first.dice)?;
    let by = [&first.account_name, &caller.display_name];
    if theirs == locked.dice.digits() && first.step == locked.call.to_string() {
        lock_round(&tx, &turn, &locked).await?;
        let detail = json!({
            "round": locked.round, "step": locked.call.to_string(), "lock": locked.lock, "typed_by": by,
        });
        return turn.end(tx, "lock_round", detail).await;
    }
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        dice_differed: Set(turn.meeting.dice_differed + 1),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    let detail = json!({
        "round": locked.round, "typed_by": by, "typed": [theirs, locked.dice.digits()],
        "steps": [first.step, locked.call.to_string()],
    });
    turn.end(tx, "dice_differ", detail).await?;
    Err(ApiError::conflict("dice_mismatch").and_field("dice", "dice_again"))
}

/// Takes back what the caller typed and nobody has confirmed.
pub(super) async fn clear(caller: &Caller, id: Uuid) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::ClearDice, id, MeetingState::Opened).await?;
    let tx = turn.begin_beside_others().await?;
    forget(&tx, id, Some(caller.account_id)).await?;
    turn.end(tx, "clear_dice", json!({ "code": turn.meeting.code })).await
}

/// What the second entry locks.
struct Locked {
    round: u64,
    lock: String,
    eligible: Option<usize>,
    call: StepCall,
    dice: Dice6,
}

/// Dice are typed when every round before is revealed or waits for the next code, and nobody still has to answer from
/// the last meeting.
async fn may_be_typed(turn: &Turn<'_>) -> ApiResult<()> {
    if turn.meeting.code_ahead {
        return Err(ApiError::conflict("code_ahead"));
    }
    if turn.rounds.iter().any(|round| round.state == LOCKED && !round.envelope_lost) {
        return Err(ApiError::conflict("round_pending"));
    }
    match carried::waiting(turn.app().db.reader(), &turn.meeting).await?.first() {
        Some(first) => Err(ApiError::conflict("carried_waiting").with("name", &first.name)),
        None => Ok(()),
    }
}

/// Keeps the entry in place of one that the same person typed before.
async fn keep(
    tx: &impl ConnectionTrait,
    turn: &Turn<'_>,
    typings: &[draw_typing::Model],
    locked: &Locked,
) -> ApiResult<()> {
    let (caller, app) = (turn.caller, turn.app());
    if !typings.is_empty() {
        forget(tx, turn.meeting.id, Some(caller.account_id)).await?;
    }
    let row = draw_typing::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(turn.meeting.id),
        account_id: Set(caller.account_id),
        account_name: Set(caller.display_name.clone()),
        device_id: Set(caller.device_id),
        step: Set(locked.call.to_string()),
        dice: Set(app.keyring.seal(SEALED_DICE, locked.dice.digits())),
        typed_at: Set(app.clock.now()),
    };
    draw_typing::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn lock_round(tx: &impl ConnectionTrait, turn: &Turn<'_>, locked: &Locked) -> ApiResult<()> {
    let (app, id) = (turn.app(), turn.meeting.id);
    let eligible = locked.eligible.map(i32::try_from).transpose().map_err(anyhow::Error::from)?;
    let row = draw_round::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        number: Set(i32::try_from(locked.round).map_err(anyhow::Error::from)?),
        step: Set(locked.call.to_string()),
        dice: Set(Some(locked.dice.digits().to_owned())),
        lock_hash: Set(Some(locked.lock.clone())),
        otc: Set(None),
        selected: Set(None),
        state: Set(LOCKED.to_owned()),
        locked_at: Set(Some(app.clock.now())),
        revealed_at: Set(None),
        eligible: Set(eligible),
        pairs: Set(None),
        void: Set(None),
        envelope_lost: Set(false),
    };
    draw_round::Entity::insert(row).exec_without_returning(tx).await?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        last_lock: Set(Some(locked.lock.clone())),
        dice_differed: Set(0),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(tx).await?;
    Ok(())
}

/// Forgets what one person typed, or everybody.
async fn forget(tx: &impl ConnectionTrait, meeting_id: Uuid, account: Option<Uuid>) -> Result<(), DbErr> {
    let mut entries =
        draw_typing::Entity::delete_many().filter(draw_typing::Column::MeetingId.eq(meeting_id));
    if let Some(account) = account {
        entries = entries.filter(draw_typing::Column::AccountId.eq(account));
    }
    entries.exec(tx).await.map(drop)
}
