//! Visits: the four steps, how sure a visit is, what is noticed about it, and who is due.

mod due;
mod flag;
mod hold;
mod standing;
mod step;

pub use due::{DUE_AFTER_DAYS, Due, due, due_order};
pub use flag::{
    Apart, COMPARED_WITHIN, FlagKind, FlagState, Logged, MANY_WITHIN, Place, SAME_TEXT_WITHIN, far_apart,
    letters, same_text, too_many,
};
pub use hold::{CLOCK_SLACK, HeldBack, LATE_AFTER, Save, clock_ran_back, is_late, sent_before_saved};
pub use standing::{Confirmation, Standing, is_contradicted, standing};
pub use step::{Happened, Step, step};
