//! That a household was issued a ballot; deliberately without a time.

use sea_orm::entity::prelude::*;

/// That a household was issued a ballot; deliberately without a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_issue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// The household; in a unit evaluation the colleague who was invited.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rater_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    /// `phone` or `slip`.
    pub way: String,
    /// Of the blinded message, so that an identical retry is known.
    pub blinded_hash: Option<Vec<u8>>,
    /// Absent when it is to be signed again.
    pub blind_signature: Option<Vec<u8>>,
    /// How often it was issued again.
    pub reissued: i32,
}

impl ActiveModelBehavior for ActiveModel {}
