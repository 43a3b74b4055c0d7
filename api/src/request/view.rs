//! What the API shows and takes of requests.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, NamedRef, OfficialRef};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::request::State")]
pub enum RequestState {
    Open,
    Escalated,
    Dispatched,
    Planned,
    Ownerless,
    Returned,
    Answered,
    Confirmed,
    Unconfirmed,
    Disputed,
    Merged,
    Declined,
    Withdrawn,
}

/// The levels a request climbs, by the household's village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::request::Level")]
pub enum RequestLevel {
    Village,
    WorkArea,
    Township,
    County,
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::request::Verb")]
pub enum RequestVerb {
    Raise,
    Escalate,
    Answer,
    Decline,
    Confirm,
    Dispute,
    NoAnswer,
    Withdraw,
    Overdue,
}

/// How close the deadline is: overdue, at most two working days left, more, or nothing left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Colour {
    Red,
    Yellow,
    Blue,
    Done,
}

/// The order of a list of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum RequestSort {
    /// The next deadline first.
    #[oai(rename = "due")]
    Due,
    /// The newest first.
    #[default]
    #[oai(rename = "-opened")]
    Opened,
}

/// A request as it stands in a list.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Request {
    pub id: Uuid,
    /// `Q2026-000123`.
    pub number: String,
    pub household: HouseholdRef,
    pub village: NamedRef,
    /// The official linked when it was raised, or his successor.
    pub official: Option<OfficialRef>,
    pub topic: Option<NamedRef>,
    pub state: RequestState,
    /// The highest level it has reached.
    pub level: Option<RequestLevel>,
    /// Who has to act next, in the caller's language; empty when it is closed.
    pub owner_name: String,
    /// `visit`, `household` or `hotline`.
    pub via: String,
    /// About the household's own official.
    pub complaint: bool,
    pub opened_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub colour: Colour,
    pub changed_at: DateTime<Utc>,
    /// To be sent with the next change.
    pub version: i32,
    /// What the caller may do with it now.
    pub verbs: Vec<RequestVerb>,
}

/// A page of requests.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RequestPage {
    pub items: Vec<Request>,
    pub next_cursor: Option<String>,
}

/// One change of a request, with its author.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RequestEvent {
    pub seq: i32,
    pub at: DateTime<Utc>,
    pub verb: RequestVerb,
    pub from_state: Option<RequestState>,
    pub to_state: RequestState,
    pub level: Option<RequestLevel>,
    /// In what part it was done: `official`, `leader`, `office`, `caller`, `household`, `inspector`, `system`.
    pub actor_kind: String,
    pub actor_name: String,
    pub note: Option<String>,
}

/// A term that began to run; never moved, only met or missed.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Deadline {
    /// The level that had it; none while it was the official's.
    pub level: Option<RequestLevel>,
    /// Which term: `answer`, `village`, `work_area`, `township`, `county`, `call_back`, `decline_review`.
    pub basis: String,
    pub starts_on: NaiveDate,
    pub due_on: NaiveDate,
    /// Counted with a calendar the State Council has not published yet.
    pub provisional: bool,
    pub met_at: Option<DateTime<Utc>>,
    pub missed_at: Option<DateTime<Utc>>,
}

/// A request with its text, its events and its deadlines.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RequestDetail {
    pub id: Uuid,
    /// `Q2026-000123`.
    pub number: String,
    pub household: HouseholdRef,
    pub village: NamedRef,
    /// The official linked when it was raised, or his successor.
    pub official: Option<OfficialRef>,
    pub topic: Option<NamedRef>,
    pub state: RequestState,
    /// The highest level it has reached.
    pub level: Option<RequestLevel>,
    /// Who has to act next, in the caller's language; empty when it is closed.
    pub owner_name: String,
    /// `visit`, `household` or `hotline`.
    pub via: String,
    /// About the household's own official.
    pub complaint: bool,
    pub opened_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub colour: Colour,
    pub changed_at: DateTime<Utc>,
    /// To be sent with the next change.
    pub version: i32,
    /// What the caller may do with it now.
    pub verbs: Vec<RequestVerb>,
    /// What the household asks for.
    pub body: String,
    pub events: Vec<RequestEvent>,
    pub deadlines: Vec<Deadline>,
}

impl RequestDetail {
    pub(super) fn new(
        request: Request,
        body: String,
        events: Vec<RequestEvent>,
        deadlines: Vec<Deadline>,
    ) -> Self {
        Self {
            id: request.id,
            number: request.number,
            household: request.household,
            village: request.village,
            official: request.official,
            topic: request.topic,
            state: request.state,
            level: request.level,
            owner_name: request.owner_name,
            via: request.via,
            complaint: request.complaint,
            opened_at: request.opened_at,
            due_on: request.due_on,
            colour: request.colour,
            changed_at: request.changed_at,
            version: request.version,
            verbs: request.verbs,
            body,
            events,
            deadlines,
        }
    }
}

/// A request to be recorded for a household.
#[derive(Clone, Debug, Object)]
pub struct RequestForm {
    pub household_id: Uuid,
    pub topic_id: Option<Uuid>,
    /// What the household asks for, in its own words.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub body: String,
    /// The visit in which it was raised.
    pub visit_id: Option<Uuid>,
}

/// What is said with a change, and the version it was said to.
#[derive(Clone, Debug, Object)]
pub struct StepForm {
    /// The answer, the grounds, the reason. An answer and a refusal must say something.
    #[oai(validator(max_length = 2000))]
    pub note: String,
    pub version: i32,
}

/// A recorded request.
#[derive(ApiResponse, Debug)]
pub enum Raised {
    /// Recorded.
    #[oai(status = 201)]
    Created(Json<RequestDetail>),
    /// It was recorded before, with the same content.
    #[oai(status = 200)]
    Same(Json<RequestDetail>),
}

/// What a request may be about.
#[derive(Clone, Debug, Object)]
pub struct Topic {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// The topics.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TopicPage {
    pub items: Vec<Topic>,
    pub next_cursor: Option<String>,
}
