//! The public key of an official in a round.

use sea_orm::entity::prelude::*;

/// The public key of an official in a round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The official's number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub official: String,
    pub official_id: Uuid,
    pub modulus: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
