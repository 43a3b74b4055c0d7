//! A dated promise of an official to a household; its id comes from his phone.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A dated promise of an official to a household; its id comes from his phone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pledge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    /// Whoever has to keep it now.
    pub official_id: Uuid,
    /// Whoever made it.
    pub made_by: Uuid,
    pub text: Sealed,
    pub made_on: Date,
    pub due_on: Date,
    /// `open`, `said_kept`, `kept`, `broken` or `disputed`.
    pub state: String,
    /// When the official said that it was kept or could not be.
    pub said_at: Option<DateTimeUtc>,
    /// When the household said that it was kept or was not.
    pub confirmed_at: Option<DateTimeUtc>,
    /// Why it could not be kept, in the official's words.
    pub reason: Option<Sealed>,
    /// What the household adds to its no.
    pub objection: Option<Sealed>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
