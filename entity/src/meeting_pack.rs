//! A meeting pack: an announced meeting that was taken to a hall without internet.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A meeting pack: an announced meeting that was taken to a hall without internet.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting_pack")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    /// `making`, `out`, `taken_back` or `brought_back`.
    pub state: String,
    /// The public key that the hall signs its record with, in hex.
    pub hall_key: String,
    /// What opens the record: gone when the pack is taken back.
    pub secrets: Option<Sealed>,
    /// The file, until it is not needed any more.
    pub blob_id: Option<Uuid>,
    pub size: Option<i64>,
    pub taken_by: Uuid,
    pub taken_by_name: String,
    pub taken_at: DateTimeUtc,
    /// When the file was made.
    pub made_at: Option<DateTimeUtc>,
    /// Who took the pack back or brought the record back.
    pub ended_by_name: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// SHA-256 of the record as it was brought back.
    pub record_hash: Option<String>,
    pub record_blob_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
