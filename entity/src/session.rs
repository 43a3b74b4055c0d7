//! A signed-in browser, known by the hash of its token.

use sea_orm::entity::prelude::*;

/// A signed-in browser, known by the hash of its token.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub account_id: Uuid,
    pub created_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
    /// The phone that was signed in on, once it has said so.
    pub device_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
