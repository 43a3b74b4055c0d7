//! What the API shows and takes of audit meetings.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::hearing::view::{Heard, NamedOfficial, NextAction, Panel, PanelVote, Undoable, Venue};

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

/// How far a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RoundState {
    /// One person has typed the dice.
    Typed,
    /// The dice are locked and broadcast; the envelope is still sealed.
    Locked,
    /// The one-time code is open and the result stands.
    Revealed,
}

/// By what the roster is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Stratum {
    Township,
    Unit,
}

/// A meeting in a list.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Meeting {
    pub id: Uuid,
    /// Protocol id; a rehearsal's begins with `REHEARSAL-`.
    pub code: String,
    pub title: String,
    pub place: String,
    pub meets_on: NaiveDate,
    pub state: MeetingState,
    pub rehearsal: bool,
    /// A, the SHA-256 of the announcement.
    pub announcement_hash: Option<String>,
    /// People on the roster.
    pub population: u32,
    /// People drawn so far.
    pub drawn: u32,
}

/// A page of meetings, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MeetingPage {
    pub items: Vec<Meeting>,
    pub next_cursor: Option<String>,
}

/// A meeting as its host sees it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MeetingDetail {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub place: String,
    pub meets_on: NaiveDate,
    pub state: MeetingState,
    pub rehearsal: bool,
    /// The announcement, byte for byte.
    pub announcement: Option<String>,
    pub announcement_hash: Option<String>,
    /// Steps as announced, `STEP:ROSTER:PARAMS` joined by `;`.
    pub plan: String,
    /// Opening sources as announced, joined by commas.
    pub sources: String,
    /// The tip of the notary's chain of one-time codes.
    pub otc_tip: String,
    pub population: u32,
    pub excluded: u32,
    /// How many are excluded for each reason.
    pub exclusions: Vec<ExclusionCount>,
    /// `name=value;...`
    pub opening: Option<String>,
    pub rounds: Vec<StageRound>,
    /// Officials called by name, apart from those drawn.
    pub named: Vec<NamedOfficial>,
    pub venues: Vec<Venue>,
    /// Votes of the panel.
    pub votes: Vec<PanelVote>,
    pub panel: Option<Panel>,
    pub drawn: u32,
    /// The one thing to do now.
    pub next: NextAction,
    /// What an undo would take back.
    pub undoable: Option<Undoable>,
    /// D of the last round that was locked.
    pub last_lock: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Raised by every change.
    pub version: i32,
}

/// What everybody sees of a meeting, on the stage and at home.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Stage {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub place: String,
    pub meets_on: NaiveDate,
    pub state: MeetingState,
    /// A rehearsal's screen cannot be mistaken for the real one.
    pub rehearsal: bool,
    /// A, the SHA-256 of the announcement.
    pub announcement_hash: Option<String>,
    pub plan: Vec<PlanStep>,
    /// People on the roster.
    pub population: u32,
    pub excluded: u32,
    /// How many are excluded for each reason.
    pub exclusions: Vec<ExclusionCount>,
    /// `name=value;...`
    pub opening: Option<String>,
    pub rounds: Vec<StageRound>,
    /// Officials called by name, apart from those drawn.
    pub named: Vec<NamedOfficial>,
    pub venues: Vec<Venue>,
    /// Votes of the panel; counts are told when a vote is closed.
    pub votes: Vec<PanelVote>,
    /// People drawn so far.
    pub drawn: u32,
    /// Raised by every change.
    pub version: i32,
}

/// A step of the plan.
#[derive(Clone, Debug, Object)]
pub struct PlanStep {
    pub step: String,
    pub roster: String,
    /// As announced, such as `per=f1,n=1`.
    pub params: String,
}

/// How many are excluded for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct ExclusionCount {
    pub reason_code: String,
    pub count: u32,
}

