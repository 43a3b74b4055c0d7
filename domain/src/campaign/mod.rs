//! Campaigns (活动): what every official does at every household of his within some weeks. Nobody ticks anything off:
//! what is done follows from the visits.

mod progress;
mod state;

pub use progress::{Done, Missing, Seen, Wants, Window};
pub use state::{Reminder, State, may_close, may_start, reminder};
