//! What became of a drawn person on stage.

use sea_orm::entity::prelude::*;

/// What became of a drawn person on stage.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "draw_outcome")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub draw_round_id: Uuid,
    pub label: String,
    pub outcome: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
