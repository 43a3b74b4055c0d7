//! What the API shows and takes of links.

use chrono::NaiveDate;
use poem_openapi::Object;
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, NamedRef, OfficialRef};

/// The official who serves a household, from a day to a day.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Link {
    pub id: Uuid,
    pub household: HouseholdRef,
    pub official: OfficialRef,
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

/// A page of links, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LinkPage {
    pub items: Vec<Link>,
    pub next_cursor: Option<String>,
}

/// Households that get another official.
#[derive(Clone, Debug, Object)]
pub struct TransferForm {
    #[oai(validator(min_items = 1, max_items = 200))]
    pub household_ids: Vec<Uuid>,
    /// Who takes them over.
    pub official_id: Uuid,
    /// The first day of the new links: today or earlier.
    pub on: NaiveDate,
    /// Journalled.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// An official leaves.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DepartureForm {
    /// The first day on which nothing is his any more: today or earlier.
    pub on: NaiveDate,
    /// Journalled.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
    /// Who takes all his households. Without one they have nobody until the next assignment.
    pub successor_id: Option<Uuid>,
}

/// What was handed over.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Departure {
    pub official: OfficialRef,
    pub successor: Option<OfficialRef>,
    pub on: NaiveDate,
    /// Households that changed hands, or have nobody now.
    pub households: u64,
    /// Open requests that went with them.
    pub requests: u64,
    /// Open pledges that went with them.
    pub pledges: u64,
    /// Grids he led; each needs a new leader.
    pub leaderships: Vec<NamedRef>,
    /// Accounts of his that were locked.
    pub accounts: u64,
}
