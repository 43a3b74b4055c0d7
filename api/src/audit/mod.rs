//! Audit meetings and their draws: prepared, announced, opened, drawn round by round, closed, and shown to
//! everybody while it happens. The protocol itself is `domain::audit::pdraw1`; this room stores its texts, takes what
//! people type, and lets nobody skip a step. What happens on stage between two draws is the room `hearing`.

pub mod away;
mod carried;
mod compare;
pub mod comparison;
mod draft;
pub mod endpoint;
mod files;
pub mod form;
mod hearing;
mod host;
pub(crate) mod households;
mod phone_list;
mod prepare;
mod public;
mod record;
pub(crate) mod refusal;
mod replay;
mod roster;
mod rounds;
mod sheet;
mod snapshot;
mod stage;
mod store;
mod stream;
mod turn;
mod typing;
pub mod view;
mod word;

pub use hearing::{BallotApi, HearingApi};
pub use households::{OwnRow, own_rows};
pub use public::PublicAuditApi;
pub use stage::Stages;

/// Name of the one roster of a meeting that names none.
const OFFICIALS: &str = "officials";
