//! An official's duty report as it stood when a round opened.

use sea_orm::entity::prelude::*;

/// An official's duty report as it stood when a round opened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
