//! Somebody who did not answer at the meeting before and answers first at this one.

use sea_orm::entity::prelude::*;

/// Somebody who did not answer at the meeting before and answers first at this one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "audit_carried")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub from_meeting_id: Uuid,
    pub label: String,
    pub name: String,
    pub stratum: String,
    pub outcome: Option<String>,
    pub at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
