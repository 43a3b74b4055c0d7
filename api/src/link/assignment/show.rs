//! Assignments and what belongs to them, as the API shows them.

use std::collections::{HashMap, HashSet};

use domain::link as rules;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    figures::{self, Counts},
    store,
    view::{AccountRef, Assignment, Load, Move, Overflow},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    grid, identity,
    roster::{
        self,
        view::{HouseholdRef, NamedRef, OfficialRef},
    },
};
use entity::{assignment, assignment_move, assignment_official, assignment_overflow, household};

/// What is counted of an assignment; nothing until it is computed.
pub fn counts(row: &assignment::Model) -> anyhow::Result<Counts> {
    Ok(row.figures.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// Assignments, their figures aside.
pub async fn list(
    db: &impl ConnectionTrait,
    caller: &Caller,
    rows: Vec<assignment::Model>,
) -> ApiResult<Vec<Assignment>> {
    let accounts = rows.iter().flat_map(|row| [row.created_by, row.approved_by]).flatten().collect();
    let accounts = identity::people::names(db, accounts).await?;
    let grids = grid::service::grids(db, rows.iter().map(|row| row.grid_id).collect()).await?;
    let account =
        |id: Option<Uuid>| id.and_then(|id| Some(AccountRef { id, name: accounts.get(&id)?.clone() }));
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let grid = grids.get(&row.grid_id).ok_or_else(|| ApiError::internal(anyhow::anyhow!("no grid")))?;
        let level: domain::grid::Level = grid.level.parse().map_err(anyhow::Error::from)?;
        let state: rules::AssignmentState = row.state.parse().map_err(anyhow::Error::from)?;
        let counts = counts(&row)?;
        let own_work = row.created_by == Some(caller.account_id)
            || counts.by_hand > 0 && store::has_changed(db, row.id, caller.account_id).await?;
        items.push(Assignment {
            grid: NamedRef { id: grid.id, name: grid.name.clone() },
            level: level.into(),
            state: state.into(),
            moves: counts.moves(),
            by_hand: counts.by_hand,
            overflow: counts.overflow(),
            left_out: counts.left_out,
            seconds: row.took_ms.map(|ms| f64::from(ms) / 1000.0),
            created_by: account(row.created_by),
            approved_by: account(row.approved_by),
            own_work,
            figures: None,
            id: row.id,
            effective_on: row.effective_on,
            min: row.min_load,
            max: row.max_load,
            affinity_m: row.affinity_m,
            progress: row.progress,
            failure: row.failure,
            created_at: row.created_at,
            approved_at: row.approved_at,
            ended_at: row.ended_at,
            version: row.version,
        });
    }
    Ok(items)
}

/// One assignment with its figures.
pub async fn detail(
    db: &impl ConnectionTrait,
    caller: &Caller,
    row: assignment::Model,
) -> ApiResult<Assignment> {
    let counts = row.figures.is_some().then(|| counts(&row)).transpose()?;
    let id = row.id;
    let shown = list(db, caller, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    let Some(counts) = counts else { return Ok(shown) };
    let officials = store::loads(db, id, None, None, None).await?;
    let townships = counts.townships.iter().map(|township| township.grid_id).collect();
    let names = grid::service::names(db, townships).await?;
    Ok(Assignment { figures: Some(figures::show(&counts, &officials, &names)), ..shown })
}

/// Households with their villages, and officials: what rows of an assignment are shown with.
struct Named {
    households: HashMap<Uuid, household::Model>,
    villages: HashMap<Uuid, String>,
    officials: HashMap<Uuid, OfficialRef>,
}

impl Named {
    async fn of(
        db: &impl ConnectionTrait,
        households: Vec<Uuid>,
        officials: HashSet<Uuid>,
    ) -> ApiResult<Self> {
        let rows = roster::service::households(db, households).await?;
        let villages: HashSet<Uuid> = rows.iter().map(|row| row.village_id).collect();
        Ok(Self {
            villages: grid::service::names(db, villages.into_iter().collect()).await?,
            households: rows.into_iter().map(|row| (row.id, row)).collect(),
            officials: roster::service::official_refs(db, officials.into_iter().collect()).await?,
        })
    }

    fn household(&self, id: Uuid) -> Option<(HouseholdRef, NamedRef, i32)> {
        let row = self.households.get(&id)?;
        let village = NamedRef {
            id: row.village_id,
            name: self.villages.get(&row.village_id).cloned().unwrap_or_default(),
        };
        let named = HouseholdRef { id, code: row.code.clone(), head_name: row.head_name.clone() };
        Some((named, village, row.group_no))
    }

    fn official(&self, id: Option<Uuid>) -> Option<OfficialRef> {
        id.and_then(|id| self.officials.get(&id).cloned())
    }
}

/// Moves with the names of households and officials.
pub async fn moves(db: &impl ConnectionTrait, rows: Vec<assignment_move::Model>) -> ApiResult<Vec<Move>> {
    let officials =
        rows.iter().flat_map(|row| [row.from_official_id, Some(row.to_official_id)]).flatten().collect();
    let named = Named::of(db, rows.iter().map(|row| row.household_id).collect(), officials).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some((household, village, group_no)) = named.household(row.household_id) else { continue };
        let Some(to) = named.official(Some(row.to_official_id)) else { continue };
        let reason: rules::MoveReason = row.reason.parse().map_err(anyhow::Error::from)?;
        let choice: rules::Choice = row.choice.parse().map_err(anyhow::Error::from)?;
        let left_out: Option<rules::LeftOut> =
            row.left_out.as_deref().map(str::parse).transpose().map_err(anyhow::Error::from)?;
        items.push(Move {
            id: row.id,
            household,
            village,
            group_no,
            from: named.official(row.from_official_id),
            to,
            reason: reason.into(),
            choice: choice.into(),
            left_out: left_out.map(Into::into),
        });
    }
    Ok(items)
}

/// Households for which nobody was found, with names.
pub async fn overflow(
    db: &impl ConnectionTrait,
    rows: Vec<assignment_overflow::Model>,
) -> ApiResult<Vec<Overflow>> {
    let officials = rows.iter().filter_map(|row| row.from_official_id).collect();
    let named = Named::of(db, rows.iter().map(|row| row.household_id).collect(), officials).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some((household, village, group_no)) = named.household(row.household_id) else { continue };
        let reason: rules::OverflowReason = row.reason.parse().map_err(anyhow::Error::from)?;
        let from = named.official(row.from_official_id);
        items.push(Overflow { id: row.id, household, village, group_no, from, reason: reason.into() });
    }
    Ok(items)
}

/// Officials with their loads before and after.
pub async fn loads(
    db: &impl ConnectionTrait,
    of: &assignment::Model,
    rows: Vec<assignment_official::Model>,
) -> ApiResult<Vec<Load>> {
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let townships: HashSet<Uuid> = rows.iter().map(|row| row.township_id).collect();
    let townships = grid::service::names(db, townships.into_iter().collect()).await?;
    let show = |row: assignment_official::Model| {
        Some(Load {
            official: officials.get(&row.official_id)?.clone(),
            township: NamedRef {
                id: row.township_id,
                name: townships.get(&row.township_id).cloned().unwrap_or_default(),
            },
            serving: row.serving,
            before: row.load_before,
            after: row.load_after,
            kilometres_before: figures::kilometres(row.metres_before),
            kilometres_after: figures::kilometres(row.metres_after),
            groups_before: row.groups_before,
            groups_after: row.groups_after,
            below_min: row.serving && row.load_after < of.min_load,
        })
    };
    Ok(rows.into_iter().filter_map(show).collect())
}
