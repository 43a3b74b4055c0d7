//! A household of a draft is given to somebody else by hand, with the constraints of the solver in force: links that
//! may be kept stay, nobody who is recused, nobody with as many as he may have.

use domain::link::{AssignmentVerb, Choice, MoveReason, assignment::Point};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, Statement,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    figures::{self, Measured},
    service, show, store,
    view::{Adjusted, MoveForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    grid, link, roster,
};
use entity::{assignment, assignment_move, assignment_official, household, official};

/// Gives a household of a draft to an official, and answers with what that makes of the loads.
pub async fn adjust(caller: &Caller, id: Uuid, form: MoveForm) -> ApiResult<Adjusted> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = store::hold(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    service::check(&row, AssignmentVerb::Adjust)?;
    let path = service::path_of(&tx, &row).await?;
    let household = store::lies_below(&tx, form.household_id, &path).await?;
    let household = household.ok_or_else(|| ApiError::field("household_id", "unknown"))?;
    let to = roster::service::official(&tx, form.official_id).await?;
    let to = to.ok_or_else(|| ApiError::field("official_id", "unknown"))?;
    let planned = store::move_of(&tx, id, household.id).await?;
    let waiting = store::overflow_of(&tx, id, household.id).await?;
    let from = match (&planned, &waiting) {
        (Some(planned), _) => planned.from_official_id,
        (None, Some(waiting)) => waiting.from_official_id,
        (None, None) => return Err(ApiError::invalid("link_kept")),
    };
    if link::service::official_of(&tx, household.id).await? != from {
        return Err(ApiError::conflict("household_moved"));
    }
    check_official(&tx, &row, &household, &to, planned.as_ref()).await?;

    let mut counts = show::counts(&row)?;
    let township = township_of(&tx, household.village_id).await?;
    let of_township = counts.townships.iter_mut().find(|counted| Some(counted.grid_id) == township);
    let previous = planned.as_ref().map(|planned| planned.to_official_id);
    let moved = if let Some(planned) = planned {
        counts.by_hand += u64::from(planned.changed_by.is_none());
        let mut change = planned.into_active_model();
        change.to_official_id = Set(to.id);
        change.choice = Set(Choice::ByHand.as_str().to_owned());
        change.changed_by = Set(Some(caller.account_id));
        change.update(&tx).await?
    } else {
        if let Some(counted) = of_township {
            counted.overflow = counted.overflow.saturating_sub(1);
            counted.waiting = counted.waiting.saturating_sub(u64::from(from.is_some()));
            counted.moves += 1;
        }
        counts.by_hand += 1;
        let reason = reason(&tx, household.id, from).await?;
        counts.add(reason);
        let moved = assignment_move::Model {
            id: waiting.as_ref().map_or_else(|| app.clock.id(), |waiting| waiting.id),
            assignment_id: id,
            household_id: household.id,
            from_official_id: from,
            to_official_id: to.id,
            reason: reason.as_str().to_owned(),
            choice: Choice::ByHand.as_str().to_owned(),
            changed_by: Some(caller.account_id),
            left_out: None,
        };
        if let Some(waiting) = waiting {
            entity::assignment_overflow::Entity::delete_by_id(waiting.id).exec(&tx).await?;
        }
        assignment_move::Entity::insert(moved.clone().into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        moved
    };
    let mut loads = vec![measure_anew(&tx, &row, &path, to.id, township, app.clock.id()).await?];
    for other in [previous, from].into_iter().flatten().filter(|other| *other != to.id) {
        if loads.iter().all(|load| load.official_id != other) {
            loads.push(measure_anew(&tx, &row, &path, other, township, app.clock.id()).await?);
        }
    }
    let mut change = row.clone().into_active_model();
    change.figures = Set(Some(serde_json::to_string(&counts).map_err(ApiError::internal)?));
    change.version = Set(row.version + 1);
    let row = change.update(&tx).await?;
    let detail = json!({ "household": household.id, "to": to.id, "instead_of": previous });
    service::record(&tx, caller, "adjust_assignment", id, detail).await?;
    let version = row.version;
    let loads = show::loads(&tx, &row, loads).await?;
    let moved = show::moves(&tx, vec![moved]).await?.pop().ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Adjusted { moved, loads, version })
}

