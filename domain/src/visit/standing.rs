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
        /// The household says that it did not.
        Denied = "denied",
    }
}

/// The household's word goes before the tag, the tag before the claim.
pub const fn standing(tag_seen: bool, confirmation: Confirmation) -> Standing {
    match (confirmation, tag_seen) {
        (Confirmation::Denied, _) => Standing::Denied,
        (Confirmation::Confirmed, _) => Standing::Confirmed,
        (Confirmation::None, true) => Standing::TagSeen,
        (Confirmation::None, false) => Standing::Claimed,
    }
}

/// A visit is proven when the tag was seen and the household confirmed it.
pub const fn is_proven(tag_seen: bool, confirmation: Confirmation) -> bool {
    tag_seen && matches!(confirmation, Confirmation::Confirmed)
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
        assert_eq!(standing(true, Confirmation::Denied), Standing::Denied);
        assert!(is_contradicted(true, Confirmation::Denied));
        assert!(!is_contradicted(false, Confirmation::Denied));
    }

    #[test]
    fn only_tag_and_household_together_prove_a_visit() {
        for tag_seen in [false, true] {
            for confirmation in Confirmation::ALL {
                let both = tag_seen && *confirmation == Confirmation::Confirmed;
                assert_eq!(is_proven(tag_seen, *confirmation), both);
            }
        }
        assert_eq!(standing(true, Confirmation::None), Standing::TagSeen);
        assert_eq!(standing(false, Confirmation::None), Standing::Claimed);
        assert_eq!(standing(false, Confirmation::Confirmed), Standing::Confirmed);
    }
}
