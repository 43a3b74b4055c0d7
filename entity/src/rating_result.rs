//! An official's counted ballots of a closed round.

use sea_orm::entity::prelude::*;

/// An official's counted ballots of a closed round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub households: i32,
    pub issued: i32,
    pub cast_count: i32,
    pub counted: i32,
    pub very_satisfied: i32,
    pub satisfied: i32,
    pub fair: i32,
    pub dissatisfied: i32,
    pub very_dissatisfied: i32,
    /// Why it enters no score, by its word; see `domain::rating::Unscored`.
    pub unscored: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
