//! What the API shows and takes of assignments.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

mod comparison;

pub use comparison::{
    AssignmentFigures, LinkShape, MoveCounts, Plot, PlotOfficial, PlotVillage, TownshipFigures,
};

use crate::{
    grid::view::GridLevel,
    roster::view::{HouseholdRef, NamedRef, OfficialRef},
};

/// Where an assignment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::AssignmentState")]
pub enum AssignmentState {
    /// The solver is at work.
    Computing,
    /// Proposed: it may be changed by hand, approved or withdrawn.
    Draft,
    /// Approved: it takes effect on its day.
    Approved,
    /// Its links hold.
    Effective,
    /// Taken back before its day.
    Withdrawn,
    /// Could not be computed.
    Failed,
}

/// Why a household changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::MoveReason")]
pub enum MoveReason {
    /// It had nobody.
    New,
    /// Who served it has left.
    Departed,
    /// Who served it is exempt now.
    Exempt,
    /// It and who served it may not be linked.
    Recused,
}

/// Why a household goes to this official.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::Choice")]
pub enum MoveChoice {
    /// He serves others of its village group.
    SameGroup,
    /// Of those with room his households are the nearest.
    Nearest,
    /// Somebody chose him.
    ByHand,
}

/// Why nobody was found for a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::OverflowReason")]
pub enum OverflowReason {
    /// Nobody serves in its township, or only exempt officials.
    NoOfficials,
    /// Everyone who serves in its township is recused from it.
    AllRecused,
    /// Its township has more households than its officials may have.
    TownshipFull,
    /// There is room in its township, but only with officials who are recused from it.
    RoomIsRecused,
}

/// Why a household did not change hands when its assignment took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::link::LeftOut")]
pub enum LeftOut {
    /// It was handed over meanwhile.
    HandedOver,
    /// Whoever was to have it has left or is exempt.
    OfficialGone,
    /// It and whoever was to have it may not be linked.
    Recused,
    /// Whoever was to have it took others over and has no room.
    NoRoom,
    /// It is no household any more.
    HouseholdGone,
}

/// An assignment to compute.
#[derive(Clone, Debug, Object)]
pub struct AssignmentForm {
    /// The county or a township.
    pub grid_id: Uuid,
    /// First day of the new links: after today.
    pub effective_on: NaiveDate,
    /// The fewest households an official should have; 25 unless said.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub min: Option<i32>,
    /// The most households an official may have; 35 unless said, and never more.
    #[oai(validator(minimum(value = "1"), maximum(value = "35")))]
    pub max: Option<i32>,
    /// Metres that a household may be farther so that its village group stays together; what `lianxin assign`
    /// takes unless said.
    #[oai(validator(minimum(value = "0"), maximum(value = "5000")))]
    pub affinity_m: Option<i32>,
}

/// Somebody with an account.
#[derive(Clone, Debug, Object)]
pub struct AccountRef {
    pub id: Uuid,
    pub name: String,
}

/// A proposal of who serves whom from a day on.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Assignment {
    pub id: Uuid,
    /// The county or a township.
    pub grid: NamedRef,
    pub level: GridLevel,
    /// First day of the new links.
    pub effective_on: NaiveDate,
    pub state: AssignmentState,
    pub min: i32,
    pub max: i32,
    pub affinity_m: i32,
    /// Percent, while it is computed.
    pub progress: i32,
    /// Why it could not be computed.
    pub failure: Option<String>,
    /// How long the solver took, seconds.
    pub seconds: Option<f64>,
    /// Households that change hands.
    pub moves: u64,
    /// Of these, how many somebody placed by hand.
    pub by_hand: u64,
    /// Households for which nobody was found.
    pub overflow: u64,
    /// Households that did not change hands when it took effect, because something had happened meanwhile.
    pub left_out: u64,
    pub created_by: Option<AccountRef>,
    pub created_at: DateTime<Utc>,
    pub approved_by: Option<AccountRef>,
    pub approved_at: Option<DateTime<Utc>>,
    /// When it took effect, was withdrawn or failed.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the caller proposed it or changed it by hand, and so may not approve it.
    pub own_work: bool,
    /// To be sent back when it is approved or withdrawn.
    pub version: i32,
    /// Beside today's, as of when it was computed. Only where one assignment is shown, once it is computed.
    pub figures: Option<AssignmentFigures>,
}

