//! What is noticed about a round, and what a household is told that asks about itself. The rules are in
//! `domain::rating::watch`. Nothing here drops a ballot, and nothing names a household beside a time.

mod counted;
mod device;
pub mod marked;
mod pace;
mod store;

pub(super) use counted::notice as notice_counted;
pub use device::{Device, brought_together};
pub use pace::sweep;

use chrono::NaiveDate;
use entity::rating_round;

use crate::visit::flag::view::FlagEvidence;

/// Evidence that is about a round.
fn of_round(round: &rating_round::Model, day: Option<NaiveDate>) -> FlagEvidence {
    FlagEvidence {
        round_id: Some(round.id),
        round_name: Some(round.name.clone()),
        day,
        ..FlagEvidence::default()
    }
}
