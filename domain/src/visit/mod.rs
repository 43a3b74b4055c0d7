//! Visits: the four steps, how sure a visit is, and who is due.

mod due;
mod standing;
mod step;

pub use due::{DUE_AFTER_DAYS, Due, due, due_order};
pub use standing::{Confirmation, Standing, is_contradicted, is_proven, standing};
pub use step::{Step, suggested_step};
