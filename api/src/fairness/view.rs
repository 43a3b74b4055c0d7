//! What the API shows of fairness.

use chrono::NaiveDate;
use poem_openapi::Object;
use uuid::Uuid;

/// Exclusions for one reason.
#[derive(Clone, Debug, Object)]
pub struct ExcludedFor {
    pub reason_code: String,
    pub count: u32,
}

/// One meeting that is over.
#[derive(Clone, Debug, Object)]
pub struct FairMeeting {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub meets_on: NaiveDate,
    /// People on the roster of officials.
    pub population: u32,
    pub excluded: u32,
    pub exclusions: Vec<ExcludedFor>,
    pub rounds: u32,
    pub drawn: u32,
    /// Rounds that were void for too few inspectors.
    pub voids: u32,
    pub no_answer: u32,
}

/// A township or unit over all meetings.
#[derive(Clone, Debug, Object)]
pub struct FairPlace {
    pub name: String,
    /// How often somebody of it stood on a roster.
    pub entries: u32,
    /// How often somebody of it was excluded.
    pub excluded: u32,
    pub drawn: u32,
    /// How often chance would have drawn somebody of it.
    pub expected: f64,
    /// The same had nobody been excluded.
    pub expected_without_exclusions: f64,
    /// 95 of 100 places with this expectation are drawn at least so often.
    pub low: u32,
    /// And at most so often.
    pub high: u32,
    /// Whether it was drawn as often as that.
    pub within: bool,
    /// 1 for the place that was drawn most beyond its expectation.
    pub rank: u32,
}

/// Whether the draws fall where they should.
#[derive(Clone, Debug, Object)]
pub struct Fairness {
    /// The earliest first.
    pub meetings: Vec<FairMeeting>,
    /// By rank.
    pub townships: Vec<FairPlace>,
    /// By rank.
    pub units: Vec<FairPlace>,
}
