//! What the API shows of units, officials and households.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::lineage::view::{HouseholdLineage, HouseholdState, Past};

/// An official, as he is named elsewhere.
#[derive(Clone, Debug, Object)]
pub struct OfficialRef {
    pub id: Uuid,
    /// `A00001` and up.
    pub number: String,
    pub name: String,
    pub unit_name: String,
}

/// A grid, unit or topic, as it is named elsewhere.
#[derive(Clone, Debug, Object)]
pub struct NamedRef {
    pub id: Uuid,
    pub name: String,
}

/// A household, as it is named elsewhere.
#[derive(Clone, Debug, Object)]
pub struct HouseholdRef {
    pub id: Uuid,
    pub code: String,
    pub head_name: String,
}

/// A department, township government, school, hospital or company.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Unit {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub head: Option<OfficialRef>,
    /// How many officials it has now.
    pub officials: u64,
}

/// A page of units by code.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnitPage {
    pub items: Vec<Unit>,
    pub next_cursor: Option<String>,
}

/// An official and his work in figures.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Official {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub unit: NamedRef,
    /// `clerk`, `deputy_section`, `section`, `deputy_county` or `county`.
    pub rank: String,
    pub post: String,
    /// `138****1234`.
    pub phone_masked: Option<String>,
    /// Why he has no households, if so.
    pub exempt: Option<String>,
    /// `active` or `left`.
    pub state: String,
    /// Households now linked to him.
    pub households: u64,
    /// Visits he logged.
    pub visits: u64,
    /// Requests of his households that are not closed.
    pub open_requests: u64,
    /// Where his photo is seen, if he has one.
    pub photo: Option<String>,
}

/// A page of officials by number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OfficialPage {
    pub items: Vec<Official>,
    pub next_cursor: Option<String>,
}

/// Whether a household is due for a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::visit::Due")]
pub enum Due {
    /// Never visited.
    Never,
    /// Last visited more than 90 days ago.
    Due,
    /// Visited lately.
    Ok,
}

/// The order of a list of households.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum HouseholdSort {
    /// By code: village after village.
    #[default]
    Code,
    /// Never visited first, then the longest unvisited.
    Due,
}

/// A household as it stands in a list.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Household {
    pub id: Uuid,
    pub code: String,
    pub head_name: String,
    pub village: NamedRef,
    /// Village group (村民小组).
    pub group_no: i32,
    pub address: String,
    /// `138****1234`.
    pub phone_masked: Option<String>,
    pub household_size: i32,
    /// The official now linked to it.
    pub official: Option<OfficialRef>,
    /// Highest of the four steps reached; 0 before the first visit.
    pub step: i32,
    pub last_visit_on: Option<NaiveDate>,
    pub due: Due,
    /// Requests that are not closed, complaints about officials aside.
    pub open_requests: i32,
}

/// A page of households.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HouseholdPage {
    pub items: Vec<Household>,
    pub next_cursor: Option<String>,
}

/// A member of a household.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Member {
    pub id: Uuid,
    pub name: String,
    pub relation: String,
    pub birth_year: i32,
    pub sex: String,
    /// `371323********1234`.
    pub id_number_masked: Option<String>,
}

/// A household with its members and its door tag.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HouseholdDetail {
    pub id: Uuid,
    pub code: String,
    pub head_name: String,
    pub village: NamedRef,
    /// Village group (村民小组).
    pub group_no: i32,
    pub address: String,
    /// `138****1234`.
    pub phone_masked: Option<String>,
    pub household_size: i32,
    /// The official now linked to it.
    pub official: Option<OfficialRef>,
    /// Highest of the four steps reached; 0 before the first visit.
    pub step: i32,
    pub last_visit_on: Option<NaiveDate>,
    pub due: Due,
    /// Requests that are not closed, complaints about officials aside.
    pub open_requests: i32,
    pub members: Vec<Member>,
    /// The code on the door tag.
    pub tag: String,
    pub state: HouseholdState,
    /// The household its people are part of now.
    pub successor: Option<HouseholdRef>,
    /// What it was made of and where it lay, the latest first.
    pub lineage: Vec<HouseholdLineage>,
}

impl HouseholdDetail {
    pub(super) fn new(household: Household, members: Vec<Member>, tag: String, past: Past) -> Self {
        Self {
            state: past.state,
            successor: past.successor,
            lineage: past.lineage,
            id: household.id,
            code: household.code,
            head_name: household.head_name,
            village: household.village,
            group_no: household.group_no,
            address: household.address,
            phone_masked: household.phone_masked,
            household_size: household.household_size,
            official: household.official,
            step: household.step,
            last_visit_on: household.last_visit_on,
            due: household.due,
            open_requests: household.open_requests,
            members,
            tag,
        }
    }
}

/// An official's new unit, post or rank.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PostForm {
    /// Left out, he stays where he is.
    pub unit_id: Option<Uuid>,
    #[oai(validator(min_length = 1, max_length = 100))]
    pub post: String,
    /// `clerk`, `deputy_section`, `section`, `deputy_county` or `county`; left out, it stays.
    #[oai(validator(max_length = 20))]
    pub rank: Option<String>,
    /// Today or earlier; journalled.
    pub on: NaiveDate,
}

/// Why somebody wants to see numbers whole.
#[derive(Clone, Debug, Object)]
pub struct UnmaskForm {
    /// Journalled beside who looked and when.
    #[oai(validator(min_length = 2, max_length = 200))]
    pub reason: String,
}

/// The numbers of a household, whole.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UnmaskedHousehold {
    pub phone: Option<String>,
    pub id_numbers: Vec<MemberNumber>,
}

/// The identity number of a member.
#[derive(Clone, Debug, Object)]
pub struct MemberNumber {
    pub name: String,
    pub id_number: String,
}
