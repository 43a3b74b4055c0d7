//! Household ratings: the five levels, the codes, a round's life, blind signatures, and what may be shown of a count.

pub mod blind;
mod code;
mod level;
mod round;
mod tally;

pub use code::{DoorTag, HouseholdCode, SlipCode};
pub use level::Level;
pub use round::{Closed, Draft, Open, Round, RoundError, RoundState, StoredRound};
pub use tally::{Cell, LEAST_ANSWERS, LEAST_CELL, Shown, Tally};
