//! A household that was drawn to be phoned, and what it said; deliberately without a time.

use sea_orm::entity::prelude::*;

/// A household that was drawn to be phoned, and what it said; deliberately without a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recontact_household")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub recontact_id: Uuid,
    /// On the roster of the draw.
    #[sea_orm(primary_key, auto_increment = false)]
    pub label: String,
    pub household_id: Uuid,
    pub official_id: Uuid,
    /// `phone` or `slip`: how its ballot was issued.
    pub way: String,
    /// Whether it got its code or drew its slip itself, once it was reached.
    pub got_code: Option<bool>,
    /// `domain::rating::recontact::Answered`, once it was reached.
    pub answered: Option<String>,
    /// Calls nobody picked up.
    pub unanswered: i32,
    pub recorded_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
