//! From sketches to rows: the only place that knows both the county and its tables.

pub mod account;
pub mod campaign;
pub mod condition;
mod duty_report;
pub mod household;
pub mod meeting;
pub mod place;
pub mod pledge;
pub mod rating;
mod recusal;
pub mod request;
pub mod said;
pub mod visit;

use chrono::{DateTime, Utc};

use super::{county::County, ids::Ids};
use crate::{clock::china_midnight, keyring::Keyring};

/// What every maker of rows needs.
#[derive(Debug)]
pub struct Source<'a> {
    pub county: &'a County,
    pub ids: Ids,
    pub keyring: &'a Keyring,
}

impl Source<'_> {
    /// Midnight at the start of the day of the demo: nothing is later.
    pub fn end(&self) -> DateTime<Utc> {
        china_midnight(self.county.options.today)
    }
}
