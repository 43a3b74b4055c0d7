//! What the API shows and takes of meetings that are away.

use anyhow::Context;
use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

/// Where a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MeetingPackState {
    /// The file is being made; the meeting is away already.
    Making,
    /// The file is there to be fetched; the meeting is away.
    Out,
    /// Somebody took it back: its record is refused.
    TakenBack,
    /// Its record was brought back.
    BroughtBack,
    /// The file could not be made; the meeting is here.
    Failed,
}

impl MeetingPackState {
    const ALL: [Self; 5] = [Self::Making, Self::Out, Self::TakenBack, Self::BroughtBack, Self::Failed];

    /// The stored word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Making => "making",
            Self::Out => "out",
            Self::TakenBack => "taken_back",
            Self::BroughtBack => "brought_back",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored word.
    pub(super) fn read(word: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.with_context(|| format!("{word:?} is no state of a meeting pack"))
    }
}

/// A meeting pack.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MeetingPack {
    pub id: Uuid,
    pub state: MeetingPackState,
    /// Bytes of the file, once it is made.
    pub size: Option<i64>,
    pub taken_by: String,
    pub taken_at: DateTime<Utc>,
    pub made_at: Option<DateTime<Utc>>,
    /// Who took it back, or brought its record back.
    pub ended_by: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// Of the county's public key; the hall's machine prints the same.
    pub fingerprint: String,
}

/// A pack with the key that opens it, which is shown this once.
#[derive(Clone, Debug, Object)]
pub struct TakenPack {
    pub pack: MeetingPack,
    /// Groups of letters and digits; the hall's machine asks for them.
    pub key: String,
}

/// Why a pack is taken back.
#[derive(Clone, Debug, Object)]
pub struct TakeBackForm {
    /// No names: it is published in the journal.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub reason: String,
}

/// The county's public key, with which its packs are signed.
#[derive(Clone, Debug, Object)]
pub struct SigningKey {
    /// Ed25519, in hex.
    pub key: String,
    /// What people compare.
    pub fingerprint: String,
}
