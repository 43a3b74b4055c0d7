//! What an assignment makes of one official.

use sea_orm::entity::prelude::*;

/// What an assignment makes of one official.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_official")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub official_id: Uuid,
    /// Where he serves.
    pub township_id: Uuid,
    /// Neither exempt nor gone: he may be given households here.
    pub serving: bool,
    pub load_before: i32,
    pub load_after: i32,
    /// Metres from his households to their mean position, added up.
    pub metres_before: f64,
    pub metres_after: f64,
    /// Village groups he serves in.
    pub groups_before: i32,
    pub groups_after: i32,
    /// The mean position of his households after it.
    pub x: Option<f64>,
    pub y: Option<f64>,
}

impl ActiveModelBehavior for ActiveModel {}
