//! The officials of a round and their households, frozen at opening.

use sea_orm::entity::prelude::*;

/// The officials of a round and their households, frozen at opening.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_roster")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub households: i32,
    pub issued: i32,
    /// Ballots of his households that were issued again; written down when the round is counted.
    pub reissued: i32,
}

impl ActiveModelBehavior for ActiveModel {}
