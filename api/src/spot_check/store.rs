//! Queries over spot-check programmes.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::caller::{Scope, Sight};
use entity::{
    spot_check::{Column, Entity, Model},
    spot_check_household as served, unit,
};

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 1_000;

/// Where a programme stands in a list.
pub(super) type Place = (DateTime<Utc>, Uuid);

/// The county's, or those of one's own unit.
fn visible(sight: &Sight) -> Condition {
    sight.scopes().fold(Condition::any().add(Expr::value(1).eq(0)), |any, scope| match scope {
        Scope::County => any.add(Expr::value(1).eq(1)),
        Scope::Unit { unit_id } => any.add(Column::UnitId.eq(*unit_id)),
        _ => any,
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    unit_id: Option<Uuid>,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = Condition::all().add(visible(sight));
    if let Some(unit_id) = unit_id {
        which = which.add(Column::UnitId.eq(unit_id));
    }
    if let Some((at, id)) = after {
        which = which.add(Column::CreatedAt.lt(at).or(Column::CreatedAt.eq(at).and(Column::Id.lt(id))));
    }
    Entity::find()
        .filter(which)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

pub(super) async fn one(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(visible(sight)).one(db).await
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

pub(super) async fn unit(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<unit::Model>, DbErr> {
    unit::Entity::find_by_id(id).one(db).await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: &Model) -> Result<(), DbErr> {
    Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await.map(drop)
}

/// All households of a programme, or those that were drawn.
pub(super) async fn households(
    db: &impl ConnectionTrait,
    spot_check_id: Uuid,
    only_drawn: bool,
) -> Result<Vec<served::Model>, DbErr> {
    let mut which = Condition::all().add(served::Column::SpotCheckId.eq(spot_check_id));
    if only_drawn {
        which = which.add(served::Column::Drawn.eq(true));
    }
    served::Entity::find().filter(which).order_by_asc(served::Column::Label).all(db).await
}

/// Levels of those who were drawn, by programme.
pub(super) async fn levels(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, Option<String>)>, DbErr> {
    served::Entity::find()
        .select_only()
        .columns([served::Column::SpotCheckId, served::Column::Level])
        .filter(served::Column::SpotCheckId.is_in(ids))
        .filter(served::Column::Drawn.eq(true))
        .into_tuple()
        .all(db)
        .await
}

pub(super) async fn household(
    db: &impl ConnectionTrait,
    spot_check_id: Uuid,
    label: &str,
) -> Result<Option<served::Model>, DbErr> {
    served::Entity::find()
        .filter(served::Column::SpotCheckId.eq(spot_check_id))
        .filter(served::Column::Label.eq(label))
        .filter(served::Column::Drawn.eq(true))
        .one(db)
        .await
}

/// Replaces the households of a programme.
pub(super) async fn register(
    tx: &impl ConnectionTrait,
    spot_check_id: Uuid,
    rows: Vec<served::Model>,
) -> Result<(), DbErr> {
    served::Entity::delete_many().filter(served::Column::SpotCheckId.eq(spot_check_id)).exec(tx).await?;
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        served::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn mark_drawn(
    tx: &impl ConnectionTrait,
    spot_check_id: Uuid,
    labels: &[String],
) -> Result<(), DbErr> {
    for labels in labels.chunks(CHUNK) {
        served::Entity::update_many()
            .col_expr(served::Column::Drawn, Expr::value(true))
            .filter(served::Column::SpotCheckId.eq(spot_check_id))
            .filter(served::Column::Label.is_in(labels.to_vec()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn put(tx: &impl ConnectionTrait, row: served::Model) -> Result<(), DbErr> {
    served::Entity::update(row.into_active_model().reset_all()).exec(tx).await.map(drop)
}
