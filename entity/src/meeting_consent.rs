//! Whether a household agreed to be heard in the hall.

use sea_orm::entity::prelude::*;

/// Whether a household agreed to be heard in the hall.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// The household's label in the draw.
    pub label: String,
    pub agreed: bool,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
