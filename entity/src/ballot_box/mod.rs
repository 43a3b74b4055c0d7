//! Entities of the ballot box's own database. None carries a household, an account or a time.

pub mod box_ballot;
pub mod box_key;
pub mod box_opening;
pub mod box_round;
pub mod box_slip;
