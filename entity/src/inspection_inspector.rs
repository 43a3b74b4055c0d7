//! Who inspects a unit, as drawn.

use sea_orm::entity::prelude::*;

/// Who inspects a unit, as drawn.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_inspector")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub object_id: Uuid,
    pub account_id: Uuid,
    pub label: String,
}

impl ActiveModelBehavior for ActiveModel {}
