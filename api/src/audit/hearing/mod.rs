//! On stage after a draw: the file of whoever was drawn, the calls, the checklist with the answers of the official and
//! of his household side by side, officials called by name, branch venues, the panel's votes, and what comes next.
//! Whatever is typed here can be taken back until the next round; a draw never can.

mod answer;
mod ballot;
mod call;
pub mod endpoint;
mod file;
mod household;
mod named;
mod next;
mod outcome;
mod panel;
mod person;
mod record;
mod shown;
mod store;
mod undo;
mod venue;
pub mod view;
pub mod word;

pub(super) use answer::SEALED_NOTE;
pub use endpoint::{BallotApi, HearingApi};
pub(super) use next::{Situation, next};
pub(super) use outcome::check as check_outcome;
pub(super) use shown::{Hearings, hearings, panel, undoable};
pub(super) use store::vote_is_open;
pub(super) use undo::SEALED as SEALED_TYPING;
