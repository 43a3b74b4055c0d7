//! Queries over the grid.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{db::each_once, sight, typed};
use entity::{grid, grid_leader, grid_lineage, household};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    grid::Entity::find_by_id(id).one(db).await
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find().filter(grid::Column::Id.is_in(each_once(ids))).all(db).await
}

pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<grid::Model>, DbErr> {
    grid::Entity::find().filter(grid::Column::Code.eq(code)).one(db).await
}

/// The grids right below one, contact grids aside, by code.
pub async fn right_below(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find()
        .filter(grid::Column::ParentId.eq(id))
        .filter(grid::Column::OfficialId.is_null())
        .order_by_asc(grid::Column::Code)
        .all(db)
        .await
}

/// The open grids of a level at or below a path, by code.
pub async fn of_level(db: &impl ConnectionTrait, level: &str, path: &str) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find()
        .filter(grid::Column::Level.eq(level))
        .filter(grid::Column::ClosedOn.is_null())
        .filter(sight::below(path))
        .order_by_asc(grid::Column::Code)
        .all(db)
        .await
}

pub async fn by_paths(db: &impl ConnectionTrait, paths: Vec<String>) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find()
        .filter(grid::Column::Path.is_in(paths))
        .order_by_asc(grid::Column::Path)
        .all(db)
        .await
}

/// Which grids a list shows.
#[derive(Debug, Default)]
pub struct GridFilter {
    pub parent_id: Option<Uuid>,
    pub level: Option<&'static str>,
    pub search: Option<String>,
}

