//! Recontacts: some of the households that were issued a ballot are drawn and phoned. Did you get your code, and did you
//! answer yourselves? What they chose is never asked. An official whose households deny more than chance allows is
//! proposed to be left unscored; two people decide it.

use super::chance;
use crate::words::words;

words! {
    /// Where a recontact stands.
    pub enum RecontactState {
        /// The issued households are frozen and the draw is announced.
        Announced = "announced",
        /// Households are drawn and being phoned.
        Drawn = "drawn",
        /// The phoning is over; the result stands.
        Closed = "closed",
    }
}

words! {
    /// Who answered, as the household says.
    pub enum Answered {
        /// Somebody of the household, by himself.
        Ourselves = "ourselves",
        /// Somebody else in its place.
        SomebodyElse = "somebody_else",
        /// The household took no ballot.
        Nobody = "nobody",
        /// It does not remember, or does not want to say.
        Unsaid = "unsaid",
    }
}

/// The least and the most of the issued households that are phoned, in thousandths.
pub const SHARE: std::ops::RangeInclusive<u32> = 50..=100;
/// Of an official's households, in thousandths, so many are believed to err or to forget.
pub const TOLERATED: u32 = 100;
/// An official is over the bound when chance brings as many denials with a chance of at most this.
pub const SURE: f64 = 0.05;
/// One household's word alone voids nothing.
pub const LEAST_DENIALS: u32 = 2;

/// What a household said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub got_code: bool,
    pub answered: Answered,
}

impl Said {
    /// Whether it contradicts that a ballot was issued to this household; nothing when it says neither.
    pub fn denies(self) -> Option<bool> {
        match self.answered {
            _ if !self.got_code => Some(true),
            Answered::Ourselves => Some(false),
            Answered::SomebodyElse | Answered::Nobody => Some(true),
            Answered::Unsaid => None,
        }
    }
}

/// How many households are drawn of so many, at this share in thousandths.
pub fn to_draw(issued: u32, permille: u32) -> u32 {
    u32::try_from((u64::from(issued) * u64::from(permille)).div_ceil(1000)).unwrap_or(u32::MAX)
}

/// What came of phoning an official's households.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Households that were issued a ballot of his.
    pub issued: u32,
    /// Drawn ones that said something.
    pub reached: u32,
    /// Of these, such as deny it.
    pub denied: u32,
}

impl Asked {
    /// The chance of as many denials, if just the tolerated share of all issued households would deny it (hypergeometric,
    /// the share rounded up to a household).
    pub fn chance(self, tolerated: u32) -> f64 {
        let would = to_draw(self.issued, tolerated);
        chance::without_putting_back(self.issued, would, self.reached, self.denied)
    }

    /// Whether more of the official's issued households deny it than is tolerated.
    pub fn is_over(self, tolerated: u32) -> bool {
        self.denied >= LEAST_DENIALS && self.chance(tolerated) <= SURE
    }
}

/// The least number of denials among so many that were reached which is over the bound; none when no number is.
pub fn least_over(issued: u32, reached: u32, tolerated: u32) -> Option<u32> {
    (LEAST_DENIALS..=reached).find(|denied| Asked { issued, reached, denied: *denied }.is_over(tolerated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_of_three_are_over_and_one_is_not() {
        let asked = |denied| Asked { issued: 30, reached: 3, denied };
        assert!((asked(2).chance(TOLERATED) - 82.0 / 4060.0).abs() < 1e-12);
        assert!(asked(2).is_over(TOLERATED) && !asked(1).is_over(TOLERATED));
        assert!(Asked { issued: 30, reached: 2, denied: 2 }.is_over(TOLERATED));
        assert_eq!(least_over(30, 3, TOLERATED), Some(2));
        assert_eq!(least_over(30, 10, TOLERATED), Some(3));
        assert_eq!(least_over(30, 1, TOLERATED), None);
    }

    #[test]
    fn silence_is_no_denial_and_a_missing_code_is_one() {
        let said = |got_code, answered| Said { got_code, answered }.denies();
        assert_eq!(said(true, Answered::Ourselves), Some(false));
        assert_eq!(said(true, Answered::SomebodyElse), Some(true));
        assert_eq!(said(true, Answered::Nobody), Some(true));
        assert_eq!(said(true, Answered::Unsaid), None);
        assert_eq!(said(false, Answered::Unsaid), Some(true));
    }

    #[test]
    fn shares_are_rounded_up_to_a_household() {
        assert_eq!((to_draw(30, 50), to_draw(30, 100), to_draw(0, 100)), (2, 3, 0));
        assert_eq!(to_draw(337_000, 70), 23_590);
    }

    proptest! {
        #[test]
        fn more_denials_are_never_less_over(
            issued in 1u32..400, reached in 0u32..400, denied in 0u32..400, tolerated in 0u32..500,
        ) {
            let reached = reached.min(issued);
            let asked = |denied: u32| Asked { issued, reached, denied: denied.min(reached) };
            prop_assert!(!asked(denied).is_over(tolerated) || asked(denied + 1).is_over(tolerated));
            prop_assert!(!asked(denied).is_over(tolerated + 50) || asked(denied).is_over(tolerated));
        }

        /// However many households are drawn, an official of whom just the tolerated share would deny it is over in one case
        /// of twenty at most.
        #[test]
        fn whoever_is_within_the_bound_is_rarely_over(issued in 1u32..200, permille in SHARE, tolerated in 0u32..300) {
            let reached = to_draw(issued, permille);
            let Some(least) = least_over(issued, reached, tolerated) else { return Ok(()) };
            let would = to_draw(issued, tolerated);
            prop_assert!(chance::without_putting_back(issued, would, reached, least) <= SURE);
            prop_assert!(least >= LEAST_DENIALS);
        }

        #[test]
        fn those_of_whom_everybody_denies_it_are_found(issued in 20u32..200) {
            let reached = to_draw(issued, 100);
            let asked = Asked { issued, reached, denied: reached };
            prop_assert!(asked.is_over(TOLERATED));
        }
    }
}
