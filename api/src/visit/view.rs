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
    /// The household says that it did not.
    Denied,
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
    /// 1 to 4.
    pub step: i32,
    /// Code of what it was about.
    pub topic: String,
    pub note: Option<String>,
    pub tag_seen: bool,
    pub confirmation: Confirmation,
    pub standing: Standing,
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
    #[oai(validator(minimum(value = "1"), maximum(value = "4")))]
    pub step: i32,
    /// Code of what it was about.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub topic: String,
    #[oai(validator(max_length = 2000))]
    pub note: Option<String>,
    /// The code of the door tag, scanned or typed.
    #[oai(validator(max_length = 64))]
    pub tag: Option<String>,
    /// What the household asked for.
    pub request: Option<VisitRequestForm>,
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
