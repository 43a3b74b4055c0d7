//! An official and a household who may not be linked.

use sea_orm::entity::prelude::*;

/// An official and a household who may not be linked.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recusal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    /// `domain::link::RecusalReason`.
    pub reason: String,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    /// Since then they may be linked again.
    pub lifted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
