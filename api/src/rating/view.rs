//! What the API shows and takes of rating rounds.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::{ballot_box::endpoint::RatingLevel, roster::view::OfficialRef};

/// A round in which households rate their officials.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingRound {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    /// `draft`, `open` or `closed`.
    pub state: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Ballots issued in all; only after the close.
    pub issued_total: Option<i32>,
    /// The trustees' public keys.
    pub trustee_keys: Vec<String>,
}

/// A page of rounds, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingRoundPage {
    pub items: Vec<RatingRound>,
    pub next_cursor: Option<String>,
}

/// A round to prepare.
#[derive(Clone, Debug, Object)]
pub struct RatingRoundForm {
    #[oai(validator(min_length = 1, max_length = 40))]
    pub code: String,
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    /// Public keys of two trustees, base64; `lianxin trustee new` makes a pair.
    #[oai(validator(min_items = 2, max_items = 2))]
    pub trustee_keys: Vec<String>,
}

/// Whose slips and how many.
#[derive(Clone, Debug, Object)]
pub struct PrintForm {
    pub official_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
    pub count: u32,
}

/// Codes for the slips; they are shown this once.
#[derive(Clone, Debug, Object)]
pub struct PrintedSlips {
    pub codes: Vec<String>,
    /// Where a slip is entered.
    pub address: String,
}

/// Households that drew a slip.
#[derive(Clone, Debug, Object)]
pub struct DrawnForm {
    #[oai(validator(min_items = 1, max_items = 500))]
    pub household_ids: Vec<Uuid>,
}

/// How many were ticked.
#[derive(Clone, Debug, Object)]
pub struct DrawnReport {
    /// Ticked now.
    pub issued: u32,
    /// Ticked before; nothing was changed.
    pub already: u32,
}

/// Slips nobody drew.
#[derive(Clone, Debug, Object)]
pub struct VoidForm {
    #[oai(validator(min_items = 1, max_items = 500))]
    pub codes: Vec<String>,
}

/// What became of them.
#[derive(Clone, Debug, Object)]
pub struct VoidReport {
    pub voided: u32,
    /// Somebody rated with a slip that nobody drew.
    pub used: u32,
    pub unknown: u32,
}

/// The secret keys of both trustees; they are used once and kept nowhere.
#[derive(Clone, Object)]
pub struct CloseForm {
    #[oai(validator(min_items = 2, max_items = 2))]
    pub trustee_keys: Vec<String>,
}

impl std::fmt::Debug for CloseForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CloseForm(hidden)")
    }
}

/// Issued ballots of a township.
#[derive(Clone, Debug, Object)]
pub struct TownshipProgress {
    pub township_id: Uuid,
    pub code: String,
    pub name: String,
    pub issued: u32,
}

/// Issued ballots per township, and nothing else.
#[derive(Clone, Debug, Object)]
pub struct RatingProgress {
    pub items: Vec<TownshipProgress>,
}

/// Levels with few answers stand together.
#[derive(Clone, Debug, Object)]
pub struct RatingCell {
    pub levels: Vec<RatingLevel>,
    pub count: u32,
}

/// What was counted of an official.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingResult {
    pub official: OfficialRef,
    pub households: u32,
    pub issued: u32,
    pub cast: u32,
    pub counted: u32,
    /// The distribution; absent with fewer than five answers.
    pub cells: Option<Vec<RatingCell>>,
}

/// A page of results by the official's number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingResultPage {
    pub items: Vec<RatingResult>,
    pub next_cursor: Option<String>,
}
