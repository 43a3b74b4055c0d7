//! The condition form of a household.

use sea_orm::entity::prelude::*;

/// The condition form of a household.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: Uuid,
    /// Grows with every edit that changes something.
    pub version: i32,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
