//! What the API shows of a frozen roster beside the last meeting's.

use chrono::NaiveDate;
use poem_openapi::Object;
use uuid::Uuid;

/// The frozen roster beside the last real meeting's.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RosterDiff {
    pub roster: String,
    /// The meeting it is compared with; none when there was none with this roster.
    pub since: Option<MeetingRef>,
    /// On this roster and not on the last.
    pub came: Vec<RosterChange>,
    /// On the last roster and not on this.
    pub went: Vec<RosterChange>,
    /// On both, with another name or stratum.
    pub changed: Vec<RosterChange>,
    /// Who is on this roster and cannot be drawn.
    pub excluded: Vec<ExcludedPerson>,
    /// Who was excluded last time and can be drawn now.
    pub readmitted: Vec<ExcludedPerson>,
}

/// A meeting by name.
#[derive(Clone, Debug, Object)]
pub struct MeetingRef {
    pub id: Uuid,
    pub code: String,
    pub title: String,
    pub meets_on: NaiveDate,
}

/// A row that differs between two rosters.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RosterChange {
    pub label: String,
    pub name: String,
    pub stratum: String,
    /// What stood on the last roster, where that differs.
    pub before: Option<String>,
    /// Of those who went: `left` the county's service, `exempt`, or `gone` for no reason that the county knows.
    pub why: Option<String>,
}

/// Somebody who cannot be drawn.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ExcludedPerson {
    pub label: String,
    pub name: String,
    pub stratum: String,
    /// `domain::audit::ExclusionCode`.
    pub reason_code: String,
    /// What the host wrote beside the code; not published.
    pub reason: Option<String>,
    /// He was excluded at the last meeting as well.
    pub before: bool,
}
