//! A round as the ballot box knows it: its trustees' public keys.

use sea_orm::entity::prelude::*;

/// A round as the ballot box knows it: its trustees' public keys.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    pub state: String,
    pub trustee_keys: String,
    pub code: String,
    /// JSON array of the reasons that may be given.
    pub reasons: String,
}

impl ActiveModelBehavior for ActiveModel {}
