//! Giving households to another official.

use std::collections::HashMap;

use domain::link::MOST_LOAD;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    recusal, service, store,
    view::{LinkPage, TransferForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster, typed,
};

/// Closes the links that hold and opens new ones, all of them or none. Open requests of the households go with them.
pub async fn transfer(caller: &Caller, form: TransferForm) -> ApiResult<LinkPage> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let mut households = form.household_ids;
    households.sort_unstable();
    households.dedup();
    let tx = app.db.begin().await?;
    let on = service::day(&tx, app, form.on).await?;
    check_official(&tx, "official_id", form.official_id, households.len()).await?;
    let known = roster::service::households(&tx, households.clone()).await?;
    if known.len() != households.len() {
        return Err(ApiError::field("household_ids", "unknown"));
    }
    if !known.iter().all(roster::service::is_active) {
        return Err(ApiError::conflict("household_closed"));
    }
    if let Some(recused) = recusal::service::recused(&tx, &households, form.official_id).await? {
        let head = known.iter().find(|household| household.id == recused);
        let head = head.map(|household| household.head_name.as_str()).unwrap_or_default();
        return Err(ApiError::invalid("recused").with("household", head));
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
    let rows = service::begin(&tx, app, &households, form.official_id, on).await?;
    service::carry_over(&tx, &households, Some(form.official_id)).await?;
    let detail = json!({ "households": households, "on": on, "reason": reason, "from": previous });
    let subject = Subject::new("official", form.official_id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "transfer_links", subject, detail).await?;
    let items = service::show(&tx, rows).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(LinkPage { items, next_cursor: None })
}

/// An official takes households over who is in service, not exempt, and has room. That the one who gives them away
/// may be left with fewer than the least is for the office to see: households come and go one at a time.
pub(super) async fn check_official(
    tx: &impl ConnectionTrait,
    field: &str,
    id: Uuid,
    more: usize,
) -> ApiResult<()> {
    let official = store::hold_official(tx, id).await?;
    let official = official.ok_or_else(|| ApiError::field(field, "unknown"))?;
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
