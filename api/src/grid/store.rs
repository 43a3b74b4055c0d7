//! Queries over the grid.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::ExprTrait,
};
use uuid::Uuid;

use crate::{sight, typed};
use entity::{grid, grid_leader, household};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    grid::Entity::find_by_id(id).one(db).await
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find().filter(grid::Column::Id.is_in(ids)).all(db).await
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
    use grid::Column::{Code, Level, Name, ParentId, Pinyin};
    let mut which = Condition::all().add(visible);
    if let Some(parent_id) = filter.parent_id {
        which = which.add(ParentId.eq(parent_id));
    }
    if let Some(level) = filter.level {
        which = which.add(Level.eq(level));
    }
    if let Some(search) = filter.search {
        let backend = db.get_database_backend();
        which = which.add(
            Condition::any()
                .add(typed::holds(Name, &search))
                .add(typed::begins(backend, Pinyin, &search.to_lowercase()))
                .add(typed::begins(backend, Code, &search)),
        );
    }
    if let Some(after) = after {
        which = which.add(Code.gt(after));
    }
    grid::Entity::find().filter(which).order_by_asc(Code).limit(limit).all(db).await
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
        .filter(grid::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(villages)))
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
