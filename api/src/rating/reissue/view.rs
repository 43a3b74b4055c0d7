//! What the API shows and takes of ballots issued again.

use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::HouseholdRef;

/// Why a ballot is issued again.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case", remote = "domain::rating::ReissueReason")]
pub enum ReissueReason {
    /// The phone is gone.
    PhoneLost,
    /// The phone no longer works.
    PhoneBroken,
    /// The browser forgot it, or kept nothing.
    StorageCleared,
    /// Somebody else took it with the household's code.
    TakenByOther,
}

/// Whose ballots are to be issued again.
#[derive(Clone, Debug, Object)]
pub struct ReissueForm {
    pub household_id: Uuid,
    pub reason: ReissueReason,
}

/// What waits for the second person.
#[derive(Clone, Debug, Object)]
pub struct Reissue {
    pub household: HouseholdRef,
    pub reason: ReissueReason,
    /// Who asked for it.
    pub requested_by: String,
    /// Whether it was the caller himself, who cannot confirm it.
    pub own: bool,
}

/// All that waits.
#[derive(Clone, Debug, Object)]
pub struct Reissues {
    pub items: Vec<Reissue>,
    /// So many may be issued again for one official; with more he is left unscored.
    pub most: i32,
}

/// A ballot can be taken again.
#[derive(Clone, Debug, Object)]
pub struct Reissued {
    /// Officials whose ballot the household may take once more.
    pub officials: u32,
}
