//! What the API shows and takes of pledges.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, OfficialRef};

/// Where a pledge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::pledge::State")]
pub enum PledgeState {
    /// Promised.
    Open,
    /// The official says that he kept it; the household has not said anything.
    SaidKept,
    /// The household says that it was kept.
    Kept,
    /// The official says that he could not keep it.
    Broken,
    /// The household says that it was not kept.
    Disputed,
}

/// What a pledge counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::pledge::Figure")]
pub enum PledgeFigure {
    /// Its day has not passed.
    Running,
    /// Said to be kept, and not confirmed.
    Said,
    /// Confirmed by the household.
    Kept,
    /// Given up, disputed, or left open past its day.
    Broken,
}

/// A dated promise to a household.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Pledge {
    pub id: Uuid,
    pub household: HouseholdRef,
    /// Whoever has to keep it now.
    pub official: OfficialRef,
    /// Whoever made it.
    pub made_by: OfficialRef,
    pub text: String,
    pub made_on: NaiveDate,
    pub due_on: NaiveDate,
    pub state: PledgeState,
    /// Open past its day.
    pub overdue: bool,
    /// What it counts as today.
    pub figure: PledgeFigure,
    /// When the official said that it was kept or could not be.
    pub said_at: Option<DateTime<Utc>>,
    /// When the household said that it was kept or was not.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Why it could not be kept, in the official's words.
    pub reason: Option<String>,
    /// What the household adds to its no.
    pub objection: Option<String>,
    /// Grows with every change.
    pub version: i32,
}

/// How many pledges of a list count as what.
#[derive(Clone, Copy, Debug, Default, Object)]
pub struct PledgeFigures {
    pub running: u64,
    pub said: u64,
    pub kept: u64,
    pub broken: u64,
}

/// A page of pledges, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PledgePage {
    pub items: Vec<Pledge>,
    pub next_cursor: Option<String>,
    /// Of the whole list, when it is of one official or one household; without the filter of states.
    pub figures: Option<PledgeFigures>,
}

/// A pledge to be made.
#[derive(Clone, Debug, Object)]
pub struct PledgeForm {
    pub household_id: Uuid,
    /// What is promised.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub text: String,
    /// The day by which it is promised.
    pub due_on: NaiveDate,
    /// The day on which it was promised, when that was not today; the household was one's own then.
    pub made_on: Option<NaiveDate>,
}

/// Why a pledge cannot be kept.
#[derive(Clone, Debug, Object)]
pub struct BreakForm {
    #[oai(validator(min_length = 1, max_length = 500))]
    pub reason: String,
}

/// A pledge that was made.
#[derive(ApiResponse, Debug)]
pub enum Made {
    /// Made.
    #[oai(status = 201)]
    Created(Json<Pledge>),
    /// It was made before, with the same content.
    #[oai(status = 200)]
    Same(Json<Pledge>),
}
