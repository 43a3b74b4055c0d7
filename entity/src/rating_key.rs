//! An official's key pair of one round.

use sea_orm::entity::prelude::*;

/// An official's key pair of one round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    /// Absent until the key is made.
    pub modulus: Option<Vec<u8>>,
    /// Under the round's wrapping key, which lies outside the database; gone after the close.
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
