//! A printed slip, known by the keyed hash of its code.

use sea_orm::entity::prelude::*;

/// A printed slip, known by the keyed hash of its code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_slip")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: Vec<u8>,
    pub round_id: Uuid,
    pub official_id: Uuid,
    pub state: String,
    /// What it was printed with; says nothing by itself.
    pub batch: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
