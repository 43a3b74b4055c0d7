//! Several villages become one, or one gets another name. Nothing is deleted: a village that was merged is closed and
//! lies below its successor, so that whoever may look at the successor sees what happened under the former name.

use chrono::NaiveDate;
use domain::grid::{GridChange, GridCode, Level};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, Statement, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    service, store,
    view::{Grid, GridMergeForm, GridRenameForm},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    identity,
    journal::{self, Subject},
    request, roster, typed,
};
use entity::{grid, grid_leader, grid_lineage};

/// Makes several villages one, in one transaction.
pub async fn merge(caller: &Caller, form: GridMergeForm) -> ApiResult<Grid> {
    let app = &caller.app;
    let name = typed::optional("name", form.name.as_deref())?;
    let mut from_ids = Vec::with_capacity(form.from.len());
    for id in form.from {
        if id == form.into {
            return Err(ApiError::field("into", "same"));
        }
        if !from_ids.contains(&id) {
            from_ids.push(id);
        }
    }
    let tx = app.db.begin().await?;
    let on = day(app, form.on)?;
    let held = store::hold(&tx, from_ids.iter().copied().chain([form.into]).collect()).await?;
    let before = village(&held, form.into, "into")?;
    let from: Vec<grid::Model> =
        from_ids.iter().map(|id| village(&held, *id, "from")).collect::<ApiResult<_>>()?;
    let code = new_code(&tx, &before, form.code.as_deref()).await?;
    let mut into = go_on(&tx, app, &before, name, code, on).await?;
    let (mut requests, mut dismissed) = (0, 0);
    for village in &from {
        let shift = roster::service::follow_village(&tx, village.id, into.id).await?;
        requests += request::service::follow_village(&tx, village.id, into.id).await?;
        let led = Condition::all().add(grid_leader::Column::GridId.eq(village.id));
        dismissed += store::end_leaderships(&tx, led, on).await?;
        identity::service::withdraw_roles(&tx, village.id, None).await?;
        record(&tx, app, GridChange::Merge, on, village, &into, shift).await?;
        close(&tx, village, &into, on).await?;
        into.former_codes = Some(with_former(into.former_codes.as_deref(), village));
    }
    grid::Entity::update(into.clone().into_active_model().reset_all()).exec(&tx).await?;
    let detail = json!({
        "from": from_ids, "on": on, "requests": requests, "leaders": dismissed,
        "code": (into.code != before.code).then_some(&into.code), "renamed": into.name != before.name,
    });
    finish(&tx, caller, "merge_villages", into.id, detail).await?;
    tx.commit().await?;
    app.figures.forget();
    service::detail(app, into).await
}

/// Gives a village another name, and another code when it has one.
pub async fn rename(caller: &Caller, id: Uuid, form: GridRenameForm) -> ApiResult<Grid> {
    let app = &caller.app;
    let name = typed::required("name", &form.name)?;
    let tx = app.db.begin().await?;
    let on = day(app, form.on)?;
    let held = store::hold(&tx, vec![id]).await?;
    if held.is_empty() {
        return Err(ApiError::not_found());
    }
    let before = village(&held, id, "id")?;
    let code = new_code(&tx, &before, form.code.as_deref()).await?;
    if name == before.name && code.is_none() {
        return Err(ApiError::field("name", "same"));
    }
    let after = go_on(&tx, app, &before, Some(name), code, on).await?;
    let detail = json!({ "on": on, "code": (after.code != before.code).then_some(&after.code) });
    finish(&tx, caller, "rename_village", id, detail).await?;
    tx.commit().await?;
    app.figures.forget();
    service::detail(app, after).await
}

fn day(app: &App, on: NaiveDate) -> ApiResult<NaiveDate> {
    let on = typed::day("on", on)?;
    if on > app.clock.today() { Err(ApiError::field("on", "future")) } else { Ok(on) }
}

/// An open village among those that are held.
fn village(held: &[grid::Model], id: Uuid, field: &str) -> ApiResult<grid::Model> {
    let row = held.iter().find(|row| row.id == id).ok_or_else(|| ApiError::field(field, "unknown"))?;
    if row.level != Level::Village.as_str() {
        return Err(ApiError::field(field, "not_a_village"));
    }
    if row.closed_on.is_some() {
        return Err(ApiError::conflict("village_closed").with("name", &row.name));
    }
    Ok(row.clone())
}

