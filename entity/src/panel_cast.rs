//! A judge's ballot of an open vote; it knows no seat, and is gone when the vote closes.

use sea_orm::entity::prelude::*;

/// A judge's ballot of an open vote; it knows no seat, and is gone when the vote closes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_cast")]
pub struct Model {
    /// Keyed hash of its nonce.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nonce_hmac: Vec<u8>,
    pub meeting_id: Uuid,
    pub number: i32,
    /// Sealed.
    pub choice: Vec<u8>,
    pub commitment: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
