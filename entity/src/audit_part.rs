//! The part of a split roster that belongs to one official, byte for byte.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// The part of a split roster that belongs to one official, byte for byte.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// Name of the split roster.
    pub roster: String,
    /// The official's number.
    pub key: String,
    pub body: String,
    pub hash: String,
    pub count: i32,
    /// Label, salt and private text of every household.
    pub salts: Sealed,
}

impl ActiveModelBehavior for ActiveModel {}
