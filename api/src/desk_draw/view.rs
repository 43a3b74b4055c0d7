//! What the API shows and takes of draws at a desk.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

/// What a draw is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DeskPurpose {
    /// The group of an investigation.
    Investigation,
    /// Households of a spot-check programme.
    SpotCheck,
    /// Units and inspectors.
    Inspection,
    /// Households that were issued a ballot of a rating round.
    Recontact,
}

impl DeskPurpose {
    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Investigation => "investigation",
            Self::SpotCheck => "spot_check",
            Self::Inspection => "inspection",
            Self::Recontact => "recontact",
        }
    }

    /// What a stored word means.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Investigation, Self::SpotCheck, Self::Inspection, Self::Recontact]
            .into_iter()
            .find(|purpose| purpose.word() == word)
    }
}

/// How far a draw has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DeskState {
    /// The rosters are published.
    Announced,
    /// The dice are locked; the envelope is still sealed.
    Locked,
    /// The result stands and the bundle is published.
    Drawn,
}

/// A roster of a draw, byte for byte.
#[derive(Clone, Debug, Object)]
pub struct DeskRoster {
    pub name: String,
    pub text: String,
}

/// An object and the inspectors it was paired with.
#[derive(Clone, Debug, Object)]
pub struct DeskPair {
    pub object: String,
    pub inspectors: Vec<String>,
}

/// A draw at a desk, as it is published.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DeskDraw {
    pub id: Uuid,
    /// Protocol id.
    pub code: String,
    pub purpose: DeskPurpose,
    pub state: DeskState,
    pub rosters: Vec<DeskRoster>,
    /// One `OBJECT|INSPECTOR` a line.
    pub recusals: Option<String>,
    /// Byte for byte.
    pub announcement: String,
    /// A, its SHA-256.
    pub announcement_hash: String,
    /// The public values that are awaited, in order.
    pub sources: Vec<String>,
    /// Whether one person has typed the values and another one is awaited.
    pub half_typed: bool,
    /// `name=value;...`
    pub opening: Option<String>,
    pub dice: Option<String>,
    /// D, published before the envelope is opened.
    pub lock: Option<String>,
    /// Labels in drawn order.
    pub selected: Vec<String>,
    pub pairs: Vec<DeskPair>,
    /// `PAIR_SHORTAGE` when too few inspectors are free of recusals.
    pub void: Option<String>,
    pub announced_at: DateTime<Utc>,
    pub drawn_at: Option<DateTime<Utc>>,
}

/// The value of one announced source.
#[derive(Clone, Debug, Object)]
pub struct DeskValue {
    #[oai(validator(max_length = 32))]
    pub source: String,
    /// Digits as the protocol writes them.
    #[oai(validator(max_length = 200))]
    pub value: String,
}

/// What one of two people types.
#[derive(Clone, Debug, Object)]
pub struct DeskTyping {
    /// In the announced order.
    #[oai(validator(max_items = 20))]
    pub values: Vec<DeskValue>,
    /// Six ten-sided dice in the order thrown.
    #[oai(validator(max_length = 16))]
    pub dice: String,
}

/// The notary's code.
#[derive(Clone, Debug, Object)]
pub struct DeskCode {
    /// 64 hex digits in lower case.
    #[oai(validator(max_length = 128))]
    pub otc: String,
}
