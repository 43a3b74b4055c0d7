//! An edit of a condition form that was taken in; its id comes from a phone.

use sea_orm::entity::prelude::*;

/// An edit of a condition form that was taken in; its id comes from a phone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_edit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    /// Keyed hash of what it said, so that the same id with other content is told apart.
    pub content: Vec<u8>,
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
