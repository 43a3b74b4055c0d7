//! Households that merge, move, split and end. No row is ever deleted: what happened in a household stays there, and is
//! shown with what has become of it.

pub mod closing;
pub mod merging;
pub mod moving;
pub mod splitting;
pub(super) mod store;
pub mod view;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::roster::{HouseholdChange, HouseholdState};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::Value;
use uuid::Uuid;

use super::{
    codes, service,
    view::{HouseholdRef, NamedRef},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    grid,
    journal::{self, Subject},
};
use entity::{household, household_lineage};
use view::{HouseholdLineage, Past};

/// What a household is, and what it and all it was made of went through, the latest first.
pub(super) async fn past(db: &impl ConnectionTrait, row: &household::Model) -> ApiResult<Past> {
    let mut rows: HashMap<Uuid, household_lineage::Model> = HashMap::new();
    let (mut known, mut next) = (HashSet::from([row.id]), vec![row.id]);
    while !next.is_empty() {
        let parts = store::lineage_into(db, std::mem::take(&mut next)).await?;
        next.extend(parts.iter().map(|part| part.from_id).filter(|part| known.insert(*part)));
        rows.extend(parts.into_iter().map(|part| (part.id, part)));
    }
    rows.extend(store::lineage_from(db, row.id).await?.into_iter().map(|part| (part.id, part)));
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|part| std::cmp::Reverse((part.happened_on, part.id)));
    let ids = rows.iter().flat_map(|part| [part.from_id, part.into_id]).chain(row.successor_id).collect();
    let households = service::household_refs(db, ids).await?;
    let villages = rows.iter().flat_map(|part| [part.from_village_id, part.into_village_id]).collect();
    let villages = grid::service::names(db, villages).await?;
    let village = |id: Uuid| NamedRef { id, name: villages.get(&id).cloned().unwrap_or_default() };
    let state: HouseholdState = row.state.parse().map_err(anyhow::Error::from)?;
    let lineage = rows
        .into_iter()
        .map(|part| {
            let kind: HouseholdChange = part.kind.parse().map_err(anyhow::Error::from)?;
            Ok(HouseholdLineage {
                kind: kind.into(),
                on: part.happened_on,
                from: named(&households, part.from_id)?,
                into: named(&households, part.into_id)?,
                reason: part.reason,
                from_village: village(part.from_village_id),
                from_group_no: part.from_group_no,
                from_address: part.from_address,
                into_village: village(part.into_village_id),
            })
        })
        .collect::<ApiResult<_>>()?;
    let successor = row.successor_id.map(|id| named(&households, id)).transpose()?;
    Ok(Past { state: state.into(), successor, lineage })
}

fn named(households: &HashMap<Uuid, HouseholdRef>, id: Uuid) -> ApiResult<HouseholdRef> {
    let lost = || ApiError::internal(anyhow::anyhow!("the household {id} of a lineage is lost"));
    households.get(&id).cloned().ok_or_else(lost)
}

/// Holds a household that is there.
async fn hold_one(tx: &impl ConnectionTrait, id: Uuid) -> ApiResult<household::Model> {
    let row = store::hold(tx, vec![id]).await?.pop().ok_or_else(ApiError::not_found)?;
    must_be_active(row)
}

fn must_be_active(row: household::Model) -> ApiResult<household::Model> {
    if service::is_active(&row) { Ok(row) } else { Err(ApiError::conflict("household_closed")) }
}

/// Writes a changed household.
async fn write(tx: &impl ConnectionTrait, row: &household::Model) -> Result<(), DbErr> {
    household::Entity::update(row.clone().into_active_model().reset_all()).exec(tx).await.map(drop)
}

/// A household that is history: its code opens nothing, like one that was issued anew.
fn ended(
    app: &App,
    row: household::Model,
    state: HouseholdState,
    successor: Option<Uuid>,
) -> household::Model {
    let code_version = row.code_version + 1;
    let code = codes::household_code(&app.keyring, &row.code, code_version);
    household::Model {
        code_version,
        code_hash: codes::household_code_hash(&app.keyring, &code),
        state: state.as_str().to_owned(),
        successor_id: successor,
        ..row
    }
}

/// Notes a change for good.
async fn note(
    tx: &impl ConnectionTrait,
    app: &App,
    change: HouseholdChange,
    from: &household::Model,
    into: &household::Model,
    (on, reason): (NaiveDate, &str),
) -> Result<(), DbErr> {
    let row = household_lineage::Model {
        id: app.clock.id(),
        from_id: from.id,
        into_id: into.id,
        kind: change.as_str().to_owned(),
        happened_on: on,
        reason: reason.to_owned(),
        from_village_id: from.village_id,
        from_group_no: from.group_no,
        from_address: from.address.clone(),
        into_village_id: into.village_id,
    };
    let row = row.into_active_model().reset_all();
    household_lineage::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("household", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
