//! What the API shows and takes of follow-ups.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Binary};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, NamedRef, OfficialRef};

/// What a follow-up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::follow_up::Kind")]
pub enum FollowUpKind {
    /// Something undone, to be done by a day pledged on stage.
    Rectification,
    /// Statements that differ, looked into by a drawn group.
    Investigation,
}

/// Where a follow-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::follow_up::State")]
pub enum FollowUpState {
    /// Promised on stage, not done yet.
    Pledged,
    /// The official says that it is done; the household has not said anything.
    SaidDone,
    /// The household says that it is done.
    Confirmed,
    /// Its day passed and it was not done.
    Failed,
    /// Said to be done, its day passed, and the household could not be heard.
    Unconfirmed,
    /// An investigation without a group.
    Opened,
    /// The group is drawn and at work.
    Investigating,
    /// The group has written its finding.
    Found,
    /// The finding is public.
    Published,
}

/// What an investigation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::follow_up::Verdict")]
pub enum Verdict {
    /// The official's statement holds.
    Unfounded,
    /// Work was left undone or wrongly written down, without intent.
    Careless,
    /// Work was made up.
    Falsified,
}

/// A follow-up in a list.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FollowUp {
    pub id: Uuid,
    pub kind: FollowUpKind,
    pub state: FollowUpState,
    /// The audit meeting, by its title.
    pub meeting: NamedRef,
    /// His number as it was drawn or called.
    pub label: String,
    /// Drawn, or called by name.
    pub drawn: bool,
    pub official: OfficialRef,
    /// The household whose word ends a rectification.
    pub household: Option<HouseholdRef>,
    /// In words that may be public.
    pub matter: String,
    /// Who sees to it: the official, or the members of the group.
    pub owners: Vec<String>,
    pub due_on: NaiveDate,
    pub overdue: bool,
    pub opened_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub verdict: Option<Verdict>,
    pub version: i32,
}

/// A page of follow-ups, the earliest day first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FollowUpPage {
    pub items: Vec<FollowUp>,
    pub next_cursor: Option<String>,
}

/// What was done to a follow-up.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FollowUpEvent {
    pub at: DateTime<Utc>,
    pub who: String,
    /// `domain::follow_up::Verb`.
    pub verb: String,
    pub to_state: FollowUpState,
    pub note: Option<String>,
}

/// Evidence of an investigation.
#[derive(Clone, Debug, Object)]
pub struct Evidence {
    pub id: Uuid,
    pub text: String,
    pub has_photo: bool,
    pub added_by: String,
    pub added_at: DateTime<Utc>,
}

/// Somebody in the group of an investigation.
#[derive(Clone, Debug, Object)]
pub struct GroupMember {
    /// Under which he stood on the roster of the draw.
    pub label: String,
    pub name: String,
}

/// A follow-up with all that belongs to it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FollowUpDetail {
    pub follow_up: FollowUp,
    pub events: Vec<FollowUpEvent>,
    /// For those who look into it.
    pub evidence: Vec<Evidence>,
    pub members: Vec<GroupMember>,
    /// The draws of the group, the newest first.
    pub draws: Vec<Uuid>,
    /// Once written, for those who look into it; for everybody once published.
    pub finding: Option<String>,
    /// Whether the caller is in the group.
    pub mine: bool,
}

/// A follow-up to be opened.
#[derive(Clone, Debug, Object)]
pub struct FollowUpForm {
    pub kind: FollowUpKind,
    pub meeting_id: Uuid,
    /// The round that drew him; left out when he was called by name.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub round: Option<u32>,
    /// His number.
    #[oai(validator(min_length = 1, max_length = 32))]
    pub label: String,
    /// A rectification wants the household whose word ends it.
    pub household_id: Option<Uuid>,
    /// The same by its code, for those who list no households.
    #[oai(validator(max_length = 40))]
    pub household_code: Option<String>,
    /// Public: without the name of any household.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub matter: String,
    pub due_on: NaiveDate,
}

/// A few words to what is done.
#[derive(Clone, Debug, Object)]
pub struct NoteForm {
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub note: String,
}

/// What a household said on the phone.
#[derive(Clone, Debug, Object)]
pub struct WordForm {
    /// Whether it says that it was done.
    pub done: bool,
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
}

/// Somebody who says himself, or of whom is known, that he may not take part.
#[derive(Clone, Debug, Object)]
pub struct DeclaredRecusal {
    pub account_id: Uuid,
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Somebody who may be drawn into a group.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GroupCandidate {
    pub account_id: Uuid,
    pub name: String,
    /// `investigator` or `discipline`.
    pub role: String,
    /// Why the program recuses him: `opened_it`, `himself`, `same_unit` or `related`.
    pub recused: Option<String>,
}

/// Everybody who may be drawn into a group.
#[derive(Clone, Debug, Object)]
pub struct GroupCandidates {
    pub items: Vec<GroupCandidate>,
}

/// How a group is to be drawn.
#[derive(Clone, Debug, Object)]
pub struct GroupForm {
    #[oai(validator(minimum(value = "1"), maximum(value = "9")))]
    pub members: u32,
    #[oai(default, validator(max_items = 200))]
    pub recused: Vec<DeclaredRecusal>,
    /// Opening sources joined by commas: `ssq-2026137,dice20`.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
}

/// Evidence to be added.
#[derive(Clone, Debug, Object)]
pub struct PieceForm {
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub text: String,
}

/// What the group found.
#[derive(Clone, Debug, Object)]
pub struct FindingForm {
    pub verdict: Verdict,
    /// Public once published: without the name of any household.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub text: String,
}

/// A picture of evidence.
#[derive(ApiResponse, Debug)]
pub enum EvidencePicture {
    /// The picture.
    #[oai(status = 200, content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
}

/// What came of a meeting, for everybody.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicFollowUp {
    pub id: Uuid,
    pub kind: FollowUpKind,
    pub state: FollowUpState,
    pub meeting: NamedRef,
    pub label: String,
    /// The official's name.
    pub name: String,
    pub unit_name: String,
    pub matter: String,
    pub due_on: NaiveDate,
    /// Days until the pledged day; negative once it has passed.
    pub days_left: i64,
    pub ended_on: Option<NaiveDate>,
    pub verdict: Option<Verdict>,
    pub finding: Option<String>,
}

/// Rectifications and published findings, the newest meeting first.
#[derive(Clone, Debug, Object)]
pub struct PublicFollowUps {
    pub items: Vec<PublicFollowUp>,
}
