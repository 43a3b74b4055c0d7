//! The photo of an official that his households see.

use sea_orm::entity::prelude::*;

/// The photo of an official that his households see: a small JPEG in the store of files, not sealed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "official_photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub blob_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
