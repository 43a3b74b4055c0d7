//! The states of a campaign, and when its officials are reminded.

use chrono::NaiveDate;

use crate::words::words;

words! {
    /// Where a campaign stands.
    pub enum State {
        /// Being prepared; seen by the office alone.
        Draft = "draft",
        /// Begun.
        Running = "running",
        /// Ended by the office. Visits of its days that come in late still count.
        Closed = "closed",
    }
}

words! {
    /// A reminder that the program sends by itself.
    pub enum Reminder {
        /// A week before the end.
        Week = "week",
        /// The day before the end.
        Day = "day",
    }
}

/// A draft may be started as long as its last day has not passed.
pub fn may_start(state: State, to: NaiveDate, today: NaiveDate) -> bool {
    state == State::Draft && today <= to
}

/// What runs may be closed.
pub const fn may_close(state: State) -> bool {
    matches!(state, State::Running)
}

/// The reminder that is due on a day: each stays due until the next one is, so that a server that slept sends it late
/// rather than never.
pub fn reminder(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Option<Reminder> {
    if today < from {
        return None;
    }
    match (to - today).num_days() {
        0..=1 => Some(Reminder::Day),
        2..=7 => Some(Reminder::Week),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date") + chrono::TimeDelta::days(number)
    }

    #[test]
    fn a_week_and_a_day_before_the_end() {
        let due: Vec<_> = (0..=31).map(|today| reminder(day(0), day(30), day(today))).collect();
        assert_eq!(due[22], None);
        assert_eq!((due[23], due[28]), (Some(Reminder::Week), Some(Reminder::Week)));
        assert_eq!((due[29], due[30], due[31]), (Some(Reminder::Day), Some(Reminder::Day), None));
    }

    proptest! {
        #[test]
        fn nobody_is_reminded_before_it_begins_or_after_it_ends(from in 0..60i64, length in 0..60i64, today in -10..140i64) {
            let (from, to, today) = (day(from), day(from + length), day(today));
            if reminder(from, to, today).is_some() {
                prop_assert!(from <= today && today <= to);
            }
            prop_assert!(!may_start(State::Running, to, today) && !may_start(State::Closed, to, today));
        }
    }
}
