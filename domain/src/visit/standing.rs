//! How sure a visit is: what the official claims, what the door tag shows, what the household says.

use crate::words::words;

words! {
    /// What the household says about a visit.
    pub enum Confirmation {
        /// Nothing yet. Silence never counts as either.
        None = "none",
        /// It happened.
        Confirmed = "confirmed",
        /// It did not happen.
        Denied = "denied",
    }
}

words! {
    /// What is shown of a visit.
    pub enum Standing {
        /// Only the official says so.
        Claimed = "claimed",
        /// The door tag was scanned or typed, so somebody was at the door.
        TagSeen = "tag_seen",
        /// The household says that it happened.
        Confirmed = "confirmed",
        /// The tag was seen and the household says that it happened: neither alone could have made it up.
        Proven = "proven",
        /// The household says that it did not.
        Denied = "denied",
    }
}

/// The household's word goes before the tag, the tag before the claim. A visit that is held back stays a claim, but a
/// household that denies it is heard.
pub const fn standing(tag_seen: bool, confirmation: Confirmation, held_back: bool) -> Standing {
    match (confirmation, tag_seen) {
        (Confirmation::Denied, _) => Standing::Denied,
        _ if held_back => Standing::Claimed,
        (Confirmation::Confirmed, true) => Standing::Proven,
        (Confirmation::Confirmed, false) => Standing::Confirmed,
        (Confirmation::None, true) => Standing::TagSeen,
        (Confirmation::None, false) => Standing::Claimed,
    }
}

/// The tag was seen and the household denies the visit: one of both is wrong, and somebody has to ask.
pub const fn is_contradicted(tag_seen: bool, confirmation: Confirmation) -> bool {
    tag_seen && matches!(confirmation, Confirmation::Denied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_visit_is_denied_whatever_the_tag_says() {
        assert_eq!(standing(true, Confirmation::Denied, false), Standing::Denied);
        assert!(is_contradicted(true, Confirmation::Denied));
        assert!(!is_contradicted(false, Confirmation::Denied));
    }

    #[test]
    fn only_tag_and_household_together_prove_a_visit() {
        for tag_seen in [false, true] {
            for confirmation in Confirmation::ALL {
                let both = tag_seen && *confirmation == Confirmation::Confirmed;
                assert_eq!(standing(tag_seen, *confirmation, false) == Standing::Proven, both);
            }
        }
        assert_eq!(standing(true, Confirmation::None, false), Standing::TagSeen);
        assert_eq!(standing(false, Confirmation::None, false), Standing::Claimed);
        assert_eq!(standing(false, Confirmation::Confirmed, false), Standing::Confirmed);
    }

    #[test]
    fn a_visit_that_is_held_back_stays_a_claim_unless_it_is_denied() {
        for tag_seen in [false, true] {
            assert_eq!(standing(tag_seen, Confirmation::None, true), Standing::Claimed);
            assert_eq!(standing(tag_seen, Confirmation::Confirmed, true), Standing::Claimed);
            assert_eq!(standing(tag_seen, Confirmation::Denied, true), Standing::Denied);
        }
    }
}
