//! Why what was counted of an official makes no score.

use crate::words::words;

words! {
    /// Why a counted result enters no score.
    pub enum Unscored {
        /// More ballots of his households were issued again than the round allows.
        Reissues = "reissues",
        /// More of the households that were asked again denied what was counted than chance allows.
        Recontacts = "recontacts",
    }
}
