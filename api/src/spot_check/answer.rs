//! Asking the households that were drawn. Only those who ask see whom; each look at a number is recorded.

use domain::{rating::Level, roster::mask_phone, spot_check::State};
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{SEALED_NAME, SEALED_PHONE, SEALED_SERVICE, in_state, record},
    store,
    view::{SpotAnswer, SpotHousehold},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
};
use entity::spot_check_household;

fn show(app: &App, row: spot_check_household::Model) -> ApiResult<SpotHousehold> {
    let phone = row.phone.map(|phone| app.keyring.open(SEALED_PHONE, &phone)).transpose()?;
    Ok(SpotHousehold {
        label: row.label,
        name: app.keyring.open(SEALED_NAME, &row.name)?,
        place: row.place,
        service: app.keyring.open(SEALED_SERVICE, &row.service)?,
        phone_masked: phone.map(|phone| mask_phone(&phone)),
        answered: row.level.is_some(),
        unanswered: u32::try_from(row.unanswered).unwrap_or(0),
    })
}

/// The households that were drawn, for whoever asks them. What they answered is not shown again.
pub(super) async fn list(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<Vec<SpotHousehold>> {
    let app = &caller.app;
    let db = app.db.reader();
    store::one(db, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let rows = store::households(db, id, true).await?;
    let shown = rows.into_iter().map(|row| show(app, row)).collect();
    let tx = app.db.begin().await?;
    record(&tx, caller, "look_at_spot_households", id, json!({})).await?;
    tx.commit().await?;
    shown
}

/// The phone number of a household that was drawn, whole.
pub(super) async fn phone(caller: &Caller, sight: &Sight, id: Uuid, label: &str) -> ApiResult<String> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    in_state(&tx, sight, id, State::Drawn).await?;
    let row = store::household(&tx, id, label).await?.ok_or_else(ApiError::not_found)?;
    let phone = row.phone.ok_or_else(|| ApiError::conflict("spot_no_phone"))?;
    record(&tx, caller, "unmask_spot_phone", id, json!({ "label": label })).await?;
    tx.commit().await?;
    Ok(app.keyring.open(SEALED_PHONE, &phone)?)
}

/// Writes down what a household answered, once for good; or that nobody picked up.
pub(super) async fn answer(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    label: &str,
    form: SpotAnswer,
) -> ApiResult<SpotHousehold> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    in_state(&tx, sight, id, State::Drawn).await?;
    let mut row = store::household(&tx, id, label).await?.ok_or_else(ApiError::not_found)?;
    if row.level.is_some() {
        return Err(ApiError::conflict("spot_answered"));
    }
    match form.level.map(Level::from) {
        Some(level) => {
            row.level = Some(level.as_str().to_owned());
            row.channel = Some(form.channel.word().to_owned());
            row.answered_at = Some(app.clock.now());
        }
        None => row.unanswered += 1,
    }
    row.recorded_by = Some(caller.account_id);
    store::put(&tx, row.clone()).await?;
    record(&tx, caller, "record_spot_answer", id, json!({ "label": label })).await?;
    tx.commit().await?;
    show(app, row)
}
