//! What the API shows and takes of duty reports.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::roster::view::OfficialRef;

/// An official's report of the year.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DutyReport {
    pub official_id: Uuid,
    pub year: i32,
    /// Absent until it is written.
    pub text: Option<String>,
    pub written_at: Option<DateTime<Utc>>,
    /// Rounds that are open and show it as it stood when they opened; a change reaches them no more.
    pub frozen_in: Vec<String>,
}

/// What an official reports.
#[derive(Clone, Debug, Object)]
pub struct DutyReportForm {
    #[oai(validator(min_length = 1, max_length = 600))]
    pub text: String,
}

/// Who has not reported yet of those whom a round will rate, by number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MissingReports {
    pub year: i32,
    /// Officials whom the round rates.
    pub officials: u64,
    pub missing: u64,
    pub items: Vec<OfficialRef>,
    pub next_cursor: Option<String>,
}

/// Whom a reminder reached.
#[derive(Clone, Debug, Object)]
pub struct RemindedReports {
    pub missing: u64,
    /// Of them, those who have a mail address.
    pub mailed: u64,
}
