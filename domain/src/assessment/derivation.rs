//! The lines that derive a score.

use serde::{Deserialize, Serialize};

use super::Points;
use crate::words::words;

words! {
    /// What a line is about; the label in the reader's language hangs on this word.
    pub enum LineKey {
        /// How many households rated.
        RatingAnswers = "rating_answers",
        /// How many chose these levels; levels with few answers stand together.
        RatingCell = "rating_cell",
        /// The points of the household rating.
        RatingPoints = "rating_points",
        /// The points for answering in time.
        AnsweredInTime = "answered_in_time",
        /// The points for answers that households confirmed.
        ConfirmedByHousehold = "confirmed_by_household",
        /// Points off for what audit meetings brought to light.
        AuditFindings = "audit_findings",
        /// Points off for what inspections saw at the unit that he heads.
        Inspections = "inspections",
        /// What his colleagues said in the last evaluation of his unit: a source of its own, not in the sum.
        UnitEvaluation = "unit_evaluation",
        /// The sum, and of how many points it is.
        Total = "total",
    }
}

/// One line: what it is about, the figure, how the points follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub key: LineKey,
    /// The figure it starts from, such as `16`, `7/8` or `fair+dissatisfied 4`.
    pub figure: String,
    /// The arithmetic, such as `20 × 7/8`, or why there are no points.
    pub formula: String,
    /// The points; none where nothing is scored.
    pub points: Option<Points>,
}
