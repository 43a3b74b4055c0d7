//! How often households are reminded of a round.

use chrono::{Days, NaiveDate};

/// Days from one reminder of a round to the next: a household that does not want to rate is left in peace.
pub const DAYS_BETWEEN: u64 = 3;

/// The first day on which households may be reminded again.
pub fn next_reminder(last: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    last.and_then(|last| last.checked_add_days(Days::new(DAYS_BETWEEN))).map_or(today, |next| next.max(today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_days_lie_between_two_reminders() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).expect("a day");
        assert_eq!(next_reminder(None, day(20)), day(20));
        assert_eq!(next_reminder(Some(day(20)), day(20)), day(23));
        assert_eq!(next_reminder(Some(day(20)), day(22)), day(23));
        assert_eq!(next_reminder(Some(day(20)), day(25)), day(25));
    }
}
