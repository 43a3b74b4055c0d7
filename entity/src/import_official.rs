//! An official of a sheet, checked and waiting to be swapped in.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// An official of a sheet, checked and waiting to be swapped in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_official")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// As the sheet shows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_no: i32,
    /// The row it becomes: the one that has its code, or a new one.
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub pinyin: String,
    pub sex: String,
    pub unit_id: Uuid,
    pub rank: String,
    pub post: String,
    pub phone: Option<Sealed>,
    pub phone_index: Option<Vec<u8>>,
    pub home_village_id: Option<Uuid>,
    pub exempt: Option<String>,
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}
