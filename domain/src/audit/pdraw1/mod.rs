//! The draw protocol `pdraw1`: a draw that nobody in the building can rig and any viewer can recompute.
//!
//! Everything here is a function of published text. Nothing draws a random number: the order of people follows from
//! the announcement, the public opening values, the dice thrown on stage and the notary's one-time codes.
//!
//! A meeting is walked through as types whose transitions consume the one before:
//! [`Announced`] → [`Opened`] → [`Locked`] → [`Revealed`] and back to [`Opened`] for the next press. A server that keeps
//! only texts between two requests rebuilds the state with [`Opened::replay`]; [`verify`] walks the same way, so that the
//! stage and the verifier cannot disagree.

mod announcement;
mod bundle;
mod digest;
mod error;
mod exclusion;
mod meeting;
mod opening;
mod otc;
mod pair;
mod pending;
mod plan;
mod recusal;
mod roster;
mod roster_set;
mod round;
mod select;
mod split;
mod text;
mod ticket;
#[cfg(test)]
mod vectors;
mod verify;

pub use announcement::{Announcement, Draft, RosterLine};
pub(crate) use bundle::unique_map;
pub use bundle::{Bundle, BundleRound, NotABundle, Outcome, OutcomeCode};
pub use digest::Digest;
pub use error::DrawError;
pub use exclusion::Exclusions;
pub use meeting::{Announced, Locked, Opened, Revealed, RoundInput};
pub use opening::Opening;
pub use otc::{OtcChain, check_otc, make_chain, recover_otc};
pub use pair::Pairing;
pub use pending::Pending;
pub use plan::{Field, Pair, Plan, Quota, Step};
pub use recusal::Recusals;
pub use roster::{Roster, Row};
pub use roster_set::RosterSet;
pub use round::{Dice6, DiceMismatch, Entropy, StepCall};
pub use select::{Selection, eligible, select};
pub use split::{PartLine, RosterIndex, commit};
pub use text::Label;
pub use ticket::RoundKey;
pub use verify::{Note, Verdict, verify};
