//! A colleague's invitation to the evaluation of his unit; deliberately without a time.

use sea_orm::entity::prelude::*;

/// A colleague's invitation to the evaluation of his unit; deliberately without a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// Who is invited.
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    /// Keyed hash of his code.
    pub code_hash: Vec<u8>,
    /// Raised when his letter is lost.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