/// A page of assignments, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AssignmentPage {
    pub items: Vec<Assignment>,
    pub next_cursor: Option<String>,
}

/// A household that changes hands in an assignment.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Move {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub village: NamedRef,
    /// Village group (村民小组).
    pub group_no: i32,
    pub from: Option<OfficialRef>,
    pub to: OfficialRef,
    /// Why it changes hands.
    pub reason: MoveReason,
    /// Why to him.
    pub choice: MoveChoice,
    /// Why it did not change hands when the assignment took effect.
    pub left_out: Option<LeftOut>,
}

/// A page of moves, village by village.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MovePage {
    pub items: Vec<Move>,
    pub next_cursor: Option<String>,
}

/// A household for which nobody was found.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Overflow {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub village: NamedRef,
    /// Village group (村民小组).
    pub group_no: i32,
    /// Who serves it until somebody is found.
    pub from: Option<OfficialRef>,
    pub reason: OverflowReason,
}

/// A page of households for which nobody was found.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OverflowPage {
    pub items: Vec<Overflow>,
    pub next_cursor: Option<String>,
}

/// An official's households before and after an assignment.
#[derive(Clone, Debug, Object)]
pub struct Load {
    pub official: OfficialRef,
    /// Where he serves.
    pub township: NamedRef,
    /// Neither exempt nor gone: he may be given households here.
    pub serving: bool,
    pub before: i32,
    pub after: i32,
    /// From his households to their mean position, added up.
    pub kilometres_before: f64,
    pub kilometres_after: f64,
    /// Village groups he serves in.
    pub groups_before: i32,
    pub groups_after: i32,
    /// Has fewer afterwards than an official should have.
    pub below_min: bool,
}

/// A page of loads.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LoadPage {
    pub items: Vec<Load>,
    pub next_cursor: Option<String>,
}

/// A household given to somebody else by hand.
#[derive(Clone, Debug, Object)]
pub struct MoveForm {
    pub household_id: Uuid,
    /// Who is to have it.
    pub official_id: Uuid,
}

/// What a change by hand made of the draft.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Adjusted {
    #[oai(rename = "move")]
    pub moved: Move,
    /// Of whoever has it now in the draft, and of whoever had it before.
    pub loads: Vec<Load>,
    /// The draft's version after the change.
    pub version: i32,
}

/// Which version of an assignment is meant.
#[derive(Clone, Debug, Object)]
pub struct VersionForm {
    /// As it was shown.
    pub version: i32,
}

/// Why a household is an official's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Why {
    /// From the beginning.
    Kept,
    /// An assignment gave it to him because he serves others of its village group.
    SameGroup,
    /// An assignment gave it to him because his households are the nearest.
    Nearest,
    /// An assignment gave it to him by the hand of somebody.
    ByHand,
    /// It was handed over to him on its own.
    Transfer,
}

/// One household of an official, and why it is his.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ExplainedLink {
    pub household: HouseholdRef,
    pub village: NamedRef,
    /// Village group (村民小组).
    pub group_no: i32,
    pub since: NaiveDate,
    pub why: Why,
    /// Why it left the one before, if an assignment moved it.
    pub reason: Option<MoveReason>,
    /// Who had it before.
    pub from: Option<OfficialRef>,
    pub assignment_id: Option<Uuid>,
    /// From the household to the mean position of all his households.
    pub metres: Option<u32>,
}

/// Why these households are this official's.
#[derive(Clone, Debug, Object)]
pub struct ExplainedLinks {
    pub official: OfficialRef,
    /// By code: village after village. Those in the caller's sight.
    pub items: Vec<ExplainedLink>,
    /// From the households to their mean position, added up.
    pub kilometres: f64,
    /// Village groups he serves in.
    pub groups: u32,
}
