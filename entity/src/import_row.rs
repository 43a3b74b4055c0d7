//! A row waiting in an import, before it is swapped in.

use sea_orm::entity::prelude::*;

/// A row waiting in an import, before it is swapped in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    pub code: String,
    /// JSON object of the row's cells.
    pub fields: String,
}

impl ActiveModelBehavior for ActiveModel {}
