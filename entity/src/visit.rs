//! A visit an official says he made; its id comes from his phone.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A visit an official says he made; its id comes from his phone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub claimed_at: DateTimeUtc,
    pub received_at: DateTimeUtc,
    pub step: i32,
    pub topic: String,
    pub note: Option<Sealed>,
    pub tag_seen: bool,
    /// none, confirmed or denied by the household.
    pub confirmation: String,
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
