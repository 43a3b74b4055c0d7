//! The words of meetings, rounds and rosters, as they are stored and shown.

use anyhow::Context;
use poem_openapi::Enum;

/// How far a meeting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MeetingState {
    /// The roster is frozen; nothing is published.
    Draft,
    /// Roster and announcement are published.
    Announced,
    /// The public values are in; rounds are drawn.
    Opened,
    /// The bundle is published.
    Closed,
}

impl MeetingState {
    /// The stored word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Announced => "announced",
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }

    /// Reads the stored word.
    pub(super) fn read(word: &str) -> anyhow::Result<Self> {
        [Self::Draft, Self::Announced, Self::Opened, Self::Closed]
            .into_iter()
            .find(|state| state.word() == word)
            .with_context(|| format!("{word:?} is no state of a meeting"))
    }
}

/// How far a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RoundState {
    /// The dice are locked and broadcast; the envelope is still sealed.
    Locked,
    /// The one-time code is open and the result stands.
    Revealed,
}

/// What a roster holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RosterKind {
    /// Officials who carry households: stratum, name, and where wanted how many households are his.
    Officials,
    /// Households, a part for each official: village and a hash in place of the name.
    Households,
    /// What the host typed: inspectors, villages, units.
    List,
}

impl RosterKind {
    /// The stored word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Officials => "officials",
            Self::Households => "households",
            Self::List => "list",
        }
    }

    /// Reads the stored word.
    pub(super) fn read(word: &str) -> anyhow::Result<Self> {
        [Self::Officials, Self::Households, Self::List]
            .into_iter()
            .find(|kind| kind.word() == word)
            .with_context(|| format!("{word:?} is no kind of roster"))
    }
}

/// By what a roster of officials is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Stratum {
    Township,
    Unit,
}

impl Stratum {
    /// The stored word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Township => "township",
            Self::Unit => "unit",
        }
    }

    /// Reads the stored word.
    pub(super) fn read(word: &str) -> Option<Self> {
        [Self::Township, Self::Unit].into_iter().find(|stratum| stratum.word() == word)
    }
}
