//! What the API shows and takes of what happens on stage after a draw. What stands in [`Heard`], [`NamedOfficial`],
//! [`Venue`] and [`PanelVote`] is everybody's: never the name, the phone or the words of a household.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::word::{
    CallResult, Difference, HeardKind, NextKind, PanelChoice, Question, Reply, TypedKind, VoteState,
};
use crate::{audit::view::Record, rating::view::RatingCell};

/// What must not come into a log with whatever carries it.
macro_rules! hidden {
    ($($name:ident),+) => {
        $(
            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!(stringify!($name), "(hidden)"))
                }
            }
        )+
    };
}

hidden!(PhoneShown, PanelSheets, PanelSeat, BallotForm, SignForm, PanelSignature, CastForm);

/// What was said and who was phoned, of somebody drawn or called by name.
#[allow(clippy::struct_field_names, reason = "whether they agreed to be heard has no other word")]
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Heard {
    pub kind: HeardKind,
    /// Of a household: the number of its official.
    pub official: Option<String>,
    /// Of a household: whether it agreed to be heard in the hall. Absent until it was asked; until then it is dialled off
    /// the air.
    pub agreed_to_be_heard: Option<bool>,
    /// In the order they were made.
    pub calls: Vec<Call>,
    /// Three calls within five minutes, none answered: `NO_ANSWER` may be recorded.
    pub nobody_answered: bool,
    /// The checklist in its order, as far as anything is said or on record.
    pub statements: Vec<Statement>,
    /// On how many questions statements differ.
    pub differences: u32,
}

/// One logged call.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Call {
    pub at: DateTime<Utc>,
    pub result: CallResult,
    /// Whether the hall could hear it.
    pub on_air: bool,
}

/// What is said to one question, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Statement {
    pub question: Question,
    /// What the official says on stage.
    pub official: Option<Reply>,
    /// What is on record for this household from before the draw.
    pub record: Option<Reply>,
    /// What the household says.
    pub household: Option<Reply>,
    /// Which of them differ; found by the program.
    pub differs: Vec<Difference>,
}

/// An official called by name (点名). No draw, and shown apart from every draw.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct NamedOfficial {
    /// His number.
    pub label: String,
    pub name: String,
    /// His unit.
    pub stratum: String,
    /// Why he was called.
    pub reason: String,
    pub called_at: DateTime<Utc>,
    /// As of those drawn.
    pub outcome: Option<String>,
    pub record: Option<Record>,
    pub heard: Heard,
}

/// A branch venue (分会场).
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Venue {
    pub id: Uuid,
    pub name: String,
}

/// A vote of the panel. Its counts are known only when it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PanelVote {
    pub number: u32,
    /// Whom it is about.
    pub label: String,
    pub state: VoteState,
    /// How many ballots there are.
    pub ballots: u32,
    /// How many are cast.
    pub cast: u32,
    pub satisfied: Option<u32>,
    pub fair: Option<u32>,
    pub dissatisfied: Option<u32>,
    /// What stands for each counted ballot, in hex and sorted: a judge finds his receipt among them.
    pub commitments: Option<Vec<String>>,
}

/// The panel on stage.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Panel {
    pub judges: Vec<Judge>,
    /// For how many votes they are seated.
    pub votes: u32,
}

/// A judge.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Judge {
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: String,
    /// Deputy, delegate, villager, veteran, journalist, as it is shown.
    #[oai(validator(max_length = 60))]
    pub capacity: String,
}

/// The one thing to do now.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct NextAction {
    pub kind: NextKind,
    /// Roles of those whose turn it is: `audit_host`, `second_typist`, `caller`, `notary`, `panel`.
    pub who: Vec<String>,
    /// The round it is about.
    pub round: Option<u32>,
    /// Whom it is about.
    pub label: Option<String>,
    /// The step to press: `s1`, or `h1/A00017` for the households of an official.
    pub step: Option<String>,
    /// Which call of the three comes next.
    pub attempt: Option<u32>,
    /// Whether the meeting may be closed instead.
    pub may_close: bool,
}

/// What an undo would take back: the last thing typed since the last lock.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Undoable {
    /// Sent back with the undo, so that nothing else is taken back meanwhile.
    pub id: Uuid,
    pub kind: TypedKind,
    /// Whom it was about; of a venue, the number of its round.
    pub label: String,
    pub at: DateTime<Utc>,
}

/// The file of somebody drawn or called by name, for those at the table.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HeardFile {
    pub label: String,
    pub kind: HeardKind,
    /// Of an official.
    pub name: Option<String>,
    /// Of an official.
    pub unit: Option<String>,
    /// Of a household.
    pub village: Option<String>,
    /// Of a household: the number of its official.
    pub official: Option<String>,
    /// Of a household: whether a phone number is on record. Without one nobody can call it: somebody goes to its door.
    pub has_phone: Option<bool>,
    pub record: Option<Record>,
    /// Visits claimed this year, the latest first; at most 100.
    pub visits: Vec<FileVisit>,
    /// Requests of this year, the latest first; at most 100.
    pub requests: Vec<FileRequest>,
    /// Pledges, the latest first; at most 100.
    pub pledges: Vec<FilePledge>,
    /// Of an official: what households said of him in the last round that was counted.
    pub rating: Option<FileRating>,
    /// What was typed of his answers, with notes.
    pub answers: Vec<FileAnswer>,
}

/// A visit he says he made.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FileVisit {
    pub on: NaiveDate,
    pub village: String,
    pub step: u32,
    pub topic: String,
    /// The phone read the tag at the door.
    pub tag_seen: bool,
    /// `none`, `confirmed` or `denied` by the household.
    pub confirmation: String,
}

/// A request of his households, or of this one.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FileRequest {
    pub number: String,
    pub topic: Option<String>,
    pub state: String,
    pub opened_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    /// Open past its day.
    pub overdue: bool,
}

