//! That an official's result of a round makes no score because of what households said; by two people.

use sea_orm::entity::prelude::*;

/// That an official's result of a round makes no score because of what households said; by two people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recontact_void")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub recontact_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub proposed_by: Uuid,
    pub proposed_at: DateTimeUtc,
    pub confirmed_by: Option<Uuid>,
    pub confirmed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
