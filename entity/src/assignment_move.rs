//! A household that changes hands in an assignment.

use sea_orm::entity::prelude::*;

/// A household that changes hands in an assignment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_move")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub household_id: Uuid,
    pub from_official_id: Option<Uuid>,
    pub to_official_id: Uuid,
    /// Why it changes hands: `domain::link::MoveReason`.
    pub reason: String,
    /// Why to him: `domain::link::Choice`.
    pub choice: String,
    /// Account of who changed it by hand.
    pub changed_by: Option<Uuid>,
    /// Why it did not change hands when the assignment took effect: `domain::link::LeftOut`.
    pub left_out: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
