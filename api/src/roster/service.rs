//! What other capabilities ask of the roster.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::view::OfficialRef;
use entity::{official, unit};

/// The official of an id, as he is named elsewhere.
pub async fn official_ref(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<OfficialRef>, DbErr> {
    let Some(official) = official::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let unit = unit::Entity::find_by_id(official.unit_id).one(db).await?;
    Ok(Some(OfficialRef {
        id: official.id,
        number: official.number,
        name: official.name,
        unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
    }))
}
