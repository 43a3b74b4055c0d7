//! What an official is told of what his households wrote.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// What an official is told of what his households wrote.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_summary")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    /// JSON: lines of a theme and a text.
    pub lines: Sealed,
    pub written_by: Uuid,
    pub written_at: DateTimeUtc,
    /// From then on the official reads it.
    pub released_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
