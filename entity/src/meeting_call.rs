//! A logged call at an audit meeting.

use sea_orm::entity::prelude::*;

/// A logged call at an audit meeting.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// Who was called: an official's number or a household's label.
    pub label: String,
    /// `domain::audit::hearing::CallResult`.
    pub result: String,
    /// Whether the hall could hear it.
    pub on_air: bool,
    pub account_id: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
