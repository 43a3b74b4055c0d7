//! Who is linked to whom: load bounds, the first assignment, the right thirty for everyone, the life of an assignment, and
//! who leads.

pub mod assignment;
pub mod leaders;
mod process;
mod walk;

pub use process::{
    AssignmentState, AssignmentVerb, Choice, LeftOut, MoveReason, OverflowReason, RecusalReason,
};
pub use walk::{Stretch, WalkError, shares, walk};

/// The fewest households an official is linked to.
pub const LEAST_LOAD: usize = 25;

/// The most households an official is linked to.
pub const MOST_LOAD: usize = 35;
