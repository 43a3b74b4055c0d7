//! What the API shows and takes of rating rounds.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use domain::rating::{RoundKind, Unscored};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::questionnaire::RatingQuestionnaire;
use crate::{
    ballot_box::endpoint::RatingLevel,
    error::{ApiError, ApiResult},
    roster::view::OfficialRef,
};

/// Who rates in a round.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case")]
pub enum WhoRates {
    /// Households, the officials who serve them.
    Household,
    /// Colleagues of a unit, each other.
    Unit,
}

impl WhoRates {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => RoundKind::Household.as_str(),
            Self::Unit => RoundKind::Unit.as_str(),
        }
    }
}

impl FromStr for WhoRates {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::Household, Self::Unit].into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// Whose officials are rated.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case")]
pub enum ScopeOfRound {
    /// Everybody's.
    County,
    /// Those of the households in a grid: a township, a work area or a village.
    Grid,
    /// A unit's.
    Unit,
    /// One candidate, before he is promoted.
    Official,
}

impl ScopeOfRound {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Grid => "grid",
            Self::Unit => "unit",
            Self::Official => "official",
        }
    }
}

impl FromStr for ScopeOfRound {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::County, Self::Grid, Self::Unit, Self::Official]
            .into_iter()
            .find(|scope| scope.as_str() == word)
            .ok_or(())
    }
}

/// What a household shows on its phone beside its code; each says more than the one before.
#[derive(Clone, Copy, Debug, Default, Deserialize, Enum, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Nothing.
    #[default]
    None,
    /// The last four digits of its registered phone number.
    LastFour,
    /// A code that was sent to its registered phone.
    Sms,
}

impl SecondFactor {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::LastFour => "last_four",
            Self::Sms => "sms",
        }
    }
}

impl FromStr for SecondFactor {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::None, Self::LastFour, Self::Sms].into_iter().find(|factor| factor.as_str() == word).ok_or(())
    }
}

/// A round in which households rate their officials.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingRound {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: WhoRates,
    /// `draft`, `preparing`, `ready`, `open`, `closing` or `closed`.
    pub state: String,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Ballots issued in all; only after the close.
    pub issued_total: Option<i32>,
    /// The trustees' public keys, in the order in which they bring the secret ones.
    pub trustee_keys: Vec<String>,
    pub scope_kind: ScopeOfRound,
    pub scope_id: Option<Uuid>,
    pub scope_name: Option<String>,
    pub factor: SecondFactor,
    pub questionnaire: RatingQuestionnaire,
    /// Officials who get a key; absent in a draft.
    pub keys_needed: Option<i32>,
    /// Keys that are made; only while they are being made.
    pub keys_made: Option<i32>,
    /// SHA-256 of the published list of keys, in hex.
    pub key_list: Option<String>,
    /// Whether the public count is there.
    pub bundle: bool,
    /// So many ballots may be issued again for one official; with more he is left unscored.
    pub most_reissues: i32,
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
    /// Households when absent; colleagues need a unit as scope.
    #[oai(default = "households")]
    pub kind: WhoRates,
    /// The whole county when absent.
    #[oai(default = "county")]
    pub scope_kind: ScopeOfRound,
    /// The grid, unit or official.
    #[oai(skip_serializing_if_is_none)]
    pub scope_id: Option<Uuid>,
    /// None when absent.
    #[oai(default = "no_factor")]
    pub factor: SecondFactor,
    /// The usual one when absent.
    #[oai(skip_serializing_if_is_none)]
    pub questionnaire: Option<RatingQuestionnaire>,
    /// So many ballots may be issued again for one official; with more he is left unscored. Two when absent.
    #[oai(default = "most_reissues", validator(minimum(value = "0"), maximum(value = "100")))]
    pub most_reissues: i32,
}

fn households() -> WhoRates {
    WhoRates::Household
}

fn county() -> ScopeOfRound {
    ScopeOfRound::County
}

fn most_reissues() -> i32 {
    domain::rating::MOST_REISSUES
}

fn no_factor() -> SecondFactor {
    SecondFactor::None
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

/// A trustee's secret key; it is used once and kept nowhere.
#[derive(Clone, Object)]
pub struct CloseForm {
    #[oai(validator(max_length = 100))]
    pub trustee_key: String,
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

/// Why what was counted of an official enters no score.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case", remote = "domain::rating::Unscored")]
pub enum RatingUnscored {
    /// Too many ballots were issued again.
    Reissues,
    /// Too many recontacts did not hold.
    Recontacts,
}

/// Why a stored result enters no score.
pub fn unscored(word: Option<&str>) -> ApiResult<Option<RatingUnscored>> {
    let unscored = word.map(str::parse::<Unscored>).transpose().map_err(ApiError::internal)?;
    Ok(unscored.map(Into::into))
}

/// How many gave a reason for a low level.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingReasonCount {
    /// Its word, as it stands in the ballots.
    pub reason: String,
    /// As it is read.
    pub name: String,
    /// Absent when fewer than three gave it.
    pub named: Option<u32>,
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
    /// Why it enters no score.
    pub unscored: Option<RatingUnscored>,
}

/// A page of results by the official's number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingResultPage {
    pub items: Vec<RatingResult>,
    pub next_cursor: Option<String>,
}

/// An official's public key of a round.
#[derive(Clone, Debug, Object)]
pub struct RatingKey {
    /// His number.
    pub official: String,
    /// The modulus in base64url; the exponent is 65537.
    pub n: String,
}

/// The published list of keys, by the officials' numbers.
#[derive(Clone, Debug, Object)]
pub struct RatingKeyList {
    /// The round's code.
    pub round: String,
    /// SHA-256 over the lines `OFFICIAL|N`, in hex.
    pub key_list: String,
    pub keys: Vec<RatingKey>,
}

/// A counted ballot as it stands in public.
#[derive(Clone, Debug, Object)]
pub struct RatingReceipt {
    pub receipt: String,
    pub commitment: String,
    /// Of its leaf in the tree.
    pub index: u64,
    /// The hashes from its leaf to the root, in hex.
    pub proof: Vec<String>,
}

/// An official's part of a count.
#[derive(Clone, Debug, Object)]
pub struct RatingReceipts {
    /// His line of numbers, as it is hashed.
    pub leaf: String,
    pub index: u64,
    pub proof: Vec<String>,
    pub receipts: Vec<RatingReceipt>,
    /// The signed root.
    pub checkpoint: String,
}
