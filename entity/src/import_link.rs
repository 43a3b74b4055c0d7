//! A link of a sheet, checked and waiting to be swapped in.

use sea_orm::entity::prelude::*;

/// A link of a sheet, checked and waiting to be swapped in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// As the sheet shows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    /// The row it becomes: the one that has its code, or a new one.
    pub id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub valid_from: Date,
}

impl ActiveModelBehavior for ActiveModel {}
