//! A seat of the panel; which judge sits on it is written nowhere.

use sea_orm::entity::prelude::*;

/// A seat of the panel; which judge sits on it is written nowhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "panel_seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// Hash of its code.
    pub code_hash: Vec<u8>,
    /// For how many votes it is.
    pub votes: i32,
}

impl ActiveModelBehavior for ActiveModel {}
