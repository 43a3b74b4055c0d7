//! One change of a request, with its author.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// One change of a request, with its author.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub request_id: Uuid,
    pub seq: i32,
    pub at: DateTimeUtc,
    pub verb: String,
    pub from_state: Option<String>,
    pub to_state: String,
    pub level: Option<String>,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub note: Option<Sealed>,
}

impl ActiveModelBehavior for ActiveModel {}
