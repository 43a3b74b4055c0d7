//! What an official proposes for the work; its id comes from his phone.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// What an official proposes for the work; its id comes from his phone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign_proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub official_id: Uuid,
    pub text: Sealed,
    pub submitted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
