//! Visits: the four steps, how sure a visit is, and who is due.

mod due;
mod hold;
mod standing;
mod step;

pub use due::{DUE_AFTER_DAYS, Due, due, due_order};
pub use hold::{CLOCK_SLACK, HeldBack, LATE_AFTER, Save, clock_ran_back, is_late, sent_before_saved};
pub use standing::{Confirmation, Standing, is_contradicted, standing};
pub use step::{Happened, Step, step};
