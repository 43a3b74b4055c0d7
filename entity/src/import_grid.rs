//! A grid of a sheet, checked and waiting to be swapped in.

use sea_orm::entity::prelude::*;

/// A grid of a sheet, checked and waiting to be swapped in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_grid")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// As the sheet shows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    /// The row it becomes: the one that has its code, or a new one.
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub pinyin: String,
    pub level: String,
    pub parent_id: Option<Uuid>,
    pub x: Option<f64>,
    pub y: Option<f64>,
    pub official_id: Option<Uuid>,
    pub former_codes: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
