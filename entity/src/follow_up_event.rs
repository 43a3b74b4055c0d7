//! What was done to a follow-up.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// What was done to a follow-up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub follow_up_id: Uuid,
    pub seq: i32,
    pub at: DateTimeUtc,
    /// Empty for the household and the program.
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    /// `domain::follow_up::Verb`.
    pub verb: String,
    pub to_state: String,
    pub note: Option<Sealed>,
}

impl ActiveModelBehavior for ActiveModel {}
