//! What was done to a unit's rectification.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// What was done to a unit's rectification.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_rectification_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rectification_id: Uuid,
    pub seq: i32,
    pub at: DateTimeUtc,
    /// Empty for the program.
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    /// `domain::rating::RectificationVerb`.
    pub verb: String,
    pub to_state: String,
    pub note: Option<Sealed>,
}

impl ActiveModelBehavior for ActiveModel {}
