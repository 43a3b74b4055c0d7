//! What the API shows and takes of visits.

use chrono::{DateTime, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, OfficialRef};

/// What the household says about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::Confirmation")]
pub enum Confirmation {
    /// Nothing yet. Silence never counts as either.
    None,
    /// It happened.
    Confirmed,
    /// It did not happen.
    Denied,
}

/// How sure a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::Standing")]
pub enum Standing {
    /// Only the official says so.
    Claimed,
    /// The door tag was scanned or typed.
    TagSeen,
    /// The household says that it happened.
    Confirmed,
    /// The tag was seen and the household says that it happened.
    Proven,
    /// The household says that it did not.
    Denied,
}

/// Why a visit stays a claim, whatever the tag and the household say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::HeldBack")]
pub enum HeldBack {
    /// Received more than seven days after it is said to have been.
    Late,
    /// The phone's clock ran backwards between two saves.
    Clock,
}

/// Where a phone was when a visit was saved.
#[derive(Clone, Debug, Object)]
pub struct Position {
    #[oai(validator(minimum(value = "-90"), maximum(value = "90")))]
    pub latitude: f64,
    #[oai(validator(minimum(value = "-180"), maximum(value = "180")))]
    pub longitude: f64,
    /// Radius in metres within which the phone believes to be.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub accuracy_m: f64,
}

/// A visit.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Visit {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub official: OfficialRef,
    /// When it was, as the official says.
    pub claimed_at: DateTime<Utc>,
    /// When the county's server got to know of it.
    pub received_at: DateTime<Utc>,
    /// Which of the four steps it reached, 1 to 4; it follows from what happened.
    pub step: i32,
    /// Code of what it was about.
    pub topic: String,
    pub note: Option<String>,
    /// What the household thinks of how things are done.
    pub opinion: Option<String>,
    /// The contact card was left at the household.
    pub card_left: bool,
    pub tag_seen: bool,
    pub confirmation: Confirmation,
    pub standing: Standing,
    /// Why it stays a claim, if it does.
    pub held_back: Option<HeldBack>,
    /// When it was saved, by the phone's own clock.
    pub saved_at: Option<DateTime<Utc>>,
    /// Where the phone was when it was saved.
    pub position: Option<Position>,
    /// Ids of its photos in the order in which they came.
    pub photos: Vec<Uuid>,
}

/// A page of visits, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct VisitPage {
    pub items: Vec<Visit>,
    pub next_cursor: Option<String>,
}

/// A visit to be logged.
#[derive(Clone, Debug, Object)]
pub struct VisitForm {
    pub household_id: Uuid,
    /// When it was; not in the future.
    pub claimed_at: DateTime<Utc>,
    /// Code of what it was about.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub topic: String,
    #[oai(validator(max_length = 2000))]
    pub note: Option<String>,
    /// The code of the door tag, scanned or typed.
    #[oai(validator(max_length = 64))]
    pub tag: Option<String>,
    /// The contact card was left at the household.
    pub card_left: Option<bool>,
    /// What the household thinks of how things are done.
    #[oai(validator(max_length = 2000))]
    pub opinion: Option<String>,
    /// What the household asked for.
    pub request: Option<VisitRequestForm>,
    /// What the phone tells of the saving.
    pub evidence: Option<EvidenceForm>,
}

/// What a phone tells of the saving of a visit. What was told first stays; a repetition does not change it.
#[derive(Clone, Debug, Object)]
pub struct EvidenceForm {
    pub device_id: Uuid,
    /// Which save of the device it was; grows by one with each.
    #[oai(validator(minimum(value = "0"), maximum(value = "2147483647")))]
    pub sequence: i32,
    /// The phone's clock when it was saved.
    pub saved_at: DateTime<Utc>,
    /// The phone's clock when it is sent.
    pub sent_at: DateTime<Utc>,
    /// Where it was saved, if the official lets the phone know.
    pub position: Option<Position>,
}

/// A request raised in a visit.
#[derive(Clone, Debug, Object)]
pub struct VisitRequestForm {
    /// The client's id of the request.
    pub id: Uuid,
    pub topic_id: Option<Uuid>,
    /// What the household asks for, in its own words.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub body: String,
}

/// A logged visit.
#[derive(ApiResponse, Debug)]
pub enum Logged {
    /// Logged.
    #[oai(status = 201)]
    Created(Json<Visit>),
    /// It was logged before, with the same content.
    #[oai(status = 200)]
    Same(Json<Visit>),
}
