//! What an official reports of a year of his work (述职).

use sea_orm::entity::prelude::*;

/// What an official reports of a year of his work (述职).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub official_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    pub text: String,
    pub written_at: DateTimeUtc,
    pub written_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
