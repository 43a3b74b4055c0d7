//! A department, township government, school or company that employs officials.

use sea_orm::entity::prelude::*;

/// A department, township government, school or company that employs officials.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    pub pinyin: String,
    pub kind: String,
    pub grid_id: Option<Uuid>,
    /// The official who heads it.
    pub head_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
