//! Who is linked to whom: load bounds, the first assignment, the right thirty for everyone, and who leads.

pub mod assignment;
pub mod leaders;
mod walk;

pub use walk::{Stretch, WalkError, shares, walk};

/// The fewest households an official is linked to.
pub const LEAST_LOAD: usize = 25;

/// The most households an official is linked to.
pub const MOST_LOAD: usize = 35;
