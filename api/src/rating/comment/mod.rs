//! What households wrote: taken over at the close without its ballot, redacted by rule and by a person, and told the
//! official as a summary in somebody else's words.

pub mod endpoint;
mod keep;
mod rule;
mod service;
mod store;
mod view;

pub(super) use keep::keep;
pub(super) use rule::redact_held;
pub use service::SEALED_LINES;
pub(super) use service::released;
pub use store::{SEALED_REDACTED, SEALED_TEXT};
pub use view::SummaryLine;
