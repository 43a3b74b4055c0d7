//! Who is linked to whom: load bounds and the first assignment.

pub mod assignment;
mod walk;

pub use walk::{Stretch, WalkError, shares, walk};

/// The fewest households an official is linked to.
pub const LEAST_LOAD: usize = 25;

/// The most households an official is linked to.
pub const MOST_LOAD: usize = 35;
