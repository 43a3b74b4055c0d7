//! Rating rounds: who may rate whom, how many were issued, and what was counted. The ballots themselves lie in the
//! ballot box, which is another database.

mod book;
pub mod close;
pub mod comment;
mod counted;
pub mod duty_report;
pub mod endpoint;
pub mod factor;
pub mod household;
mod issue;
mod keys;
pub mod own;
pub mod page;
pub mod public;
pub mod questionnaire;
pub mod recontact;
mod registrar;
pub mod reissue;
pub mod reminder;
pub mod service;
pub mod slips;
mod store;
pub mod theme;
pub mod unit;
pub mod view;
pub mod watch;

use uuid::Uuid;

use crate::app::App;

pub use counted::LastCounted;
pub use keys::make_keys;
pub use registrar::Registrar;
pub use service::prepare_and_open;
pub use store::published;

/// What follows a count: comments are redacted by rule, themes open rectifications. May run twice.
pub async fn after_count(app: &App, round_id: Uuid) -> anyhow::Result<()> {
    comment::redact_held(app, round_id).await?;
    theme::open(app, round_id).await
}
