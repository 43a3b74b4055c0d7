//! What the API shows and takes of themes, rectifications and call-backs.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, NamedRef, OfficialRef};

/// When a theme opens a rectification.
#[derive(Clone, Debug, Object)]
pub struct ThemeRulesForm {
    /// Of the answers on a unit's officials, in percent.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub share: u32,
    /// With fewer answers nothing is said of a unit.
    #[oai(validator(minimum(value = "10"), maximum(value = "1000000")))]
    pub least_answers: u32,
    /// Reasons that take fifteen working days and not five, by their words.
    #[oai(validator(max_items = 40))]
    pub complex: Vec<String>,
}

/// A reason that households gave of a unit's officials.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingTheme {
    pub unit: NamedRef,
    /// Answers on the unit's officials.
    pub answers: u32,
    /// The reason by its word, and as it is read.
    pub theme: String,
    pub name: String,
    /// How many gave it.
    pub named: u32,
    /// The rectification that it opened.
    pub rectification_id: Option<Uuid>,
}

/// Themes of a round, those that most gave first.
#[derive(Clone, Debug, Object)]
pub struct RatingThemes {
    pub items: Vec<RatingTheme>,
}

/// How long a unit has.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case", remote = "domain::rating::Term")]
pub enum RectificationTerm {
    /// Five working days.
    Simple,
    /// Fifteen working days.
    Complex,
}

/// Where a unit's rectification stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case", remote = "domain::rating::RectificationState")]
pub enum UnitRectificationState {
    /// The unit has to answer.
    Open,
    /// The unit says what it has done.
    Answered,
    /// Somebody outside the unit has checked it.
    Closed,
    /// Its day passed without an answer.
    Missed,
}

/// What a unit has to put right.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnitRectification {
    pub id: Uuid,
    pub round: NamedRef,
    pub unit: NamedRef,
    pub theme: String,
    pub name: String,
    pub answers: u32,
    pub named: u32,
    pub term: RectificationTerm,
    pub state: UnitRectificationState,
    pub opened_on: NaiveDate,
    pub due_on: NaiveDate,
    pub overdue: bool,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// A page of them, the earliest day first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnitRectificationPage {
    pub items: Vec<UnitRectification>,
    pub next_cursor: Option<String>,
}

/// What was done to it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnitRectificationEvent {
    pub at: DateTime<Utc>,
    /// Empty for the program.
    pub who: String,
    /// `domain::rating::RectificationVerb`.
    pub verb: String,
    pub to_state: UnitRectificationState,
    pub note: Option<String>,
}

/// A rectification with its history.
#[derive(Clone, Debug, Object)]
pub struct UnitRectificationDetail {
    pub rectification: UnitRectification,
    pub events: Vec<UnitRectificationEvent>,
    /// Whether the caller belongs to the unit: then somebody else checks it.
    pub own_unit: bool,
}

/// What the unit has done.
#[derive(Clone, Debug, Object)]
pub struct UnitAnswer {
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub note: String,
}

/// Whether what the unit did is enough.
#[derive(Clone, Debug, Object)]
pub struct UnitCheckForm {
    pub enough: bool,
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub note: String,
}

/// A household that asked to be called back. Nothing tells how it rated.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CallBack {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub phone_masked: Option<String>,
    pub official: OfficialRef,
    pub theme: String,
    pub name: String,
    pub reached: bool,
    /// How often nobody picked up.
    pub tries: u32,
    pub note: Option<String>,
    pub called_at: Option<DateTime<Utc>>,
}

/// A page of them, in no order of time.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CallBackPage {
    pub items: Vec<CallBack>,
    pub next_cursor: Option<String>,
}

/// A phone number, whole.
#[derive(Clone, Debug, Object)]
pub struct CallBackPhone {
    pub phone: String,
}

/// What came of a call.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CallBackForm {
    /// False when nobody picked up.
    pub reached: bool,
    /// What the household said.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
}
