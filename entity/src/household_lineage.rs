//! That a household was merged into another, moved, or came out of another.

use sea_orm::entity::prelude::*;

/// That a household was merged into another, moved, or came out of another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household_lineage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub from_id: Uuid,
    /// The same household when it moved.
    pub into_id: Uuid,
    /// `domain::roster::HouseholdChange`.
    pub kind: String,
    pub happened_on: Date,
    pub reason: String,
    /// Where the first one lay until that day.
    pub from_village_id: Uuid,
    pub from_group_no: i32,
    pub from_address: String,
    pub into_village_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
