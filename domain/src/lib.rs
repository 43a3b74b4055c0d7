//! The rules of lianxin, pure: no clock, no database, no network, no chance of its own.
//!
//! One folder per capability, named as in the API and on the screens. Time and random bytes are passed in.

pub mod assessment;
pub mod audit;
pub mod campaign;
pub mod code;
pub mod condition;
pub mod follow_up;
pub mod grid;
pub mod identity;
pub mod inspection;
pub mod journal;
pub mod link;
pub mod pack;
pub mod pledge;
pub mod rating;
pub mod request;
pub mod roster;
pub mod spot_check;
pub mod visit;
pub mod words;
