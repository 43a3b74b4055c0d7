//! Who rates in a round.

use crate::words::words;

words! {
    /// Who rates.
    pub enum RoundKind {
        /// Households, the officials who serve them.
        Household = "household",
        /// Colleagues of a unit, each other.
        Unit = "unit",
    }
}
