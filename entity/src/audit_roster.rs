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
    /// The roster, or the index of a split one.
    pub body: String,
    pub hash: String,
    pub count: i32,
    /// `officials`, `households` or `list`
    pub kind: String,
    /// By what it is divided: `township` or `unit`.
    pub stratum: Option<String>,
    /// Its place in the order of use, from 0.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
