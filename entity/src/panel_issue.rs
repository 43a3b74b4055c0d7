//! That a seat had its ballot of an open vote signed; without a time, and gone when the vote closes.

use sea_orm::entity::prelude::*;

/// That a seat had its ballot of an open vote signed; without a time, and gone when the vote closes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_issue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seat_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub meeting_id: Uuid,
    /// Of the blinded message, so that an identical retry is known.
    pub blinded_hash: Vec<u8>,
    pub blind_signature: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
