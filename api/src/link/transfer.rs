//! Giving households to another official.

use std::collections::HashMap;

use domain::link::MOST_LOAD;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    service, store,
    view::{LinkPage, TransferForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    pledge, request, roster,
    sight::THIRTY,
    typed,
};
use entity::link;

/// Closes the links that hold and opens new ones, all of them or none. Open requests of the households go with them.
pub async fn transfer(caller: &Caller, form: TransferForm) -> ApiResult<LinkPage> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let on = typed::day("on", form.on)?;
    if on > app.clock.today() {
        return Err(ApiError::field("on", "future"));
    }
    let mut households = form.household_ids;
    households.sort_unstable();
    households.dedup();
    let tx = app.db.begin().await?;
    check_official(&tx, form.official_id, households.len()).await?;
    let known = roster::service::households(&tx, households.clone()).await?;
    if known.len() != households.len() {
        return Err(ApiError::field("household_ids", "unknown"));
    }
    let mut previous: HashMap<Uuid, u32> = HashMap::new();
    for held in store::current(&tx, households.clone()).await? {
        if held.official_id == form.official_id {
            return Err(ApiError::conflict("already_linked"));
        }
        if held.valid_from > on {
            return Err(ApiError::field("on", "before_link"));
        }
        if !store::close(&tx, held.id, on).await? {
            return Err(ApiError::conflict("stale"));
        }
        *previous.entry(held.official_id).or_default() += 1;
    }
    let rows: Vec<link::Model> = households
        .iter()
        .map(|household| link::Model {
            id: app.clock.id(),
            household_id: *household,
            official_id: form.official_id,
            kind: THIRTY.to_owned(),
            valid_from: on,
            valid_to: None,
        })
        .collect();
    link::Entity::insert_many(rows.iter().map(row)).exec_without_returning(&tx).await?;
    request::service::hand_over(&tx, &households, form.official_id).await?;
    pledge::service::hand_over(&tx, &households, form.official_id).await?;
    let detail = json!({ "households": households, "on": on, "reason": reason, "from": previous });
    let subject = Subject::new("official", form.official_id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "transfer_links", subject, detail).await?;
    let items = service::show(&tx, rows).await?;
    tx.commit().await?;
    Ok(LinkPage { items, next_cursor: None })
}

fn row(link: &link::Model) -> link::ActiveModel {
    link::ActiveModel {
        id: Set(link.id),
        household_id: Set(link.household_id),
        official_id: Set(link.official_id),
        kind: Set(link.kind.clone()),
        valid_from: Set(link.valid_from),
        valid_to: Set(link.valid_to),
    }
}

/// An official takes households over who is in service, not exempt, and has room. That the one who gives them away
/// may be left with fewer than the least is for the office to see: households come and go one at a time.
async fn check_official(tx: &impl ConnectionTrait, id: Uuid, more: usize) -> ApiResult<()> {
    let official = store::hold_official(tx, id).await?;
    let official = official.ok_or_else(|| ApiError::field("official_id", "unknown"))?;
    if official.state != "active" || official.exempt.is_some() {
        return Err(ApiError::invalid("official_takes_none"));
    }
    let loads = roster::service::loads(tx, &[id]).await?;
    let load = usize::try_from(loads.get(&id).copied().unwrap_or(0)).unwrap_or(usize::MAX);
    if load.saturating_add(more) > MOST_LOAD {
        return Err(ApiError::invalid("too_many_households").with("load", load).with("most", MOST_LOAD));
    }
    Ok(())
}
