//! Points in whole hundredths.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Points in hundredths: whole numbers, so that equal scores are equal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i64);

impl Points {
    /// Of so many hundredths.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// In hundredths, as it is stored.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `weight` points times `part` by `whole`, rounded half up to a hundredth; none of nothing.
    pub fn share(weight: u32, part: u64, whole: u64) -> Option<Self> {
        if whole == 0 {
            return None;
        }
        let hundredths =
            (u128::from(weight) * 200 * u128::from(part) + u128::from(whole)) / (2 * u128::from(whole));
        i64::try_from(hundredths).ok().map(Self)
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_half_up_to_a_hundredth() {
        assert_eq!(Points::share(20, 1, 3), Some(Points::from_hundredths(667)));
        assert_eq!(Points::share(1, 1, 8), Some(Points::from_hundredths(13)));
        assert_eq!(Points::share(20, 0, 0), None);
    }

    #[test]
    fn points_are_written_with_two_decimals() {
        assert_eq!(Points::from_hundredths(5_207).to_string(), "52.07");
        assert_eq!(Points::from_hundredths(-7).to_string(), "-0.07");
    }
}
