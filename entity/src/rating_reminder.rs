//! That households were reminded of a round: how many, never which.

use sea_orm::entity::prelude::*;

/// That households were reminded of a round: how many, never which.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reminded_on: Date,
    /// Messages enqueued.
    pub messages: i32,
    /// Households that were issued nothing and have no number.
    pub without_phone: i32,
}

impl ActiveModelBehavior for ActiveModel {}
