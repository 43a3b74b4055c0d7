//! One area of the five-level grid, from the county to an official's contact grid.

use sea_orm::entity::prelude::*;

/// One area of the five-level grid, from the county to an official's contact grid.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "grid")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Statistical code, extended below the township; see `domain::grid`.
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    /// Initials for search and sorting.
    pub pinyin: String,
    /// `domain::grid::Level`.
    pub level: String,
    pub parent_id: Option<Uuid>,
    /// Codes from the county down, joined by `/`; a subtree is a prefix.
    pub path: String,
    /// Metres east in the county's plane.
    pub x: Option<f64>,
    /// Metres north in the county's plane.
    pub y: Option<f64>,
    /// The official whose contact grid this is.
    pub official_id: Option<Uuid>,
    /// Codes this area carried before a merger, space separated.
    pub former_codes: Option<String>,
    /// The open grid that a merger made of this one, through all mergers since.
    pub merged_into_id: Option<Uuid>,
    /// From this day on it is history.
    pub closed_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
