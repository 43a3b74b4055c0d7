//! A household for which an assignment found nobody.

use sea_orm::entity::prelude::*;

/// A household for which an assignment found nobody.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_overflow")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub household_id: Uuid,
    /// Who serves it until somebody is found.
    pub from_official_id: Option<Uuid>,
    /// `domain::link::OverflowReason`.
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
