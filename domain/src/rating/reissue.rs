//! A ballot issued again (补发), because the phone that held it lost it after it was signed. The first one may be in the box
//! already, so whoever could do this at will could make ballots: two people decide, it is counted and published, and
//! too many of them leave an official unscored.

use crate::words::words;

/// So many for one official and round, where the round says nothing else.
pub const MOST_REISSUES: i32 = 2;

words! {
    /// Why a ballot is issued again. A word and no text: a text would name somebody.
    pub enum ReissueReason {
        /// The phone is gone.
        PhoneLost = "phone_lost",
        /// The phone no longer works.
        PhoneBroken = "phone_broken",
        /// The browser forgot it, or kept nothing.
        StorageCleared = "storage_cleared",
        /// Somebody else took it with the household's code.
        TakenByOther = "taken_by_other",
    }
}

/// Whether so many ballots issued again leave an official unscored.
pub const fn is_unscored(reissued: u32, most: i32) -> bool {
    most < 0 || reissued > most.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_the_preset_number_leaves_an_official_unscored() {
        assert!(!is_unscored(0, 0));
        assert!(is_unscored(1, 0));
        assert!(!is_unscored(2, MOST_REISSUES));
        assert!(is_unscored(3, MOST_REISSUES));
    }
}
