//! A spot-check programme: a unit's work and what the households it served say of it.

use sea_orm::entity::prelude::*;

/// A spot-check programme: a unit's work and what the households it served say of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spot_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    /// The work, in words.
    pub name: String,
    /// What a household is asked.
    pub question: String,
    /// `domain::spot_check::State`.
    pub state: String,
    /// How many households are registered.
    pub served: i32,
    pub draw_id: Option<Uuid>,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
