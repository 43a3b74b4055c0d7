//! A ballot sealed to two trustees; its id is random so that no order remains.

use sea_orm::entity::prelude::*;

/// A ballot sealed to two trustees; its id is random so that no order remains.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
