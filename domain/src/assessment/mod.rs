//! An official's score: fixed weights, whole hundredths of points, and every number with where it comes from.

mod derivation;
mod points;
mod score;

pub use derivation::{Line, LineKey};
pub use points::Points;
pub use score::{
    ANSWERED_WEIGHT, AuditFindings, CARELESS_OFF, CONFIRMED_WEIGHT, FAILED_OFF, Figures, Inspected,
    RATING_WEIGHT, Score, score,
};
