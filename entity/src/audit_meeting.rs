//! A live audit meeting (现场调查会) and its draw.

use sea_orm::entity::prelude::*;

/// A live audit meeting (现场调查会) and its draw.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Protocol id of the draw.
    #[sea_orm(unique)]
    pub code: String,
    pub title: String,
    pub place: String,
    pub meets_on: Date,
    pub state: String,
    pub rehearsal: bool,
    pub plan: String,
    pub sources: String,
    pub otc_tip: String,
    pub exclusions: String,
    pub announcement: Option<String>,
    pub announcement_hash: Option<String>,
    pub opening: Option<String>,
    pub last_lock: Option<String>,
    pub closed_at: Option<DateTimeUtc>,
    pub bundle_blob_id: Option<Uuid>,
    pub version: i32,
    /// JSON array of the points of the agenda.
    pub agenda: String,
    /// The recusals' file, exactly when a step has `pair=`.
    pub recusals: Option<String>,
    pub announced_at: Option<DateTimeUtc>,
    /// How often two people typed different dice for the round to come.
    pub dice_differed: i32,
    /// The code of a round to come was opened for a lost envelope: nothing more is drawn.
    pub code_ahead: bool,
}

impl ActiveModelBehavior for ActiveModel {}
