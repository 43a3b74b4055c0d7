//! How many households of an official gave a reason for a low level.

use sea_orm::entity::prelude::*;

/// How many households of an official gave a reason for a low level.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_reason")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reason: String,
    pub named: i32,
}

impl ActiveModelBehavior for ActiveModel {}
