//! A term that began to run; never moved, only met or missed.

use sea_orm::entity::prelude::*;

/// A term that began to run; never moved, only met or missed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub request_id: Uuid,
    pub level: String,
    pub basis: String,
    pub starts_on: Date,
    pub due_on: Date,
    /// Counted with a calendar the State Council had not published yet.
    pub provisional: bool,
    pub met_at: Option<DateTimeUtc>,
    pub missed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