/// Grids by code. `visible` is what [`super::service::visible`] makes of a sight.
pub async fn page(
    db: &impl ConnectionTrait,
    visible: Condition,
    filter: GridFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<grid::Model>, DbErr> {
    use grid::Column::{ClosedOn, Code, Id, Level, ParentId};
    let mut which = Condition::all().add(visible).add(ClosedOn.is_null());
    if let Some(parent_id) = filter.parent_id {
        which = which.add(ParentId.eq(parent_id));
    }
    if let Some(level) = filter.level {
        which = which.add(Level.eq(level));
    }
    if let Some(search) = filter.search {
        which = which.add(called(db, &search).add(Id.is_in(once_called(db, &search).await?)));
    }
    if let Some(after) = after {
        which = which.add(Code.gt(after));
    }
    grid::Entity::find().filter(which).order_by_asc(Code).limit(limit).all(db).await
}

fn called(db: &impl ConnectionTrait, search: &str) -> Condition {
    use grid::Column::{Code, FormerCodes, Name, Pinyin};
    let backend = db.get_database_backend();
    Condition::any()
        .add(typed::holds(Name, search))
        .add(typed::begins(backend, Pinyin, &search.to_lowercase()))
        .add(typed::begins(backend, Code, search))
        .add(FormerCodes.eq(search))
        .add(FormerCodes.like(format!("{search} %")))
}

/// The open grids that have become of those once called so.
async fn once_called(db: &impl ConnectionTrait, search: &str) -> Result<Vec<Uuid>, DbErr> {
    use grid_lineage::Column::{FromCode, FromName, IntoId};
    let renamed = grid_lineage::Entity::find()
        .select_only()
        .column(IntoId)
        .filter(Condition::any().add(typed::holds(FromName, search)).add(FromCode.eq(search)))
        .into_query();
    let past = Condition::any().add(called(db, search)).add(grid::Column::Id.in_subquery(renamed));
    let rows = grid::Entity::find().filter(past).filter(lineage_ends()).all(db).await?;
    Ok(rows.into_iter().map(|row| row.merged_into_id.unwrap_or(row.id)).collect())
}

/// Grids that are history, or that were renamed.
fn lineage_ends() -> Condition {
    let changed =
        grid_lineage::Entity::find().select_only().column(grid_lineage::Column::IntoId).into_query();
    Condition::any().add(grid::Column::ClosedOn.is_not_null()).add(grid::Column::Id.in_subquery(changed))
}

/// One grid, if it is visible.
pub async fn one(
    db: &impl ConnectionTrait,
    visible: Condition,
    id: Uuid,
) -> Result<Option<grid::Model>, DbErr> {
    grid::Entity::find_by_id(id).filter(visible).one(db).await
}

/// The paths of the villages in which the households of an official lie.
pub async fn village_paths_of(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Vec<String>, DbErr> {
    let villages = household::Entity::find()
        .select_only()
        .column(household::Column::VillageId)
        .filter(household::Column::Id.in_subquery(sight::linked_to(official_id)));
    grid::Entity::find()
        .select_only()
        .column(grid::Column::Path)
        .filter(grid::Column::Id.in_subquery(villages.into_query()))
        .into_tuple()
        .all(db)
        .await
}

/// Who leads each grid on a day, in the order in which they took it over.
pub async fn leaders(
    db: &impl ConnectionTrait,
    grids: Vec<Uuid>,
    on: NaiveDate,
) -> Result<HashMap<Uuid, Vec<grid_leader::Model>>, DbErr> {
    use grid_leader::Column::{GridId, Id, ValidFrom, ValidTo};
    let rows = grid_leader::Entity::find()
        .filter(GridId.is_in(grids))
        .filter(ValidFrom.lte(on))
        .filter(ValidTo.is_null().or(ValidTo.gt(on)))
        .order_by_asc(ValidFrom)
        .order_by_asc(Id)
        .all(db)
        .await?;
    let mut of_grid: HashMap<Uuid, Vec<grid_leader::Model>> = HashMap::new();
    for row in rows {
        of_grid.entry(row.grid_id).or_default().push(row);
    }
    Ok(of_grid)
}

/// The grids an official leads now.
pub async fn led_by(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Vec<grid::Model>, DbErr> {
    let led = grid_leader::Entity::find()
        .select_only()
        .column(grid_leader::Column::GridId)
        .filter(grid_leader::Column::OfficialId.eq(official_id))
        .filter(grid_leader::Column::ValidTo.is_null())
        .into_query();
    let led = grid::Entity::find().filter(grid::Column::Id.in_subquery(led));
    led.order_by_asc(grid::Column::Path).all(db).await
}

/// Ends leaderships that hold; one that began later ends as it begins.
pub async fn end_leaderships(
    tx: &impl ConnectionTrait,
    which: Condition,
    on: NaiveDate,
) -> Result<u64, DbErr> {
    use grid_leader::Column::{ValidFrom, ValidTo};
    let ended = grid_leader::Entity::update_many()
        .col_expr(ValidTo, Expr::case(ValidFrom.gt(on), Expr::col(ValidFrom)).finally(on).into())
        .filter(which)
        .filter(ValidTo.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

pub async fn close_contact(tx: &impl ConnectionTrait, official_id: Uuid, on: NaiveDate) -> Result<(), DbErr> {
    grid::Entity::update_many()
        .col_expr(grid::Column::ClosedOn, Expr::value(on))
        .filter(grid::Column::OfficialId.eq(official_id))
        .filter(grid::Column::ClosedOn.is_null())
        .exec(tx)
        .await
        .map(drop)
}

/// Holds grids to the end of the transaction, in one order for everybody.
pub async fn hold(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find()
        .filter(grid::Column::Id.is_in(ids))
        .order_by_asc(grid::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

pub async fn is_code_taken(db: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    Ok(grid::Entity::find().filter(grid::Column::Code.eq(code)).one(db).await?.is_some())
}

/// What became of a village: rows about it, its parts and their parts.
pub async fn lineage_into(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<grid_lineage::Model>, DbErr> {
    grid_lineage::Entity::find().filter(grid_lineage::Column::IntoId.is_in(ids)).all(db).await
}

pub async fn lineage_from(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<grid_lineage::Model>, DbErr> {
    grid_lineage::Entity::find().filter(grid_lineage::Column::FromId.eq(id)).all(db).await
}

/// Every change of a village, in the order in which they were recorded.
pub async fn lineage(db: &impl ConnectionTrait) -> Result<Vec<grid_lineage::Model>, DbErr> {
    grid_lineage::Entity::find().order_by_asc(grid_lineage::Column::Id).all(db).await
}

/// Codes of open grids beside the codes they carried before.
pub async fn former_codes(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, String)>, DbErr> {
    grid::Entity::find()
        .select_only()
        .columns([grid::Column::Id, grid::Column::FormerCodes])
        .filter(grid::Column::FormerCodes.is_not_null())
        .filter(grid::Column::ClosedOn.is_null())
        .into_tuple()
        .all(db)
        .await
}
