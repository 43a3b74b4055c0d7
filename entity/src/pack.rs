//! A pack to print, for a grid.

use sea_orm::entity::prelude::*;

/// A pack to print, for a grid.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `domain::pack::PackKind`
    pub kind: String,
    pub grid_id: Uuid,
    /// The rating round whose slips it holds.
    pub round_id: Option<Uuid>,
    /// `domain::pack::PackState`
    pub state: String,
    /// Villages that have their file.
    pub done: i32,
    /// Villages in all.
    pub total: i32,
    /// Pieces in its files: tags, letters or cards.
    pub cards: i32,
    /// Sheets of paper in its files.
    pub pages: i32,
    /// Why it failed, or which characters the font lacks.
    pub note: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
