//! How much of the county is made.

use chrono::NaiveDate;

/// How much of the county is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scale {
    /// All of Yishui: 19 townships, 1,040 villages, 337,000 households.
    Full,
    /// Mazhan town alone, as it is in the full county.
    Township,
    /// Three villages in two work areas of two townships: for tests and a quick look.
    Village,
}

impl Scale {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Township => "township",
            Self::Village => "village",
        }
    }
}

/// What county to make.
#[derive(Clone, Debug)]
pub struct Options {
    pub scale: Scale,
    /// Decides every name, number and event.
    pub seed: u64,
    /// The day up to which the year of visits and requests reaches.
    pub today: NaiveDate,
}

impl Options {
    /// The seed that the command line offers.
    pub const SEED: u64 = 371_323;
}

/// Work areas of the full county.
pub const WORK_AREAS: usize = 135;
/// Officials, and contact grids, of the full county.
pub const OFFICIALS: usize = 10_180;
/// Households of the full county.
pub const HOUSEHOLDS: usize = 337_000;
/// Requests of the full county in a year.
pub const REQUESTS: usize = 48_000;
