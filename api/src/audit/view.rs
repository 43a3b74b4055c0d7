//! What the API shows and takes of audit meetings.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::away::view::MeetingPack;
use super::hearing::view::{Heard, NamedOfficial, NextAction, Panel, PanelVote, Undoable, Venue};
pub use super::word::{MeetingState, RosterKind, RoundState, Stratum};

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
    /// People on the first roster.
    pub population: u32,
    /// People drawn so far, households aside.
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
    pub announced_at: Option<DateTime<Utc>>,
    pub agenda: Vec<AgendaItem>,
    /// The rosters in the order of use.
    pub rosters: Vec<RosterFile>,
    /// Steps as announced, `STEP:ROSTER:PARAMS` joined by `;`.
    pub plan: String,
    /// The same, step by step.
    pub steps: Vec<PlanStep>,
    /// Opening sources as announced, joined by commas.
    pub sources: String,
    /// The tip of the notary's chain of one-time codes.
    pub otc_tip: String,
    pub population: u32,
    pub excluded: u32,
    /// How many are excluded for each reason.
    pub exclusions: Vec<ExclusionCount>,
    /// How many pairs of object and inspector are recused; there when a step has `pair=`.
    pub recused: Option<u32>,
    /// Those who did not answer at the meeting before; all of them answer before the first draw.
    pub carried: Vec<Carried>,
    /// `name=value;...`
    pub opening: Option<String>,
    pub rounds: Vec<StageRound>,
    /// Officials called by name, apart from those drawn.
    pub named: Vec<NamedOfficial>,
    pub venues: Vec<Venue>,
    /// Votes of the panel.
    pub votes: Vec<PanelVote>,
    pub panel: Option<Panel>,
    /// The dice of the round to come; there while they may be typed.
    pub typing: Option<Typing>,
    pub drawn: u32,
    /// The one thing to do now.
    pub next: NextAction,
    /// What an undo would take back.
    pub undoable: Option<Undoable>,
    /// D of the last round that was locked.
    pub last_lock: Option<String>,
    /// A code was opened ahead for a lost envelope: nothing more is drawn at this meeting.
    pub code_ahead: bool,
    pub closed_at: Option<DateTime<Utc>>,
    /// The last pack with which it was taken to a hall without internet.
    pub pack: Option<MeetingPack>,
    /// This machine runs the meeting in a hall without internet: its record is fetched here.
    pub in_hall: bool,
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
    pub announced_at: Option<DateTime<Utc>>,
    pub agenda: Vec<AgendaItem>,
    /// The rosters in the order of use.
    pub rosters: Vec<RosterFile>,
    pub plan: Vec<PlanStep>,
    /// People on the first roster.
    pub population: u32,
    pub excluded: u32,
    /// How many are excluded for each reason.
    pub exclusions: Vec<ExclusionCount>,
    pub recused: Option<u32>,
    /// Those who did not answer at the meeting before; they answer first.
    pub carried: Vec<Carried>,
    /// `name=value;...`
    pub opening: Option<String>,
    pub rounds: Vec<StageRound>,
    /// Officials called by name, apart from those drawn.
    pub named: Vec<NamedOfficial>,
    pub venues: Vec<Venue>,
    /// Votes of the panel; counts are told when a vote is closed.
    pub votes: Vec<PanelVote>,
    /// That somebody has typed, and never what.
    pub typing: Option<StageTyping>,
    /// D of the last round that was locked.
    pub last_lock: Option<String>,
    /// People drawn so far, households aside.
    pub drawn: u32,
    /// Raised by every change.
    pub version: i32,
}

/// A point of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Deserialize, serde::Serialize)]
pub struct AgendaItem {
    /// When it begins, `HH:MM`; may be empty.
    #[oai(default, validator(max_length = 5))]
    pub at: String,
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
}

/// A frozen roster.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RosterFile {
    pub name: String,
    pub kind: RosterKind,
    pub stratum: Option<Stratum>,
    /// Labels on it; of a split roster on all parts.
    pub count: u32,
    /// R, the SHA-256 of the file, or of the index of a split roster.
    pub hash: String,
}

/// A step of the plan.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PlanStep {
    pub step: String,
    pub roster: String,
    /// As announced, such as `per=f1,n=1`.
    pub params: String,
    /// The step whose officials this one draws households of: it is pressed as `STEP/NUMBER`.
    pub within: Option<String>,
    /// The roster of inspectors of a step with `pair=`.
    pub inspectors: Option<String>,
}

/// Somebody who did not answer at the meeting before.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Carried {
    pub label: String,
    pub name: String,
    pub stratum: String,
    /// Protocol id of the meeting at which he did not answer.
    pub from: String,
    /// What became of it at this meeting.
    pub outcome: Option<String>,
    pub at: Option<DateTime<Utc>>,
    /// Calls and answers at this meeting, once it is open.
    pub heard: Option<Heard>,
}

/// The dice of the round to come, as those who type them see it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Typing {
    pub round: u32,
    /// The step that somebody has chosen.
    pub step: Option<String>,
    /// Who has typed; nobody sees what.
    pub typed_by: Vec<String>,
    /// Whether the caller's own entry stands and waits for the other person.
    pub mine: bool,
    /// How often two entries differed: both people are asked again each time.
    pub differed: u32,
}

/// The dice of the round to come, as everybody sees it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StageTyping {
    pub round: u32,
    pub step: Option<String>,
    /// One of the two people has typed.
    pub typed: bool,
    pub differed: bool,
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
    /// `STEP`, or `STEP/NUMBER` for households of that official.
    pub step: String,
    /// The roster it draws from.
    pub roster: String,
    pub kind: RosterKind,
    /// The official whose households are drawn.
    pub key: Option<String>,
    /// From how many it draws: on the roster, not excluded, not drawn before. Unknown while a round before it waits
    /// for its code.
    pub eligible: Option<u32>,
    /// Six digits.
    pub dice: Option<String>,
    /// D, broadcast before the envelope is opened.
    pub lock: Option<String>,
    pub state: RoundState,
    /// Its envelope is lost: the next code that is opened yields it.
    pub envelope_lost: bool,
    /// The one-time code.
    pub otc: Option<String>,
    /// Those drawn, in the order of the protocol.
    pub selected: Vec<Drawn>,
    /// The branch venue it belongs to; absent for the hall.
    pub venue_id: Option<Uuid>,
    /// `PAIR_SHORTAGE`: there were too few inspectors who may visit what was drawn.
    pub void: Option<String>,
    /// The inspectors of every object drawn, in the order drawn.
    pub pairs: Option<Vec<InspectorsOf>>,
}

/// The inspectors of an object.
#[derive(Clone, Debug, Object)]
pub struct InspectorsOf {
    pub object: String,
    pub inspectors: Vec<Inspector>,
}

/// An inspector as his roster names him.
#[derive(Clone, Debug, Object)]
pub struct Inspector {
    pub label: String,
    pub name: String,
}

/// Somebody who was drawn.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Drawn {
    /// His number, or the household's.
    pub label: String,
    /// Empty for a household: its name is told to nobody but the caller.
    pub name: String,
    /// His township or unit; a household's village.
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
