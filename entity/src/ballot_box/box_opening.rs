//! A part of the opened ballots of a closed round, shuffled and sealed for the auditors.

use sea_orm::entity::prelude::*;

/// A part of the opened ballots of a closed round, shuffled and sealed for the auditors.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_opening")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// Which sealing it is of: a close that is begun again seals anew.
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft: Uuid,
    /// Its place in it, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nth: i32,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
