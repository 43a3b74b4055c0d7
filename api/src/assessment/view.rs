//! What the API shows of scores. Points are in hundredths.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};

use crate::roster::view::OfficialRef;

/// In which order.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ScoreSort {
    /// The best first; officials without a total last.
    #[oai(rename = "-total")]
    Best,
    /// The lowest first; officials without a total last.
    #[oai(rename = "total")]
    Lowest,
    #[default]
    #[oai(rename = "number")]
    Number,
}

/// An official's score.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Score {
    pub official: OfficialRef,
    /// Rank of his post, such as `section_chief`.
    pub rank: String,
    /// Hundredths of a point, of 6000; absent with fewer than five answers.
    pub rating_points: Option<i32>,
    /// Hundredths of a point, of 4000; absent when no request was due.
    pub request_points: Option<i32>,
    /// Hundredths of a point; absent without the rating.
    pub total: Option<i32>,
    /// What the total is out of: the weights of the parts that were scored.
    pub possible: u32,
    /// How many households rated; absent with fewer than five.
    pub answers: Option<u32>,
    /// The round that was counted.
    pub round_name: Option<String>,
}

/// A page of scores.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ScorePage {
    pub items: Vec<Score>,
    pub next_cursor: Option<String>,
    pub total: u64,
}

/// One line of a derivation.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ScoreLine {
    /// `rating_answers`, `rating_cell`, `rating_points`, `answered_in_time`, `confirmed_by_household`,
    /// `audit_findings`, `inspections`, `unit_evaluation`, `total`.
    pub key: String,
    /// In the caller's language.
    pub label: String,
    /// What is counted, such as `7/8`.
    pub figure: String,
    /// How the points follow from it, such as `20 × 7/8`.
    pub formula: String,
    /// Hundredths of a point.
    pub points: Option<i64>,
}

/// A score with every number's origin.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ScoreDetail {
    pub score: Score,
    pub lines: Vec<ScoreLine>,
    pub computed_at: DateTime<Utc>,
}
