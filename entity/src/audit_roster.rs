//! A roster file of a meeting, byte for byte.

use sea_orm::entity::prelude::*;

/// A roster file of a meeting, byte for byte.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_roster")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub name: String,
    pub body: String,
    pub hash: String,
    pub count: i32,
}

impl ActiveModelBehavior for ActiveModel {}
