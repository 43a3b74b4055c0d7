//! What the API shows and takes of links.

use chrono::NaiveDate;
use poem_openapi::Object;
use uuid::Uuid;

use crate::roster::view::{HouseholdRef, OfficialRef};

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
