//! An official called by name (点名): never a draw.

use sea_orm::entity::prelude::*;

/// An official called by name (点名): never a draw.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_named")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// His number.
    pub label: String,
    pub official_id: Uuid,
    /// As he was called.
    pub name: String,
    /// His unit then.
    pub stratum: String,
    /// Why he was called, as it is shown.
    pub reason: String,
    pub called_at: DateTimeUtc,
    pub outcome: Option<String>,
    pub outcome_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
