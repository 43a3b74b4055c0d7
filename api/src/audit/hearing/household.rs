//! The household behind a label of the draw. It stands on a split roster under its number, which is printed on lists and
//! opens nothing; its name and phone are known at the table only.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use entity::{grid, household};

/// The household that was drawn under this label.
pub(super) async fn behind(
    db: &impl ConnectionTrait,
    label: &str,
) -> Result<Option<household::Model>, DbErr> {
    household::Entity::find().filter(household::Column::Code.eq(label)).one(db).await
}

/// The name of its village.
pub(super) async fn village(
    db: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<String, DbErr> {
    let village = grid::Entity::find_by_id(household.village_id).one(db).await?;
    Ok(village.map(|village| village.name).unwrap_or_default())
}
