//! A round in which households rate their officials.

use sea_orm::entity::prelude::*;

/// A round in which households rate their officials.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    pub state: String,
    pub opens_on: Date,
    pub closes_on: Date,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    /// JSON array of the trustees' public keys.
    pub trustee_keys: String,
    pub issued_total: i32,
}

impl ActiveModelBehavior for ActiveModel {}
