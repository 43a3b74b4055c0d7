//! A ballot sealed to two trustees, known by the keyed hash of its nonce so that no order remains.

use sea_orm::entity::prelude::*;

/// A ballot sealed to two trustees, known by the keyed hash of its nonce so that no order remains.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub nonce_hmac: Vec<u8>,
    pub round_id: Uuid,
    /// Seals that are still on it: two, one after the first trustee came, none when it does not open.
    pub layers: i32,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
