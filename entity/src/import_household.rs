//! A household of a sheet, checked and waiting to be swapped in.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A household of a sheet, checked and waiting to be swapped in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_household")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// As the sheet shows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    /// The row it becomes: the one that has its code, or a new one.
    pub id: Uuid,
    pub code: String,
    pub village_id: Uuid,
    pub group_no: i32,
    pub head_name: String,
    pub pinyin: String,
    pub address: String,
    pub x: Option<f64>,
    pub y: Option<f64>,
    pub phone: Option<Sealed>,
    pub phone_index: Option<Vec<u8>>,
    /// Of a new household's first code; one that is there keeps its own.
    pub code_hash: Option<Vec<u8>>,
    /// Of a new household.
    pub tag: Option<String>,
    pub household_size: i32,
}

impl ActiveModelBehavior for ActiveModel {}
