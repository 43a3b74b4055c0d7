//! A household of a village, served by one official.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A household of a village, served by one official.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "household")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub village_id: Uuid,
    /// Village group (村民小组).
    pub group_no: i32,
    pub head_name: String,
    pub pinyin: String,
    pub address: String,
    pub x: Option<f64>,
    pub y: Option<f64>,
    pub phone: Option<Sealed>,
    pub phone_index: Option<Vec<u8>>,
    /// Raised to revoke the household code.
    pub code_version: i32,
    /// Keyed hash of the household code now valid.
    #[sea_orm(unique)]
    pub code_hash: Vec<u8>,
    /// Door tag code; public by nature.
    #[sea_orm(unique)]
    pub tag: String,
    pub household_size: i32,
    pub last_visit_on: Option<Date>,
    /// Highest of the four steps reached; 0 before the first visit.
    pub step: i32,
    pub open_requests: i32,
    /// `domain::roster::HouseholdState`.
    pub state: String,
    /// The active household that a merger made of this one, through all mergers since.
    pub successor_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
