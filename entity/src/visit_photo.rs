//! A photo of a visit; its id comes from the phone, its picture lies sealed in the file store.

use sea_orm::entity::prelude::*;

/// A photo of a visit; its id comes from the phone, its picture lies sealed in the file store.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub visit_id: Uuid,
    pub blob_id: Uuid,
    /// Keyed hash of the picture as it was sent, to know it again.
    pub sent_hash: Vec<u8>,
    pub width: i32,
    pub height: i32,
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
