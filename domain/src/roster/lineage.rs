//! What becomes of households.

use crate::words::words;

words! {
    /// Whether a household is one that officials serve, or history.
    pub enum HouseholdState {
        /// It is there.
        Active = "active",
        /// Its people are another household's now.
        Merged = "merged",
        /// Its people left the county.
        MovedAway = "moved_away",
        /// Nobody of it is left.
        Dissolved = "dissolved",
    }
}

words! {
    /// What happened to a household.
    pub enum HouseholdChange {
        /// One became part of another.
        Merge = "merge",
        /// Another place in the county.
        Move = "move",
        /// One came out of another.
        Split = "split",
    }
}

impl HouseholdState {
    /// Whether officials serve it.
    pub fn is_active(self) -> bool {
        self == Self::Active
    }

    /// Whether a household may end like this without becoming part of another.
    pub fn ends_alone(self) -> bool {
        matches!(self, Self::MovedAway | Self::Dissolved)
    }
}