/// What holds for the solver holds for a hand.
async fn check_official(
    tx: &impl ConnectionTrait,
    row: &assignment::Model,
    household: &household::Model,
    to: &official::Model,
    planned: Option<&assignment_move::Model>,
) -> ApiResult<()> {
    if to.state != "active" || to.exempt.is_some() {
        return Err(ApiError::invalid("official_takes_none"));
    }
    if link::recusal::service::recused(tx, &[household.id], to.id).await?.is_some() {
        return Err(ApiError::invalid("recused").with("household", &household.head_name));
    }
    if planned.is_some_and(|planned| planned.to_official_id == to.id) {
        return Err(ApiError::conflict("already_linked"));
    }
    let load = households_of(tx, row.id, to.id).await?.len();
    let most = usize::try_from(row.max_load).unwrap_or_default();
    if load >= most {
        return Err(ApiError::invalid("too_many_households").with("load", load).with("most", most));
    }
    Ok(())
}

/// Why a household for which nobody was found leaves whom it has.
async fn reason(tx: &impl ConnectionTrait, household: Uuid, from: Option<Uuid>) -> ApiResult<MoveReason> {
    let Some(from) = from else { return Ok(MoveReason::New) };
    if link::recusal::service::recused(tx, &[household], from).await?.is_some() {
        return Ok(MoveReason::Recused);
    }
    let holder = roster::service::official(tx, from).await?;
    let left = holder.is_none_or(|holder| holder.state != "active");
    Ok(if left { MoveReason::Departed } else { MoveReason::Exempt })
}

/// The township in which a village lies.
async fn township_of(tx: &impl ConnectionTrait, village: Uuid) -> ApiResult<Option<Uuid>> {
    Ok(grid::service::above(tx, village, "township").await?)
}

#[derive(Clone, Debug, FromQueryResult)]
struct Lying {
    village_id: Uuid,
    group_no: i32,
    x: f64,
    y: f64,
    path: String,
}

/// The households that an official has in a draft: those that stay and those that come.
async fn households_of(
    tx: &impl ConnectionTrait,
    assignment_id: Uuid,
    official_id: Uuid,
) -> Result<Vec<Lying>, DbErr> {
    let sql = "SELECT household.village_id, household.group_no, grid.path, \
               COALESCE(household.x, grid.x, 0.0) AS x, COALESCE(household.y, grid.y, 0.0) AS y \
               FROM (SELECT link.household_id FROM link \
                     WHERE link.official_id = $2 AND link.kind = 'thirty' AND link.valid_to IS NULL \
                     AND NOT EXISTS (SELECT 1 FROM assignment_move m \
                                     WHERE m.assignment_id = $1 AND m.household_id = link.household_id) \
                     UNION SELECT m.household_id FROM assignment_move m \
                     WHERE m.assignment_id = $1 AND m.to_official_id = $2) his \
               JOIN household ON household.id = his.household_id \
               JOIN grid ON grid.id = household.village_id";
    let values = [assignment_id.into(), official_id.into()];
    Lying::find_by_statement(Statement::from_sql_and_values(tx.get_database_backend(), sql, values))
        .all(tx)
        .await
}

/// Measures an official's households of a draft anew and keeps that.
async fn measure_anew(
    tx: &impl ConnectionTrait,
    row: &assignment::Model,
    path: &str,
    official_id: Uuid,
    township: Option<Uuid>,
    id: Uuid,
) -> ApiResult<assignment_official::Model> {
    let all = households_of(tx, row.id, official_id).await?;
    let load = i32::try_from(all.len()).unwrap_or(i32::MAX);
    let inside = all.iter().filter(|at| at.path == path || at.path.starts_with(&format!("{path}/")));
    let measured =
        figures::measure(inside.map(|at| (Point { x: at.x, y: at.y }, (at.village_id, at.group_no))));
    let Measured { metres, groups, mean, .. } = measured;
    let known = store::load_of(tx, row.id, official_id).await?;
    if let Some(known) = known {
        let mut change = known.into_active_model();
        change.load_after = Set(load);
        change.metres_after = Set(metres);
        change.groups_after = Set(groups);
        change.x = Set(mean.map(|mean| mean.x));
        change.y = Set(mean.map(|mean| mean.y));
        return Ok(change.update(tx).await?);
    }
    // Somebody from elsewhere, whom the solver did not consider.
    let had = roster::service::loads(tx, &[official_id]).await?.get(&official_id).copied().unwrap_or(0);
    let had = i32::try_from(had).unwrap_or(i32::MAX);
    let new = assignment_official::Model {
        id,
        assignment_id: row.id,
        official_id,
        township_id: township.unwrap_or(row.grid_id),
        serving: false,
        load_before: had,
        load_after: load,
        metres_before: 0.0,
        metres_after: metres,
        groups_before: 0,
        groups_after: groups,
        x: mean.map(|mean| mean.x),
        y: mean.map(|mean| mean.y),
    };
    assignment_official::Entity::insert(new.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(new)
}
