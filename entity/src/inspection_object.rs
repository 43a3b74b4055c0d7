//! A unit that was drawn for inspection, its report and its answer.

use sea_orm::entity::prelude::*;

/// A unit that was drawn for inspection, its report and its answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_object")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub inspection_id: Uuid,
    /// On the roster of the draw.
    pub label: String,
    pub unit_id: Uuid,
    /// `domain::inspection::State`.
    pub state: String,
    pub report: Option<String>,
    /// In hundredths.
    pub points_off: i32,
    pub grounds: Option<String>,
    pub reported_by: Option<Uuid>,
    pub reported_at: Option<DateTimeUtc>,
    pub answer: Option<String>,
    pub answered_at: Option<DateTimeUtc>,
    /// How many of the points stay off, in hundredths.
    pub settled_points: Option<i32>,
    /// Why.
    pub settled_note: Option<String>,
    pub settled_by: Option<Uuid>,
    pub settled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
