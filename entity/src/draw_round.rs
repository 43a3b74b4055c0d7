//! One press of the button.

use sea_orm::entity::prelude::*;

/// One press of the button.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "draw_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub number: i32,
    /// `STEP`, or `STEP/KEY` on a split roster.
    pub step: String,
    pub dice: Option<String>,
    pub lock_hash: Option<String>,
    pub otc: Option<String>,
    /// JSON array of labels in drawn order.
    pub selected: Option<String>,
    /// `locked` or `revealed`
    pub state: String,
    pub locked_at: Option<DateTimeUtc>,
    pub revealed_at: Option<DateTimeUtc>,
    /// From how many it draws.
    pub eligible: Option<i32>,
    /// JSON object of inspectors by object, of a step with `pair=`.
    pub pairs: Option<String>,
    pub void: Option<String>,
    /// Its envelope is lost: the next code yields it.
    pub envelope_lost: bool,
}

impl ActiveModelBehavior for ActiveModel {}