/// One press of the button.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StageRound {
    pub number: u32,
    pub step: String,
    /// From how many it draws: on the roster, not excluded, not drawn before.
    pub eligible: u32,
    /// Six digits.
    pub dice: Option<String>,
    /// D, broadcast before the envelope is opened.
    pub lock: Option<String>,
    pub state: RoundState,
    /// The one-time code.
    pub otc: Option<String>,
    /// Those drawn, in the order of the protocol.
    pub selected: Vec<Drawn>,
    /// The branch venue it belongs to; absent for the hall.
    pub venue_id: Option<Uuid>,
}

/// Somebody who was drawn.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Drawn {
    /// His number.
    pub label: String,
    pub name: String,
    /// His township or unit.
    pub stratum: String,
    /// `IN_PERSON`, `PHONE_OK`, `NO_ANSWER`, `EXCUSED` or `ROSTER_ERROR`.
    pub outcome: Option<String>,
    pub record: Option<Record>,
    /// Calls and answers.
    pub heard: Option<Heard>,
}

/// What is being tested on stage: his work this year up to the moment he was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Object)]
pub struct Record {
    /// Visits he says he made this year.
    pub visits: u32,
    /// Households of his that he says he visited this year.
    pub households_visited: u32,
    /// Households linked to him.
    pub households: u32,
    /// Requests of his households raised this year.
    pub requests: u32,
    /// How many of those have been answered.
    pub requests_answered: u32,
}

/// A new meeting.
#[derive(Clone, Debug, Object)]
pub struct MeetingForm {
    /// Protocol id, such as `YISHUI-2026-06`; a rehearsal's begins with `REHEARSAL-`.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub code: String,
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 200))]
    pub place: String,
    pub meets_on: NaiveDate,
    #[oai(default)]
    pub rehearsal: bool,
    /// Steps of the protocol joined by `;`, on the roster `officials`: `s1:officials:per=f1,n=1`. Field f1 is the
    /// stratum, f2 the name.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub plan: String,
    /// Opening sources joined by commas: `ssq-2026137,dice20`.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
    /// Who stands on the roster and cannot be drawn.
    #[oai(default, validator(max_items = 20000))]
    pub exclusions: Vec<ExclusionForm>,
    pub stratum: Stratum,
}

/// One official who cannot be drawn, with the reason that is shown.
#[derive(Clone, Debug, Object)]
pub struct ExclusionForm {
    #[oai(validator(max_length = 32))]
    pub number: String,
    #[oai(validator(max_length = 64))]
    pub reason_code: String,
}

/// The public values, in the announced order.
#[derive(Clone, Debug, Object)]
pub struct OpeningForm {
    #[oai(validator(max_items = 50))]
    pub values: Vec<SourceValue>,
}

/// The value of one source.
#[derive(Clone, Debug, Object)]
pub struct SourceValue {
    #[oai(validator(max_length = 32))]
    pub source: String,
    /// Digits as the protocol writes them: `3.7.12+9`, or the dice as thrown.
    #[oai(validator(max_length = 200))]
    pub value: String,
}

/// The dice of the next round, as two people typed them.
#[derive(Clone, Debug, Object)]
pub struct LockForm {
    #[oai(validator(max_length = 64))]
    pub step: String,
    /// Six digits in the order thrown.
    #[oai(validator(max_length = 16))]
    pub dice: String,
    /// The same, typed by the second person.
    #[oai(validator(max_length = 16))]
    pub dice_again: String,
}

/// The code from the notary's envelope.
#[derive(Clone, Debug, Object)]
pub struct RevealForm {
    /// 64 hex digits in lower case.
    #[oai(validator(max_length = 128))]
    pub otc: String,
    /// The envelope of this round is lost and the code is the one of the envelope after it, which yields it.
    #[oai(default)]
    pub lost_envelope: bool,
}

/// What became of somebody drawn.
#[derive(Clone, Debug, Object)]
pub struct OutcomeForm {
    /// `IN_PERSON`, `PHONE_OK`, `NO_ANSWER` (three logged calls within five minutes), `EXCUSED` or `ROSTER_ERROR`.
    #[oai(validator(max_length = 32))]
    pub outcome: String,
}
