//! A vote of the panel about somebody who was heard.

use sea_orm::entity::prelude::*;

/// A vote of the panel about somebody who was heard.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "panel_vote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub number: i32,
    pub label: String,
    /// `open` or `closed`.
    pub state: String,
    /// How many could be cast.
    pub ballots: i32,
    pub cast_count: i32,
    /// Counted at the close.
    pub satisfied: Option<i32>,
    pub fair: Option<i32>,
    pub dissatisfied: Option<i32>,
    pub opened_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    /// The modulus of its key, in base64url.
    pub modulus: Option<String>,
    /// The secret half, sealed; gone when the vote closes.
    pub sealed_key: Option<Vec<u8>>,
    /// JSON array of the counted ballots' commitments in hex, sorted; known when the vote is closed.
    pub commitments: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
