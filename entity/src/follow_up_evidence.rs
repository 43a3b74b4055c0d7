//! Evidence of an investigation.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Evidence of an investigation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub follow_up_id: Uuid,
    pub text: Sealed,
    /// A sealed picture.
    pub blob_id: Option<Uuid>,
    pub added_by: Uuid,
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
