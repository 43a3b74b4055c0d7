//! A member of the group of an investigation, as drawn.

use sea_orm::entity::prelude::*;

/// A member of the group of an investigation, as drawn.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub follow_up_id: Uuid,
    pub account_id: Uuid,
    /// Under which he stood on the roster of the draw.
    pub label: String,
}

impl ActiveModelBehavior for ActiveModel {}
