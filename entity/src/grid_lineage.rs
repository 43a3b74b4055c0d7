//! That a village was merged into another or got another name or code, with the names as they were then.

use sea_orm::entity::prelude::*;

/// That a village was merged into another or got another name or code, with the names as they were then.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grid_lineage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub from_id: Uuid,
    /// The same village when it was only renamed.
    pub into_id: Uuid,
    /// `domain::grid::GridChange`.
    pub kind: String,
    pub happened_on: Date,
    pub from_code: String,
    pub from_name: String,
    pub into_code: String,
    pub into_name: String,
    /// Village group n of the first is group n + this of the second.
    pub group_shift: i32,
}

impl ActiveModelBehavior for ActiveModel {}
