//! Audit meetings and their draws: prepared, announced, opened, drawn round by round, closed, and shown to
//! everybody while it happens. The protocol itself is `domain::audit::pdraw1`; this room stores its texts, takes what
//! people type, and lets nobody skip a step. What happens on stage between two draws is the room `hearing`.

pub mod endpoint;
mod hearing;
mod host;
mod prepare;
mod public;
mod record;
mod refusal;
mod replay;
mod rounds;
mod snapshot;
mod stage;
mod store;
mod stream;
mod turn;
pub mod view;

pub use hearing::{BallotApi, HearingApi};
pub use public::PublicAuditApi;
pub use stage::Stages;

/// Name of the one roster a meeting draws from.
pub const OFFICIALS: &str = "officials";
