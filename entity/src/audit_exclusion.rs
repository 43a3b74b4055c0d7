//! Somebody who stands on a roster and cannot be drawn.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Somebody who stands on a roster and cannot be drawn.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_exclusion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub label: String,
    /// `domain::audit::ExclusionCode`
    pub code: String,
    /// What the host wrote beside the code; never published.
    pub reason: Option<Sealed>,
}

impl ActiveModelBehavior for ActiveModel {}
