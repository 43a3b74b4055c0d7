//! A phone or browser that keeps an account's work; its id is the device's own secret.

use sea_orm::entity::prelude::*;

/// A phone or browser that keeps an account's work; its id is the device's own secret.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// What its owner calls it.
    pub name: String,
    pub registered_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    /// Lost or given away: it is to be wiped at its next contact.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it said that it had wiped itself.
    pub wiped_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
