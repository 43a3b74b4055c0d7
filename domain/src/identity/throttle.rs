//! How long a sign-in has to wait after wrong passwords.

use chrono::{DateTime, Utc};

/// Wrong passwords in a row that cost nothing: people mistype.
pub const FREE_FAILURES: u32 = 4;

/// No wait is longer: a stranger who types wrong passwords delays an official, he cannot lock the county out.
pub const LONGEST_WAIT_SECONDS: u64 = 15 * 60;

const FIRST_WAIT_SECONDS: u64 = 15;

/// Whether a password may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// Try.
    Allowed,
    /// Not before so many seconds, at least one.
    Wait(u64),
}

/// From the fifth failure in a row 15 s, doubling with each further one, at most 15 minutes, counted from the last failure.
/// A success sets the failures to zero. A clock that was set back counts as no time passed.
pub fn throttle(failures: u32, last_failure: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Throttle {
    let Some(last) = last_failure.filter(|_| failures > FREE_FAILURES) else {
        return Throttle::Allowed;
    };
    // The exponent is capped before shifting: sixty doublings are beyond any cap.
    let doublings = (failures - FREE_FAILURES - 1).min(10);
    let wait = (FIRST_WAIT_SECONDS << doublings).min(LONGEST_WAIT_SECONDS);
    let passed = u64::try_from((now - last).num_seconds()).unwrap_or(0);
    match wait.saturating_sub(passed) {
        0 => Throttle::Allowed,
        left => Throttle::Wait(left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    #[test]
    fn the_fifth_failure_costs_fifteen_seconds_and_each_further_one_twice_as_much() {
        let waits: Vec<_> = (4..14).map(|failures| throttle(failures, Some(noon()), noon())).collect();
        let seconds = [15, 30, 60, 120, 240, 480, 900, 900, 900];
        assert_eq!(waits[0], Throttle::Allowed);
        assert_eq!(waits[1..], seconds.map(Throttle::Wait));
    }

    #[test]
    fn a_clock_set_back_never_lengthens_the_wait() {
        assert_eq!(throttle(5, Some(noon()), noon() - TimeDelta::hours(3)), Throttle::Wait(15));
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_quarter_of_an_hour(failures in any::<u32>(), after in 0i64..10_000) {
            let now = noon() + TimeDelta::seconds(after);
            match throttle(failures, Some(noon()), now) {
                Throttle::Wait(left) => {
                    prop_assert!((1..=LONGEST_WAIT_SECONDS).contains(&left));
                    let then = now + TimeDelta::seconds(i64::try_from(left).expect("small"));
                    prop_assert_eq!(throttle(failures, Some(noon()), then), Throttle::Allowed);
                }
                Throttle::Allowed => prop_assert!(failures <= FREE_FAILURES || after >= 15),
            }
        }
    }
}
