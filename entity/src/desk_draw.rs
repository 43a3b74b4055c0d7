//! A draw by `pdraw1` at a desk: announced, locked by two people, revealed by the notary's code.

use sea_orm::entity::prelude::*;

/// A draw by `pdraw1` at a desk: announced, locked by two people, revealed by the notary's code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_draw")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Protocol id.
    #[sea_orm(unique)]
    pub code: String,
    /// What it is for: `investigation`, `spot_check`, `inspection` or `recontact`.
    pub purpose: String,
    pub subject_id: Uuid,
    /// `announced`, `locked` or `drawn`.
    pub state: String,
    /// JSON object of roster files by name.
    pub rosters: String,
    pub recusals: Option<String>,
    pub announcement: String,
    pub announcement_hash: String,
    /// What the first person typed: JSON.
    pub typed: Option<String>,
    pub opening: Option<String>,
    pub dice: Option<String>,
    pub lock_hash: Option<String>,
    /// The published bundle.
    pub bundle: Option<String>,
    /// Who stands behind a label: JSON object of ids.
    pub people: String,
    pub announced_by: Uuid,
    pub announced_at: DateTimeUtc,
    pub drawn_at: Option<DateTimeUtc>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
