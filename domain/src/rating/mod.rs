//! Household ratings: the five levels, the codes, a round's life, blind signatures, ballots, and a count that
//! anyone can repeat.

mod ballot;
pub mod blind;
mod code;
pub mod count;
mod level;
mod round;
mod tally;

pub use ballot::{Ballot, BallotError, COMMENT, receipt};
pub use code::{DoorTag, HouseholdCode, SlipCode};
pub use level::Level;
pub use round::{Closed, Closing, Draft, Open, Preparing, Ready, Round, RoundError, RoundState, StoredRound};
pub use tally::{Cell, LEAST_ANSWERS, LEAST_CELL, Shown, Tally};
