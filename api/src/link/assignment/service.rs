//! An assignment is proposed, approved by a second person, or taken back.

use chrono::{DateTime, NaiveDate, Utc};
use domain::link::{AssignmentState, AssignmentVerb, LEAST_LOAD, MOST_LOAD, assignment::AFFINITY};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{
    show, store,
    view::{Assignment, AssignmentForm, VersionForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    grid,
    job::{self, Work},
    journal::{self, Subject},
    typed,
};
use entity::assignment;

/// What an assignment is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub id: Uuid,
    /// The county or a township.
    pub grid_id: Uuid,
    pub effective_on: NaiveDate,
    pub min: i32,
    pub max: i32,
    /// What one official fewer in a village group is worth, metres.
    pub affinity_m: i32,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

impl Terms {
    /// 25 to 35 households, groups together as the solver would have it; the rest is to be said.
    pub fn usual(created_at: DateTime<Utc>) -> Self {
        let bound = |bound: usize| i32::try_from(bound).unwrap_or(i32::MAX);
        #[allow(clippy::cast_possible_truncation, reason = "a small whole number")]
        let affinity_m = AFFINITY as i32;
        Self {
            id: Uuid::nil(),
            grid_id: Uuid::nil(),
            effective_on: NaiveDate::default(),
            min: bound(LEAST_LOAD),
            max: bound(MOST_LOAD),
            affinity_m,
            created_by: None,
            created_at,
        }
    }
}

/// Writes down an assignment that is to be computed.
pub async fn begin(tx: &impl ConnectionTrait, terms: Terms) -> Result<assignment::Model, DbErr> {
    let row = assignment::Model {
        id: terms.id,
        grid_id: terms.grid_id,
        effective_on: terms.effective_on,
        state: AssignmentState::Computing.as_str().to_owned(),
        min_load: terms.min,
        max_load: terms.max,
        affinity_m: terms.affinity_m,
        progress: 0,
        figures: None,
        took_ms: None,
        failure: None,
        created_by: terms.created_by,
        created_at: terms.created_at,
        approved_by: None,
        approved_at: None,
        ended_at: None,
        version: 1,
    };
    assignment::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// Enqueues the work on a new assignment.
pub async fn create(caller: &Caller, form: AssignmentForm) -> ApiResult<Assignment> {
    let app = &caller.app;
    let effective_on = typed::day("effective_on", form.effective_on)?;
    if effective_on <= app.clock.today() {
        return Err(ApiError::field("effective_on", "past"));
    }
    let usual = Terms::usual(app.clock.now());
    let (min, max) = (form.min.unwrap_or(usual.min), form.max.unwrap_or(usual.max));
    if min > max {
        return Err(ApiError::field("min", "out_of_range"));
    }
    let tx = app.db.begin().await?;
    let grid = grid::service::grid(&tx, form.grid_id).await?;
    let grid =
        grid.filter(|grid| matches!(grid.level.as_str(), "county" | "township") && grid.closed_on.is_none());
    let grid = grid.ok_or_else(|| ApiError::field("grid_id", "unknown"))?;
    let terms = Terms {
        id: app.clock.id(),
        grid_id: grid.id,
        effective_on,
        min,
        max,
        affinity_m: form.affinity_m.unwrap_or(usual.affinity_m),
        created_by: Some(caller.account_id),
        created_at: app.clock.now(),
    };
    let row = begin(&tx, terms).await?;
    job::enqueue(&tx, app, &Work::Assignment { assignment_id: row.id }).await?;
    let detail = json!({ "grid": row.grid_id, "effective_on": effective_on, "min": min, "max": max });
    record(&tx, caller, "create_assignment", row.id, detail).await?;
    let shown = show::detail(&tx, caller, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// A second person agrees; from then on it waits for its day.
pub async fn approve(caller: &Caller, id: Uuid, form: VersionForm) -> ApiResult<Assignment> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, id, AssignmentVerb::Approve, form.version).await?;
    if row.created_by == Some(caller.account_id) || store::has_changed(&tx, id, caller.account_id).await? {
        return Err(ApiError::conflict("own_assignment"));
    }
    if row.effective_on < app.clock.today() {
        return Err(ApiError::conflict("assignment_day_passed"));
    }
    let path = path_of(&tx, &row).await?;
    for (other, grid) in store::approved(&tx).await? {
        let theirs = grid.map(|grid| grid.path).unwrap_or_default();
        if overlap(&path, &theirs) {
            let on = other.effective_on;
            return Err(ApiError::conflict("assignment_overlaps").with("on", on));
        }
    }
    let mut change = next(&row, AssignmentState::Approved);
    change.approved_by = Set(Some(caller.account_id));
    change.approved_at = Set(Some(app.clock.now()));
    let row = change.update(&tx).await?;
    let detail = json!({ "effective_on": row.effective_on, "proposed_by": row.created_by });
    record(&tx, caller, "approve_assignment", id, detail).await?;
    let shown = show::detail(&tx, caller, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Takes it back before its day. The solver, if it is at work, notices.
pub async fn withdraw(caller: &Caller, id: Uuid, form: VersionForm) -> ApiResult<Assignment> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, id, AssignmentVerb::Withdraw, form.version).await?;
    let before = row.state.clone();
    let mut change = next(&row, AssignmentState::Withdrawn);
    change.ended_at = Set(Some(app.clock.now()));
    let row = change.update(&tx).await?;
    record(&tx, caller, "withdraw_assignment", id, json!({ "state": before })).await?;
    let shown = show::detail(&tx, caller, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// An assignment to which a verb may be done, held to the end of the transaction.
async fn in_state(
    tx: &impl ConnectionTrait,
    id: Uuid,
    verb: AssignmentVerb,
    version: i32,
) -> ApiResult<assignment::Model> {
    let row = store::hold(tx, id).await?.ok_or_else(ApiError::not_found)?;
    check(&row, verb)?;
    if row.version != version {
        return Err(ApiError::conflict("stale"));
    }
    Ok(row)
}

/// Refuses a verb that an assignment's state does not allow.
pub fn check(row: &assignment::Model, verb: AssignmentVerb) -> ApiResult<()> {
    let state: AssignmentState = row.state.parse().map_err(anyhow::Error::from)?;
    state.after(verb).map(drop).ok_or_else(|| ApiError::conflict("assignment_state").with("state", state))
}

fn next(row: &assignment::Model, state: AssignmentState) -> assignment::ActiveModel {
    let mut change = row.clone().into_active_model();
    change.state = Set(state.as_str().to_owned());
    change.version = Set(row.version + 1);
    change
}

/// The path of an assignment's grid.
pub async fn path_of(db: &impl ConnectionTrait, row: &assignment::Model) -> ApiResult<String> {
    let grid = grid::service::grid(db, row.grid_id).await?.ok_or_else(ApiError::not_found)?;
    Ok(grid.path)
}

fn overlap(one: &str, other: &str) -> bool {
    let lies = |below: &str, above: &str| below == above || below.starts_with(&format!("{above}/"));
    lies(one, other) || lies(other, one)
}

/// Journals an act on an assignment.
pub async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("assignment", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
