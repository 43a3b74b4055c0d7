//! A person who may sign in.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A person who may sign in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub login: String,
    pub password_hash: Option<String>,
    pub official_id: Option<Uuid>,
    pub display_name: String,
    pub email: Option<Sealed>,
    pub state: String,
    pub activation_hash: Option<Vec<u8>>,
    pub activation_expires_at: Option<DateTimeUtc>,
    pub failures: i32,
    pub last_failure_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
