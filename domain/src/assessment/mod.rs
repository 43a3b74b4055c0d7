//! An official's score: fixed weights, whole hundredths of points, and every number with where it comes from.

mod derivation;
mod points;
mod score;

pub use derivation::{Line, LineKey};
pub use points::Points;
pub use score::{ANSWERED_WEIGHT, CONFIRMED_WEIGHT, Figures, RATING_WEIGHT, Score, score};
