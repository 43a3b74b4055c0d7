//! Facts about this county that a program start must know.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use entity::setting::{ActiveModel, Column, Entity};

/// Name of the county.
pub const COUNTY_NAME: &str = "county_name";

/// The value of a fact.
pub async fn get(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>, DbErr> {
    Ok(Entity::find_by_id(key).one(db).await?.map(|row| row.value))
}

/// Writes a fact, over an older one.
pub async fn put(tx: &impl ConnectionTrait, key: &str, value: &str) -> Result<(), DbErr> {
    Entity::insert(ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) })
        .on_conflict(OnConflict::column(Column::Key).update_column(Column::Value).to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
