//! Queries over devices. An id opens a device: it is the device's own secret.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use entity::device::{Column, Entity, Model};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

pub async fn of_account(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account_id));
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(limit).all(db).await
}

/// Inserts a device. False when its id is taken.
pub async fn insert(tx: &impl ConnectionTrait, row: &Model) -> Result<bool, DbErr> {
    let inserted = Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

pub async fn rename(tx: &impl ConnectionTrait, id: Uuid, name: &str, at: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(name))
        .col_expr(Column::SeenAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

pub async fn touch(tx: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// Writes when a device was revoked or wiped, once. False when that had been written before.
pub async fn mark(
    tx: &impl ConnectionTrait,
    id: Uuid,
    what: Column,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let marked = Entity::update_many()
        .col_expr(what, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(what.is_null())
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}
