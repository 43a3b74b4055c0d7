//! Phoning the households that were drawn. Only those who phone see whom; each look at a number is recorded. What a
//! household chose is never asked and stands nowhere here.

use std::collections::HashMap;

use domain::{
    rating::recontact::{Answered, RecontactState},
    roster::mask_phone,
};
use entity::{household, recontact_household};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{in_state, record},
    store,
    view::{RecontactHousehold, RecontactSaid},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    grid,
    roster::{self, service::SEALED_HOUSEHOLD_PHONE},
};

async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<recontact_household::Model>,
) -> ApiResult<Vec<RecontactHousehold>> {
    let households = rows.iter().map(|row| row.household_id).collect();
    let households = roster::service::households(db, households).await?;
    let villages = households.iter().map(|household| household.village_id).collect();
    let villages = grid::service::names(db, villages).await?;
    let households: HashMap<Uuid, household::Model> =
        households.into_iter().map(|household| (household.id, household)).collect();
    let officials = rows.iter().map(|row| row.official_id).collect();
    let officials = roster::service::official_refs(db, officials).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(household), Some(official)) =
            (households.get(&row.household_id), officials.get(&row.official_id))
        else {
            continue;
        };
        let phone = phone_of(app, household)?;
        shown.push(RecontactHousehold {
            label: row.label,
            name: household.head_name.clone(),
            village: villages.get(&household.village_id).cloned().unwrap_or_default(),
            group_no: household.group_no,
            official: official.clone(),
            slip: row.way == "slip",
            phone_masked: phone.map(|phone| mask_phone(&phone)),
            answered: row.answered.is_some(),
            unanswered: u32::try_from(row.unanswered).unwrap_or(0),
        });
    }
    Ok(shown)
}

fn phone_of(app: &App, household: &household::Model) -> ApiResult<Option<String>> {
    let phone = household.phone.as_ref().map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, phone));
    Ok(phone.transpose()?)
}

/// A page of the households that were drawn, for whoever phones them. What they said is not shown again.
pub(super) async fn list(
    caller: &Caller,
    sight: &Sight,
    round_id: Uuid,
    waiting: bool,
    after: Option<String>,
    limit: u64,
) -> ApiResult<Vec<RecontactHousehold>> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = in_state(db, round_id, RecontactState::Drawn).await?;
    let shown = show(db, app, store::page(db, sight, row.id, waiting, after, limit).await?).await?;
    let tx = app.db.begin().await?;
    record(&tx, caller, "look_at_recontacts", row.id, json!({ "households": shown.len() })).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The phone number of a household that was drawn, whole.
pub(super) async fn phone(caller: &Caller, _sight: &Sight, round_id: Uuid, label: &str) -> ApiResult<String> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, round_id, RecontactState::Drawn).await?;
    let drawn = store::household(&tx, row.id, label).await?.ok_or_else(ApiError::not_found)?;
    let household = roster::service::own_household(&tx, drawn.household_id).await?;
    let household = household.ok_or_else(ApiError::not_found)?;
    let phone = phone_of(app, &household)?.ok_or_else(|| ApiError::conflict("recontact_no_phone"))?;
    record(&tx, caller, "unmask_recontact_phone", row.id, json!({ "label": label })).await?;
    tx.commit().await?;
    Ok(phone)
}

/// Writes down what a household said, once for good; or that nobody picked up.
pub(super) async fn say(
    caller: &Caller,
    _sight: &Sight,
    round_id: Uuid,
    label: &str,
    form: RecontactSaid,
) -> ApiResult<RecontactHousehold> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, round_id, RecontactState::Drawn).await?;
    let mut drawn = store::household(&tx, row.id, label).await?.ok_or_else(ApiError::not_found)?;
    match (form.got_code, form.answered) {
        (Some(got_code), Some(answered)) => {
            drawn.got_code = Some(got_code);
            drawn.answered = Some(Answered::from(answered).as_str().to_owned());
        }
        (None, None) => drawn.unanswered += 1,
        _ => return Err(ApiError::field("answered", "required")),
    }
    drawn.recorded_by = Some(caller.account_id);
    if !store::put_said(&tx, drawn.clone()).await? {
        return Err(ApiError::conflict("recontact_answered"));
    }
    record(&tx, caller, "record_recontact", row.id, json!({ "label": label })).await?;
    let shown = show(&tx, app, vec![drawn]).await?.pop().ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(shown)
}
