//! What the API shows and takes of households that change.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, NamedRef};

/// Whether a household is one that officials serve, or history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::roster::HouseholdState")]
pub enum HouseholdState {
    Active,
    /// Part of another now.
    Merged,
    /// Left the county.
    MovedAway,
    /// Nobody of it is left.
    Dissolved,
}

/// What happened to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::roster::HouseholdChange")]
pub enum HouseholdChange {
    /// One became part of another.
    Merge,
    /// Another place in the county.
    Move,
    /// One came out of another.
    Split,
}

/// How a household ends that becomes part of no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum HouseholdEnd {
    /// Left the county.
    MovedAway,
    /// Nobody of it is left.
    Dissolved,
}

/// One change in the life of a household.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HouseholdLineage {
    pub kind: HouseholdChange,
    pub on: NaiveDate,
    pub reason: String,
    pub from: HouseholdRef,
    /// The same household when it moved.
    pub into: HouseholdRef,
    /// Where the first one lay until that day.
    pub from_village: NamedRef,
    pub from_group_no: i32,
    pub from_address: String,
    pub into_village: NamedRef,
}

/// What a household is and was, beside its daily work.
#[derive(Clone, Debug)]
pub struct Past {
    pub state: HouseholdState,
    pub successor: Option<HouseholdRef>,
    pub lineage: Vec<HouseholdLineage>,
}

/// Two households that become one.
#[derive(Clone, Debug, Object)]
pub struct HouseholdMergeForm {
    /// It ends.
    pub from: Uuid,
    /// It goes on, with the members of both.
    pub into: Uuid,
    /// Today or earlier.
    pub on: NaiveDate,
    /// Journalled, and shown with the household.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Another place in the county.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HouseholdMoveForm {
    pub village_id: Uuid,
    /// Village group (村民小组).
    #[oai(validator(minimum(value = "1"), maximum(value = "999")))]
    pub group_no: i32,
    #[oai(validator(max_length = 200))]
    pub address: String,
    /// Metres east in the county's plane; left out, the middle of the village.
    #[oai(validator(minimum(value = "-10000000"), maximum(value = "10000000")))]
    pub x: Option<f64>,
    /// Metres north in the county's plane.
    #[oai(validator(minimum(value = "-10000000"), maximum(value = "10000000")))]
    pub y: Option<f64>,
    /// Today or earlier.
    pub on: NaiveDate,
    /// Journalled, and shown with the household.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Members that become a household of their own.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HouseholdSplitForm {
    /// Members that go; empty where the roster knows none.
    #[oai(validator(max_items = 99))]
    pub members: Vec<Uuid>,
    #[oai(validator(min_length = 1, max_length = 60))]
    pub head_name: String,
    /// How many people go; left out, the number of members.
    #[oai(validator(minimum(value = "1"), maximum(value = "98")))]
    pub household_size: Option<i32>,
    #[oai(validator(max_length = 40))]
    pub phone: Option<String>,
    /// Left out, where the other one lies.
    pub village_id: Option<Uuid>,
    /// Village group; left out, that of the other one.
    #[oai(validator(minimum(value = "1"), maximum(value = "999")))]
    pub group_no: Option<i32>,
    /// Left out, that of the other one.
    #[oai(validator(max_length = 200))]
    pub address: Option<String>,
    /// Today or earlier.
    pub on: NaiveDate,
    /// Journalled, and shown with both households.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// A household that ends.
#[derive(Clone, Debug, Object)]
pub struct HouseholdCloseForm {
    pub state: HouseholdEnd,
    /// The first day on which it is no more: today or earlier.
    pub on: NaiveDate,
    /// Journalled.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}
