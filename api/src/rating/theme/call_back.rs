//! Households that asked to be called back. They ask in a step of its own, by their household code, about a reason they
//! pick there: it carries nothing of a ballot and no time. Nobody sees who asked before the round is counted.

use domain::{rating::RoundState, roster::mask_phone};
use entity::{household, rating_call_back};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{CallBack, CallBackForm},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    clock::orderless_id,
    error::{ApiError, ApiResult},
    rating::{issue::official_of_number, questionnaire, service::record, store as rounds},
    roster::{self, service::SEALED_HOUSEHOLD_PHONE},
    typed,
};

pub const SEALED_WORD: &str = "rating_call_back.note";

/// A household asks to be called about a reason, concerning an official whom it may rate now. Asked twice it is called once.
pub async fn ask(
    app: &App,
    household_id: Uuid,
    round_id: Uuid,
    official: &str,
    theme: &str,
) -> ApiResult<()> {
    let tx = app.db.begin().await?;
    let round = rounds::round(&tx, round_id).await?.ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Open.as_str() {
        return Err(ApiError::conflict("round_not_open"));
    }
    let official_id = official_of_number(&tx, official).await?.ok_or_else(ApiError::not_found)?;
    let map = rounds::mapped(&tx, round_id, &[household_id]).await?;
    if !map.iter().any(|row| row.official_id == official_id) {
        return Err(ApiError::not_found());
    }
    if !questionnaire::of(&round)?.reasons.iter().any(|reason| reason.word == theme) {
        return Err(ApiError::field("theme", "unknown"));
    }
    let row = rating_call_back::Model {
        id: orderless_id(),
        round_id,
        household_id,
        official_id,
        theme: theme.to_owned(),
        tries: 0,
        reached: false,
        note: None,
        called_by: None,
        called_at: None,
    };
    store::ask(&tx, row).await?;
    tx.commit().await?;
    Ok(())
}

/// Who asked in a counted round; every look is recorded.
pub(super) async fn list(
    caller: &Caller,
    sight: &Sight,
    round_id: Uuid,
    rectification_id: Option<Uuid>,
    after: Option<Uuid>,
    limit: u64,
) -> ApiResult<Vec<CallBack>> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let round = rounds::round(&tx, round_id).await?.ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Closed.as_str() {
        return Err(ApiError::conflict("round_not_closed"));
    }
    let about = match rectification_id {
        None => None,
        Some(id) => Some(store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?),
    };
    let rows = store::call_backs(&tx, sight, round_id, about.as_ref(), after, limit).await?;
    let shown = show(&tx, app, rows).await?;
    record(&tx, caller, "look_at_call_backs", round_id, json!({ "households": shown.len() })).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<rating_call_back::Model>,
) -> ApiResult<Vec<CallBack>> {
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let households: Vec<household::Model> =
        roster::service::households(db, rows.iter().map(|row| row.household_id).collect()).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(official) = officials.get(&row.official_id).cloned() else { continue };
        let Some(household) = households.iter().find(|household| household.id == row.household_id) else {
            continue;
        };
        let round = rounds::round(db, row.round_id).await?.ok_or_else(ApiError::not_found)?;
        shown.push(CallBack {
            id: row.id,
            household: roster::view::HouseholdRef {
                id: household.id,
                code: household.code.clone(),
                head_name: household.head_name.clone(),
            },
            phone_masked: phone_of(app, household)?.map(|phone| mask_phone(&phone)),
            official,
            name: questionnaire::label(&questionnaire::of(&round)?, &row.theme),
            theme: row.theme,
            reached: row.reached,
            tries: u32::try_from(row.tries).unwrap_or(0),
            note: row.note.map(|note| app.keyring.open(SEALED_WORD, &note)).transpose()?,
            called_at: row.called_at,
        });
    }
    Ok(shown)
}

fn phone_of(app: &App, household: &household::Model) -> ApiResult<Option<String>> {
    let sealed = household.phone.as_ref();
    Ok(sealed.map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, phone)).transpose()?)
}

/// The phone number of a household that asked, whole.
pub(super) async fn phone(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<String> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = counted(&tx, sight, id).await?;
    let household = roster::service::own_household(&tx, row.household_id).await?;
    let household = household.ok_or_else(ApiError::not_found)?;
    let phone = phone_of(app, &household)?.ok_or_else(|| ApiError::conflict("spot_no_phone"))?;
    record(&tx, caller, "unmask_call_back_phone", row.round_id, json!({ "call_back": id })).await?;
    tx.commit().await?;
    Ok(phone)
}

/// Writes down what came of a call; once the household was reached that stands.
pub(super) async fn called(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: CallBackForm,
) -> ApiResult<CallBack> {
    let app = &caller.app;
    let note = typed::optional("note", form.note.as_deref())?;
    let tx = app.db.begin().await?;
    let mut row = counted(&tx, sight, id).await?;
    if row.reached {
        return Err(ApiError::conflict("called_back"));
    }
    row.reached = form.reached;
    row.tries += i32::from(!form.reached);
    row.note = note.map(|note| app.keyring.seal(SEALED_WORD, &note));
    row.called_by = Some(caller.account_id);
    row.called_at = Some(app.clock.now());
    store::put_call_back(&tx, row.clone()).await?;
    let detail = json!({ "call_back": id, "reached": form.reached });
    record(&tx, caller, "record_call_back", row.round_id, detail).await?;
    let shown = show(&tx, app, vec![row]).await?.pop();
    tx.commit().await?;
    shown.ok_or_else(ApiError::not_found)
}

/// One of a round that is counted: before, nobody knows who asked.
async fn counted(tx: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> ApiResult<rating_call_back::Model> {
    let row = store::call_back(tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let round = rounds::round(tx, row.round_id).await?.ok_or_else(ApiError::not_found)?;
    if round.state == RoundState::Closed.as_str() { Ok(row) } else { Err(ApiError::not_found()) }
}
