//! What the API shows and takes of recontacts.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::OfficialRef;

/// Where a recontact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::rating::recontact::RecontactState")]
pub enum RecontactState {
    /// The issued households are frozen and the draw is announced.
    Announced,
    /// Households are drawn and being phoned.
    Drawn,
    /// The result stands.
    Closed,
}

/// Who answered, as the household says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::rating::recontact::Answered")]
pub enum RecontactAnswered {
    /// Somebody of the household, by himself.
    Ourselves,
    /// Somebody else in its place.
    SomebodyElse,
    /// The household took no ballot.
    Nobody,
    /// It does not remember, or does not want to say.
    Unsaid,
}

/// A recontact of a round.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Recontact {
    pub id: Uuid,
    pub round_id: Uuid,
    pub state: RecontactState,
    /// Of the issued ballots, so many of a thousand are drawn.
    pub permille: u32,
    /// Of an official's, so many of a thousand are believed to err.
    pub tolerated: u32,
    /// Ballots on the roster.
    pub issued: u32,
    pub to_draw: u32,
    /// Drawn so far.
    pub drawn: u32,
    /// That said yes or no.
    pub reached: u32,
    /// That deny it; once the phoning is over.
    pub denied: Option<u32>,
    /// Officials over the bound; once the phoning is over.
    pub over: Option<u32>,
    /// Officials whom two people left unscored.
    pub voided: Option<u32>,
    /// With fewer denials nobody is over the bound.
    pub least_denials: u32,
    pub draw_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// How households are to be drawn.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactForm {
    /// 50 to 100: five to ten percent.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
    pub permille: u32,
    /// 100 when absent: of an official's households one in ten may err.
    #[oai(validator(minimum(value = "0"), maximum(value = "500")))]
    pub tolerated: Option<u32>,
    /// Opening sources joined by commas.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
}

/// A household that was drawn, for whoever phones it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactHousehold {
    pub label: String,
    pub name: String,
    pub village: String,
    pub group_no: i32,
    /// Whose ballot was issued.
    pub official: OfficialRef,
    /// Whether it stands in the book as having drawn a slip; otherwise a phone took the ballot.
    pub slip: bool,
    pub phone_masked: Option<String>,
    pub answered: bool,
    /// Calls nobody picked up.
    pub unanswered: u32,
}

/// A page of the households that were drawn, by label.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactHouseholdPage {
    pub items: Vec<RecontactHousehold>,
    pub next_cursor: Option<String>,
}

/// A phone number, whole.
#[derive(Clone, Debug, Object)]
pub struct RecontactPhone {
    pub phone: String,
}

/// What a household said. Neither, when nobody picked up.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactSaid {
    /// Whether it got its household code, or drew its slip itself.
    pub got_code: Option<bool>,
    pub answered: Option<RecontactAnswered>,
}

/// Whether an official's result is left out of the scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum VoidState {
    None,
    /// One person proposes it.
    Proposed,
    /// A second one decided it.
    Voided,
}

/// What an official's households said.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactOfficial {
    pub official: OfficialRef,
    pub issued: u32,
    pub drawn: u32,
    pub reached: u32,
    pub denied: u32,
    /// Whether more deny it than the bound allows.
    pub over: bool,
    /// The least number of denials, of so many reached, that is over the bound.
    pub over_from: Option<u32>,
    pub void: VoidState,
    /// Whether the caller proposed it: another one has to decide.
    pub mine: bool,
    pub proposed_by: Option<String>,
    pub confirmed_by: Option<String>,
}

/// A page of officials by their numbers.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecontactOfficialPage {
    pub items: Vec<RecontactOfficial>,
    pub next_cursor: Option<String>,
}

/// What everybody may know of a recontact.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicRecontact {
    pub round: String,
    pub round_name: String,
    pub recontact: Recontact,
    /// The officials whom two people left unscored.
    pub voided: Vec<OfficialRef>,
}
