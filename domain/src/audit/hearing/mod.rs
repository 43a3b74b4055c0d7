//! What is asked on stage of an official and of his households, where their statements differ, when nobody has
//! answered the phone, and how the panel judges.

mod call;
mod panel;
mod question;

pub use call::{ATTEMPTS, Attempt, CallResult, WINDOW, nobody_answered};
pub use panel::{Choice, PanelCount, commitment};
pub use question::{Difference, Question, Reply, Statements};
