//! A text message that waits to be handed over. The row is deleted with the handing over, or when it is too old.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A text message that waits to be handed over. It names no household and no account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms")]
pub struct Model {
    /// Messages that were enqueued together.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: Uuid,
    /// The number, sealed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: Vec<u8>,
    /// `rating_code` or `rating_reminder`: which template.
    pub purpose: String,
    /// JSON of what stands in the places of the template, sealed.
    pub params: Sealed,
    pub tries: i32,
    /// Not handed over before.
    pub due_at: DateTimeUtc,
    /// Deleted then, handed over or not.
    pub forget_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
