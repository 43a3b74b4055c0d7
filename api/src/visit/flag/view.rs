//! What the API shows and takes of flags.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    roster::view::{HouseholdRef, OfficialRef},
    visit::view::Visit,
};

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::FlagKind")]
pub enum FlagKind {
    /// The household says that the visit did not happen.
    Denied,
    /// Two visits farther apart than anybody travels in the time.
    FarApart,
    /// Thirty visits or more within an hour.
    TooMany,
    /// The same note or opinion at three households or more within thirty days.
    SameText,
    /// Of an official's ballots of a rating round more were issued on one day than chance allows.
    RatingBurst,
    /// Five households or more of one official took their ballots on one device within a day.
    RatingDevice,
    /// An official's ballots agree more than chance allows.
    RatingEqual,
    /// The same comment on three of an official's ballots or more.
    RatingComments,
    /// More ballots of an official were cast than households had taken.
    RatingSpare,
}

/// Whether an inspector has looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::FlagState")]
pub enum FlagState {
    /// Nobody has looked yet.
    Open,
    /// An inspector has looked and said what he found.
    Seen,
}

/// What a flag rests on: ids, numbers and times.
#[derive(Clone, Debug, Default, PartialEq, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
#[serde(default)]
pub struct FlagEvidence {
    /// The visits it is about, in the order of their times.
    pub visit_ids: Vec<Uuid>,
    /// Far apart: metres between the two places, both accuracies taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
    /// Far apart: seconds between the two savings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Denied: the door tag had been seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_seen: Option<bool>,
    /// The time of the first of the visits, as far as it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// The time of the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Ratings: the round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_name: Option<String>,
    /// Ratings: the day, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Ratings: how many strike: issued on the day, on the device, of one level, with one comment, cast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Ratings: of how many: issued so far, on the device for all officials, answers, comments, taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u32>,
    /// Device: officials whose households used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officials: Option<u32>,
    /// Ratings: chance brings it about once in so many times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_in: Option<u32>,
}

/// Something about an official's visits that an inspector should look at. Evidence, never a verdict; no score reads it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Flag {
    pub id: Uuid,
    pub kind: FlagKind,
    pub official: OfficialRef,
    /// When it is about one household.
    pub household: Option<HouseholdRef>,
    pub evidence: FlagEvidence,
    pub raised_at: DateTime<Utc>,
    pub state: FlagState,
    /// What the inspector found.
    pub note: Option<String>,
    /// Who looked.
    pub seen_by: Option<String>,
    pub seen_at: Option<DateTime<Utc>>,
}

/// A page of flags, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FlagPage {
    pub items: Vec<Flag>,
    pub next_cursor: Option<String>,
}

/// A flag with the visits it is about.
#[derive(Clone, Debug, Object)]
pub struct FlagDetail {
    pub flag: Flag,
    pub visits: Vec<Visit>,
}

/// What the inspector found.
#[derive(Clone, Debug, Object)]
pub struct FlagNoteForm {
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub note: String,
}
