//! Queries on officials' photos.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use entity::{official, official_photo};

/// The files of officials' photos.
pub async fn photos(db: &impl ConnectionTrait, officials: Vec<Uuid>) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    if officials.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = official_photo::Entity::find()
        .filter(official_photo::Column::OfficialId.is_in(officials))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.official_id, row.blob_id)).collect())
}

/// Puts a file in the place of an official's photo.
pub async fn put_photo(tx: &impl ConnectionTrait, official_id: Uuid, blob_id: Uuid) -> Result<(), DbErr> {
    use official_photo::Column;
    let row = official_photo::ActiveModel { official_id: Set(official_id), blob_id: Set(blob_id) };
    let over = OnConflict::column(Column::OfficialId).update_column(Column::BlobId).to_owned();
    official_photo::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await.map(drop)
}

pub async fn drop_photo(tx: &impl ConnectionTrait, official_id: Uuid) -> Result<(), DbErr> {
    official_photo::Entity::delete_by_id(official_id).exec(tx).await.map(drop)
}

/// Whether a file is the photo of somebody.
pub async fn is_shown(db: &impl ConnectionTrait, blob_id: Uuid) -> Result<bool, DbErr> {
    let shown = official_photo::Entity::find().filter(official_photo::Column::BlobId.eq(blob_id));
    Ok(shown.count(db).await? > 0)
}

/// Officials by their numbers.
pub async fn by_numbers(
    db: &impl ConnectionTrait,
    numbers: Vec<String>,
) -> Result<HashMap<String, Uuid>, DbErr> {
    let rows: Vec<(String, Uuid)> = official::Entity::find()
        .select_only()
        .column(official::Column::Number)
        .column(official::Column::Id)
        .filter(official::Column::Number.is_in(numbers))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
