//! A request of a household on its way to an answer.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A request of a household on its way to an answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    pub household_id: Uuid,
    pub village_id: Uuid,
    /// The official linked when it was raised.
    pub official_id: Option<Uuid>,
    pub topic_id: Option<Uuid>,
    pub body: Sealed,
    pub state: String,
    /// Grid level that has it while escalated.
    pub level: Option<String>,
    pub owner_kind: String,
    pub owner_id: Option<Uuid>,
    pub via: String,
    pub visit_id: Option<Uuid>,
    /// About the household's own official; the inspector's alone.
    pub complaint: bool,
    pub opened_at: DateTimeUtc,
    pub due_on: Option<Date>,
    pub changed_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub disputes: i32,
    pub callbacks: i32,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
