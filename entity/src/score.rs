//! An official's points, with the derivation of every number.

use sea_orm::entity::prelude::*;

/// An official's points, with the derivation of every number.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "score")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub round_id: Option<Uuid>,
    /// Hundredths of a point.
    pub rating_points: Option<i32>,
    /// Hundredths of a point.
    pub request_points: Option<i32>,
    /// Hundredths of a point.
    pub total: Option<i32>,
    /// JSON lines.
    pub derivation: String,
    pub computed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
