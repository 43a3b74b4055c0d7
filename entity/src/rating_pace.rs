//! How many ballots of an official had been issued when a day began; the next day overwrites it.

use sea_orm::entity::prelude::*;

/// How many ballots of an official had been issued when a day began; the next day overwrites it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_pace")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub day: Date,
    pub issued: i32,
}

impl ActiveModelBehavior for ActiveModel {}
