//! The file of one village in a pack.

use sea_orm::entity::prelude::*;

/// The file of one village in a pack; its content is sealed in the blob store.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pack_id: Uuid,
    pub village_id: Uuid,
    /// The village's code when it was printed: files are listed by it.
    pub village_code: String,
    pub blob_id: Uuid,
    pub cards: i32,
    pub pages: i32,
}

impl ActiveModelBehavior for ActiveModel {}
