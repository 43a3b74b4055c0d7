//! The number of an official and the number of a household in its village.

use std::fmt;
use std::str::FromStr;

/// A text that is not such a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Officials are numbered `A00001` to `A99999`.
    #[error("{0:?} is not the number of an official, such as A00001")]
    Official(String),
    /// Households are numbered `371323001201-0001` to `-9999`.
    #[error("{0:?} is not the number of a household, such as 371323001201-0001")]
    Household(String),
}

/// `A00001` to `A99999`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficialNumber(u32);

impl OfficialNumber {
    /// The n-th official, counted from 1; none beyond 99,999.
    pub const fn new(nth: u32) -> Option<Self> {
        if nth >= 1 && nth <= 99_999 { Some(Self(nth)) } else { None }
    }

    /// Counted from 1.
    pub const fn nth(self) -> u32 {
        self.0
    }
}

impl fmt::Display for OfficialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A{:05}", self.0)
    }
}

impl FromStr for OfficialNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        text.strip_prefix('A')
            .filter(|digits| digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .and_then(Self::new)
            .ok_or_else(|| NumberError::Official(text.to_owned()))
    }
}

/// The household's number in the roster: its village's code, a dash, four digits. It is printed on lists and opens
/// nothing; the code that opens a household's page is `rating::HouseholdCode`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseholdNumber {
    village: String,
    nth: u16,
}

impl HouseholdNumber {
    /// The n-th household of a village, counted from 1.
    pub fn new(village: &str, nth: u16) -> Option<Self> {
        let valid = village.len() == 12
            && village.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=9_999).contains(&nth);
        valid.then(|| Self { village: village.to_owned(), nth })
    }

    /// The village's code.
    pub fn village(&self) -> &str {
        &self.village
    }

    /// Counted from 1 in its village.
    pub const fn nth(&self) -> u16 {
        self.nth
    }
}

impl fmt::Display for HouseholdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}", self.village, self.nth)
    }
}

impl FromStr for HouseholdNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        text.split_once('-')
            .filter(|(_, digits)| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|(village, digits)| Self::new(village, digits.parse().ok()?))
            .ok_or_else(|| NumberError::Household(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_only_looks_like_a_number_is_refused() {
        for text in ["A00000", "A1", "a00001", "A+0001", "A100000", "", "A0000１"] {
            assert_eq!(text.parse::<OfficialNumber>(), Err(NumberError::Official(text.to_owned())));
        }
        for text in ["371323001201-0000", "371323001201-1", "371323001201", "37132300120-0001", "A-0001"] {
            assert_eq!(text.parse::<HouseholdNumber>(), Err(NumberError::Household(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back_and_sort_as_text(left in 1u32..=99_999, right in 1u32..=99_999) {
            let (left, right) = (OfficialNumber::new(left).unwrap(), OfficialNumber::new(right).unwrap());
            prop_assert_eq!(left.to_string().parse(), Ok(left));
            prop_assert_eq!(left.cmp(&right), left.to_string().cmp(&right.to_string()));
        }

        #[test]
        fn a_household_keeps_its_village(nth in 1u16..=9_999) {
            let number = HouseholdNumber::new("371323001201", nth).unwrap();
            prop_assert_eq!(number.village(), "371323001201");
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
