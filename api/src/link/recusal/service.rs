//! Recusals are added and lifted by the county's office, and asked for by whoever makes a link.

use std::collections::HashSet;

use domain::link as rules;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Recusal, RecusalForm},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    link, roster,
};
use entity::recusal;

/// Recusals with the names of their two sides.
pub async fn show(db: &impl ConnectionTrait, rows: Vec<recusal::Model>) -> ApiResult<Vec<Recusal>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.household_id).collect();
    let households = roster::service::household_refs(db, ids.clone()).await?;
    let linked = link::service::holders(db, ids).await?;
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(household), Some(official)) =
            (households.get(&row.household_id), officials.get(&row.official_id))
        else {
            continue;
        };
        let reason: rules::RecusalReason = row.reason.parse().map_err(anyhow::Error::from)?;
        items.push(Recusal {
            id: row.id,
            household: household.clone(),
            official: official.clone(),
            reason: reason.into(),
            created_at: row.created_at,
            lifted_at: row.lifted_at,
            linked: linked.get(&row.household_id) == Some(&row.official_id),
        });
    }
    Ok(items)
}

/// Gives a household the recusals of another: whoever may not be linked to those who came may not be linked to it.
pub async fn inherit(tx: &impl ConnectionTrait, app: &App, from: Uuid, into: Uuid) -> Result<(), DbErr> {
    let has: HashSet<Uuid> =
        store::of_household(tx, into).await?.into_iter().map(|row| row.official_id).collect();
    for row in store::of_household(tx, from).await? {
        if has.contains(&row.official_id) {
            continue;
        }
        let inherited =
            recusal::Model { id: app.clock.id(), household_id: into, created_at: app.clock.now(), ..row };
        recusal::Entity::insert(inherited.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Says that two may not be linked. A link that they have ends with the next assignment.
pub async fn add(caller: &Caller, form: RecusalForm) -> ApiResult<Recusal> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    if roster::service::households(&tx, vec![form.household_id]).await?.is_empty() {
        return Err(ApiError::field("household_id", "unknown"));
    }
    if roster::service::official(&tx, form.official_id).await?.is_none() {
        return Err(ApiError::field("official_id", "unknown"));
    }
    if recused(&tx, &[form.household_id], form.official_id).await?.is_some() {
        return Err(ApiError::conflict("recused_already"));
    }
    let reason = rules::RecusalReason::from(form.reason);
    let row = recusal::Model {
        id: app.clock.id(),
        household_id: form.household_id,
        official_id: form.official_id,
        reason: reason.as_str().to_owned(),
        created_by: Some(caller.account_id),
        created_at: app.clock.now(),
        lifted_at: None,
    };
    recusal::Entity::insert(row.clone().into_active_model()).exec_without_returning(&tx).await?;
    let detail = json!({
        "household": form.household_id, "official": form.official_id, "reason": reason.as_str(),
    });
    record(&tx, caller, "add_recusal", row.id, detail).await?;
    let shown = show(&tx, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(shown)
}

/// Says that two may be linked again.
pub async fn lift(caller: &Caller, id: Uuid) -> ApiResult<Recusal> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = store::find(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if !store::lift(&tx, id, app.clock.now()).await? {
        return Err(ApiError::conflict("lifted_already"));
    }
    let detail = json!({ "household": row.household_id, "official": row.official_id });
    record(&tx, caller, "lift_recusal", id, detail).await?;
    let row = recusal::Model { lifted_at: Some(app.clock.now()), ..row };
    let shown = show(&tx, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(shown)
}

/// The first of these households that may not be linked to an official.
pub async fn recused(
    db: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    Ok(store::holding(db, households, official_id).await?.first().map(|row| row.household_id))
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("recusal", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
