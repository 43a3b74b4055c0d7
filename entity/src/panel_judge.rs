//! A judge of the panel on stage.

use sea_orm::entity::prelude::*;

/// A judge of the panel on stage.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "panel_judge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub name: String,
    /// Deputy, delegate, villager, veteran, journalist, as it is shown.
    pub capacity: String,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
