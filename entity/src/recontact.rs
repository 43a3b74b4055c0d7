//! A recontact: some of the households that were issued a ballot of a round are drawn and phoned.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A recontact: some of the households that were issued a ballot of a round are drawn and phoned.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recontact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub round_id: Uuid,
    /// `domain::rating::recontact::RecontactState`.
    pub state: String,
    /// Of the issued households, so many of a thousand are drawn.
    pub permille: i32,
    /// Of an official's households, so many of a thousand are believed to err.
    pub tolerated: i32,
    /// Ballots on the roster of the draw.
    pub issued: i32,
    /// From which the labels and salts of the roster are derived.
    pub secret: Sealed,
    pub draw_id: Uuid,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
