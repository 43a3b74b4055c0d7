//! An answer to a question of the checklist, by whoever was heard.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// An answer to a question of the checklist, by whoever was heard.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// Who answered.
    pub label: String,
    /// `domain::audit::hearing::Question`.
    pub question: String,
    /// `domain::audit::hearing::Reply`.
    pub reply: String,
    /// In his own words.
    pub note: Option<Sealed>,
    /// Who typed it.
    pub account_id: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
