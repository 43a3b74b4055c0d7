//! The official who serves a household, effective-dated and never deleted.

use sea_orm::entity::prelude::*;

/// The official who serves a household, effective-dated and never deleted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub kind: String,
    pub valid_from: Date,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
