//! Visits that stay a claim, whatever the tag and the household say: those that came too late to be checked, and those
//! from a phone whose clock cannot be believed.

use chrono::{DateTime, Duration, Utc};

use crate::words::words;

/// A phone in a village without network comes into one within a week. What comes later can hardly be asked after.
pub const LATE_AFTER: Duration = Duration::days(7);
/// Phones set their clocks by the network, now and then by some seconds backwards. Nobody invents visits in two minutes.
pub const CLOCK_SLACK: Duration = Duration::minutes(2);

words! {
    /// Why a visit is held back.
    pub enum HeldBack {
        /// Received more than a week after it is said to have been.
        Late = "late",
        /// The phone's clock ran backwards between two saves.
        Clock = "clock",
    }
}

/// What a phone says of one save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Save {
    /// Which save of the phone it was; grows by one.
    pub sequence: i32,
    /// The phone's clock then.
    pub saved_at: DateTime<Utc>,
}

/// Whether a visit came so late that it stays a claim.
pub fn is_late(claimed_at: DateTime<Utc>, received_at: DateTime<Utc>) -> bool {
    received_at - claimed_at > LATE_AFTER
}

/// Whether the clock ran backwards before a save: one with a lower number shows a later time.
pub fn clock_ran_back(save: Save, other: Save) -> bool {
    other.sequence < save.sequence && other.saved_at > save.saved_at + CLOCK_SLACK
}

/// Whether the clock ran backwards between a save and its sending.
pub fn sent_before_saved(saved_at: DateTime<Utc>, sent_at: DateTime<Utc>) -> bool {
    saved_at > sent_at + CLOCK_SLACK
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minutes)
    }

    #[test]
    fn a_week_to_the_second_is_in_time() {
        assert!(!is_late(at(0), at(0) + LATE_AFTER));
        assert!(is_late(at(0), at(0) + LATE_AFTER + Duration::seconds(1)));
        assert!(!is_late(at(5), at(0)), "a phone whose clock is fast");
    }

    #[test]
    fn sending_cannot_come_before_saving() {
        assert!(sent_before_saved(at(10), at(7)));
        assert!(!sent_before_saved(at(10), at(8)));
    }

    proptest! {
        #[test]
        fn a_clock_that_only_runs_forward_is_never_accused(steps in prop::collection::vec(0i64..600, 2..20)) {
            let mut minutes = 0;
            let saves: Vec<_> = (0..).zip(steps).map(|(sequence, step)| {
                minutes += step;
                Save { sequence, saved_at: at(minutes) }
            }).collect();
            for save in &saves {
                prop_assert!(!saves.iter().any(|other| clock_ran_back(*save, *other)));
            }
        }

        #[test]
        fn of_two_saves_at_most_the_later_one_is_accused(first in 0i64..600, second in 0i64..600) {
            let (one, two) = (Save { sequence: 1, saved_at: at(first) }, Save { sequence: 2, saved_at: at(second) });
            prop_assert!(!clock_ran_back(one, two));
            prop_assert_eq!(clock_ran_back(two, one), first > second + 2);
        }
    }
}
