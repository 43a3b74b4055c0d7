//! What follows an audit meeting: a rectification or an investigation.

use sea_orm::entity::prelude::*;

/// What follows an audit meeting: a rectification or an investigation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `domain::follow_up::Kind`.
    pub kind: String,
    /// `domain::follow_up::State`.
    pub state: String,
    pub meeting_id: Uuid,
    /// The round that drew him; none when he was called by name.
    pub draw_round_id: Option<Uuid>,
    /// His number as it was drawn or called.
    pub label: String,
    pub official_id: Uuid,
    /// The household whose word ends a rectification.
    pub household_id: Option<Uuid>,
    /// What is to be done or looked into, in words that may be public.
    pub matter: String,
    pub due_on: Date,
    pub opened_by: Uuid,
    pub opened_at: DateTimeUtc,
    /// The draw of the group, once one was announced.
    pub draw_id: Option<Uuid>,
    /// `domain::follow_up::Verdict`.
    pub verdict: Option<String>,
    /// In words that will be public.
    pub finding: Option<String>,
    pub found_by: Option<Uuid>,
    pub ended_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
