//! Who rates whom in a round, frozen at its opening.

use sea_orm::entity::prelude::*;

/// Who rates whom in a round, frozen at its opening.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_map")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The household; in a unit evaluation the colleague who was invited.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rater_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
