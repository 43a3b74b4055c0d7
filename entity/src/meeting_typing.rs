//! Something typed at a meeting that can be taken back until the next round.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Something typed at a meeting that can be taken back until the next round.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_typing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub seq: i32,
    /// How many rounds there were: with one more it stands.
    pub rounds: i32,
    /// `answer`, `call`, `consent`, `named`, `named_outcome`, `outcome` or `venue`.
    pub kind: String,
    /// Whom or what it was about.
    pub label: String,
    /// What stood there before, as JSON.
    pub before: Sealed,
    pub account_id: Uuid,
    pub at: DateTimeUtc,
    pub undone: bool,
}

impl ActiveModelBehavior for ActiveModel {}