/// A pledge of his, or to this household.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FilePledge {
    pub made_on: NaiveDate,
    pub due_on: NaiveDate,
    /// `open`, `said_kept`, `kept`, `broken` or `disputed`.
    pub state: String,
    /// Open past its day.
    pub overdue: bool,
}

/// What households said of him, as far as it may be shown.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FileRating {
    pub round: String,
    pub closes_on: NaiveDate,
    pub counted: u32,
    /// Absent with fewer than five answers.
    pub cells: Option<Vec<RatingCell>>,
}

/// An answer as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FileAnswer {
    pub question: Question,
    pub reply: Reply,
    pub note: Option<String>,
    pub at: DateTime<Utc>,
}

/// A number to dial, for the caller's eyes alone.
#[derive(Clone, Object)]
pub struct PhoneShown {
    pub phone: String,
    /// Whom to ask for.
    pub name: String,
    /// Where the household lives, or the official's unit.
    pub place: String,
    /// Whether the hall may hear the call: officials always, a household only once it agreed.
    pub on_air: bool,
}

/// A call that was made.
#[derive(Clone, Debug, Object)]
pub struct CallForm {
    pub result: CallResult,
}

/// An answer to a question.
#[derive(Clone, Debug, Object)]
pub struct AnswerForm {
    pub reply: Reply,
    /// In his own words; shown to those at the table only. Left out, what was noted before stays; empty, it goes.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
}

/// What a household says to being heard in the hall.
#[derive(Clone, Debug, Object)]
pub struct ConsentForm {
    pub agreed: bool,
}

/// An official to call by name.
#[derive(Clone, Debug, Object)]
pub struct NamedForm {
    /// His number.
    #[oai(validator(min_length = 1, max_length = 32))]
    pub label: String,
    /// Why, as it is shown.
    #[oai(validator(max_length = 200))]
    pub reason: String,
}

/// What to take back.
#[derive(Clone, Debug, Object)]
pub struct UndoForm {
    pub id: Uuid,
}

/// The branch venues, in their order. Those of the same name stay what they are.
#[derive(Clone, Debug, Object)]
pub struct VenuesForm {
    #[oai(validator(max_items = 30))]
    pub names: Vec<String>,
}

/// Where a round belongs.
#[derive(Clone, Debug, Object)]
pub struct RoundVenueForm {
    /// Absent: the hall.
    pub venue_id: Option<Uuid>,
}

/// The panel and its votes.
#[derive(Clone, Debug, Object)]
pub struct PanelForm {
    #[oai(validator(min_items = 1, max_items = 60))]
    pub judges: Vec<Judge>,
    /// For how many votes they are seated.
    #[oai(validator(minimum(value = "1"), maximum(value = "60")))]
    pub votes: u32,
}

/// The codes of the seats, shown this once: to be printed, cut and dealt to the judges in sealed envelopes. Which judge
/// got which is written nowhere.
#[derive(Clone, Object)]
pub struct PanelSheets {
    pub seats: Vec<PanelSeat>,
}

/// One judge's seat, for all votes.
#[derive(Clone, Object)]
pub struct PanelSeat {
    pub code: String,
    /// The address in its QR code.
    pub url: String,
}

/// A vote about somebody.
#[derive(Clone, Debug, Object)]
pub struct VoteForm {
    /// An official who was drawn or called by name.
    #[oai(validator(min_length = 1, max_length = 32))]
    pub label: String,
}

/// A seat's code.
#[derive(Clone, Object)]
pub struct BallotForm {
    #[oai(validator(min_length = 1, max_length = 64))]
    pub code: String,
}

/// A seat's blinded message.
#[derive(Clone, Object)]
pub struct SignForm {
    #[oai(validator(min_length = 1, max_length = 64))]
    pub code: String,
    /// The vote it is for.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub number: u32,
    /// RFC 9474, in base64url.
    #[oai(validator(max_length = 400))]
    pub blinded: String,
}

/// A blind signature.
#[derive(Clone, Object)]
pub struct PanelSignature {
    /// In base64url.
    pub signature: String,
}

/// A ballot filled in. It says nothing of a seat; the signature says that some seat had it.
#[derive(Clone, Object)]
pub struct CastForm {
    pub meeting_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
    pub number: u32,
    pub choice: PanelChoice,
    /// Thirty-two random bytes in hex.
    #[oai(validator(max_length = 64))]
    pub salt: String,
    /// Thirty-two random bytes in hex, of the prepared message.
    #[oai(validator(max_length = 64))]
    pub prefix: String,
    /// Thirty-two random bytes in hex, of the prepared message. The same nonce again is the same judge who has changed his
    /// mind.
    #[oai(validator(max_length = 64))]
    pub nonce: String,
    /// RFC 9474, unblinded, in base64url.
    #[oai(validator(max_length = 400))]
    pub signature: String,
}

/// The ballot is in. It says nothing of the choice.
#[derive(Clone, Debug, Object)]
pub struct PanelReceipt {
    /// SHA-256 of the salt and the ballot's text, in hex; it will stand in the record.
    pub commitment: String,
    /// Its beginning, to be copied by hand.
    pub receipt: String,
}

/// What a judge sees before he chooses.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BallotPaper {
    pub meeting_id: Uuid,
    pub title: String,
    pub rehearsal: bool,
    /// The vote that is open, else the next one.
    pub number: u32,
    pub state: VoteState,
    /// Whom the vote is about, once it is open.
    pub label: Option<String>,
    pub name: Option<String>,
    /// The modulus of the vote's key in base64url, while it is open; the exponent is 65537.
    pub key: Option<String>,
    /// Whether this seat had its message signed in this vote.
    pub signed: bool,
}
