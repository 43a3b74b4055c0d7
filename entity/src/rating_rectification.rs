//! What a unit has to put right because many households of its officials named it.

use sea_orm::entity::prelude::*;

/// What a unit has to put right because many households of its officials named it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_rectification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    /// The reason, by its word in the round's questionnaire.
    pub theme: String,
    /// Answers on the unit's officials.
    pub answers: i32,
    /// How many of them gave this reason.
    pub named: i32,
    /// `domain::rating::Term`.
    pub term: String,
    /// `domain::rating::RectificationState`.
    pub state: String,
    pub opened_on: Date,
    pub due_on: Date,
    pub ended_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
