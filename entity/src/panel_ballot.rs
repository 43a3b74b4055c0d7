//! A one-time ballot of some judge; whose it is is written nowhere.

use sea_orm::entity::prelude::*;

/// A one-time ballot of some judge; whose it is is written nowhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// The vote it is for.
    pub number: i32,
    /// Hash of its code.
    pub code_hash: Vec<u8>,
    /// Sealed until the vote closes, then gone.
    pub choice: Option<Vec<u8>>,
    pub cast: bool,
}

impl ActiveModelBehavior for ActiveModel {}