/// A code that the village can take, if it is another one.
async fn new_code(
    tx: &impl ConnectionTrait,
    village: &grid::Model,
    typed: Option<&str>,
) -> ApiResult<Option<String>> {
    let Some(code) = typed::optional("code", typed)?.filter(|code| *code != village.code) else {
        return Ok(None);
    };
    let shaped: GridCode = code.parse().map_err(|_| ApiError::field("code", "format"))?;
    let above = village.path.rsplit('/').nth(1).and_then(|above| above.parse::<GridCode>().ok());
    if shaped.level() != Level::Village || above.is_some_and(|above| !shaped.may_lie_in(&above)) {
        return Err(ApiError::field("code", "format"));
    }
    if store::is_code_taken(tx, &code).await? {
        return Err(ApiError::field("code", "taken"));
    }
    Ok(Some(code))
}

fn with_former(former: Option<&str>, village: &grid::Model) -> String {
    let mut codes: Vec<&str> = former.into_iter().flat_map(|former| former.split(' ')).collect();
    codes.extend(village.former_codes.iter().flat_map(|former| former.split(' ')));
    codes.push(&village.code);
    codes.retain(|code| !code.is_empty());
    codes.join(" ")
}

/// A merged village is history from now on: it and all that hung under it lie under its successor.
async fn close(
    tx: &impl ConnectionTrait,
    village: &grid::Model,
    into: &grid::Model,
    on: NaiveDate,
) -> Result<(), DbErr> {
    use grid::Column::{ClosedOn, Id, MergedIntoId, ParentId};
    grid::Entity::update_many()
        .col_expr(MergedIntoId, Expr::value(into.id))
        .filter(MergedIntoId.eq(village.id))
        .exec(tx)
        .await?;
    grid::Entity::update_many()
        .col_expr(MergedIntoId, Expr::value(into.id))
        .col_expr(ClosedOn, Expr::value(on))
        .filter(Id.eq(village.id))
        .exec(tx)
        .await?;
    grid::Entity::update_many()
        .col_expr(ParentId, Expr::value(into.id))
        .filter(Condition::any().add(ParentId.eq(village.id)).add(Id.eq(village.id)))
        .exec(tx)
        .await?;
    lay_below(tx, into).await
}

/// Writes the paths of all that hangs right under a village again; nothing hangs deeper.
async fn lay_below(tx: &impl ConnectionTrait, village: &grid::Model) -> Result<(), DbErr> {
    let sql = "UPDATE grid SET path = CAST($1 AS TEXT) || '/' || code WHERE parent_id = $2";
    let values = [village.path.as_str().into(), village.id.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// The village that goes on, under its new name and code if it has any.
async fn go_on(
    tx: &impl ConnectionTrait,
    app: &App,
    before: &grid::Model,
    name: Option<String>,
    code: Option<String>,
    on: NaiveDate,
) -> ApiResult<grid::Model> {
    let mut after = before.clone();
    if let Some(name) = name {
        after.pinyin = roster::initials(&name);
        after.name = name;
    }
    if let Some(code) = code {
        after.former_codes = Some(with_former(None, before));
        after.path = match before.path.rsplit_once('/') {
            Some((above, _)) => format!("{above}/{code}"),
            None => code.clone(),
        };
        after.code = code;
    }
    grid::Entity::update(after.clone().into_active_model().reset_all()).exec(tx).await?;
    if after.path != before.path {
        lay_below(tx, &after).await?;
    }
    if (&after.name, &after.code) != (&before.name, &before.code) {
        record(tx, app, GridChange::Rename, on, before, &after, 0).await?;
    }
    Ok(after)
}

async fn record(
    tx: &impl ConnectionTrait,
    app: &App,
    change: GridChange,
    on: NaiveDate,
    from: &grid::Model,
    into: &grid::Model,
    group_shift: i32,
) -> Result<(), DbErr> {
    let row = grid_lineage::Model {
        id: app.clock.id(),
        from_id: from.id,
        into_id: into.id,
        kind: change.as_str().to_owned(),
        happened_on: on,
        from_code: from.code.clone(),
        from_name: from.name.clone(),
        into_code: into.code.clone(),
        into_name: into.name.clone(),
        group_shift,
    };
    grid_lineage::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

async fn finish(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("grid", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
