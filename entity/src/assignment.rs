//! A proposal of who serves whom from a day on, and what became of it.

use sea_orm::entity::prelude::*;

/// A proposal of who serves whom from a day on, and what became of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The county or a township.
    pub grid_id: Uuid,
    /// First day of the new links.
    pub effective_on: Date,
    /// `domain::link::AssignmentState`.
    pub state: String,
    pub min_load: i32,
    pub max_load: i32,
    /// Metres that a household may be farther so that its village group stays together.
    pub affinity_m: i32,
    /// Percent, while it is computed.
    pub progress: i32,
    /// Counts by township, as JSON; absent until computed.
    pub figures: Option<String>,
    /// How long the solver took.
    pub took_ms: Option<i32>,
    /// Why it could not be computed.
    pub failure: Option<String>,
    /// Account of who proposed it.
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub approved_by: Option<Uuid>,
    pub approved_at: Option<DateTimeUtc>,
    /// When it took effect, was withdrawn or failed.
    pub ended_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
