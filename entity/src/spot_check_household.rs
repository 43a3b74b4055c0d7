//! A household that a unit served, as it registered it.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A household that a unit served, as it registered it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spot_check_household")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub spot_check_id: Uuid,
    /// On the roster of the draw.
    pub label: String,
    /// Village or township, public.
    pub place: String,
    pub name: Sealed,
    pub phone: Option<Sealed>,
    /// What it was served with.
    pub service: Sealed,
    /// Of its hash on the roster.
    pub salt: Sealed,
    pub drawn: bool,
    /// `domain::rating::Level`, once it answered.
    pub level: Option<String>,
    /// `phone` or `card`.
    pub channel: Option<String>,
    /// Calls nobody picked up.
    pub unanswered: i32,
    pub answered_at: Option<DateTimeUtc>,
    pub recorded_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
