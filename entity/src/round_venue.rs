//! Which venue a round belongs to; none stands here for a round of the hall.

use sea_orm::entity::prelude::*;

/// Which venue a round belongs to; none stands here for a round of the hall.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "round_venue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draw_round_id: Uuid,
    pub venue_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
