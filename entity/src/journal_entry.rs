//! One administrative write or look at personal data, chained by hash.

use sea_orm::entity::prelude::*;

/// One administrative write or look at personal data, chained by hash.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "journal_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    /// JSON with sorted keys, without personal data.
    pub detail: String,
    pub previous_hash: Vec<u8>,
    pub leaf_hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
