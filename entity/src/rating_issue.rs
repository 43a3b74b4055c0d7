//! That a household was issued a ballot; deliberately without a time.

use sea_orm::entity::prelude::*;

/// That a household was issued a ballot; deliberately without a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_issue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub household_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    /// `phone` or `slip`.
    pub way: String,
    /// Of the blinded message, so that an identical retry is known.
    pub blinded_hash: Option<Vec<u8>>,
    pub blind_signature: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
