//! What the API shows and takes of recusals.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, OfficialRef};

/// Why a household and an official may not be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::RecusalReason")]
pub enum RecusalReason {
    /// They are related.
    Relative,
    /// They have a dispute.
    Dispute,
    /// One has an interest in the other's affairs.
    Interest,
    /// Something else.
    Other,
}

/// Two who may not be linked.
#[derive(Clone, Debug, Object)]
pub struct RecusalForm {
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub reason: RecusalReason,
}

/// A household and an official who may not be linked.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Recusal {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub official: OfficialRef,
    pub reason: RecusalReason,
    pub created_at: DateTime<Utc>,
    /// Since then they may be linked again.
    pub lifted_at: Option<DateTime<Utc>>,
    /// They are linked now; the next assignment breaks the link.
    pub linked: bool,
}

/// A page of recusals, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecusalPage {
    pub items: Vec<Recusal>,
    pub next_cursor: Option<String>,
}
