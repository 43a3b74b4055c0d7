//! Terms in working days, when they end, and the colour that says how close that is.

use chrono::NaiveDate;

use super::{Calendar, Case, Level, State};
use crate::words::words;

words! {
    /// A term of the table, stored as a deadline's basis.
    pub enum Term {
        /// The first answer: 5 working days.
        Answer = "answer",
        /// At the village: 5.
        Village = "village",
        /// At the work area: 5.
        WorkArea = "work_area",
        /// At the township: 10.
        Township = "township",
        /// At the county: 10.
        County = "county",
        /// To phone the household back: 2.
        CallBack = "call_back",
        /// For the county office to review a decline: 3.
        DeclineReview = "decline_review",
    }
}

impl Term {
    /// The length in working days.
    pub const fn working_days(self) -> u32 {
        match self {
            Self::Answer | Self::Village | Self::WorkArea => 5,
            Self::Township | Self::County => 10,
            Self::CallBack => 2,
            Self::DeclineReview => 3,
        }
    }

    /// The term a request stands under; none where nobody has to act.
    pub const fn of(case: &Case) -> Option<Self> {
        match (case.state, case.level) {
            (State::Open, _) => Some(Self::Answer),
            (State::Escalated | State::Disputed, level) => Some(match level {
                None | Some(Level::Village) => Self::Village,
                Some(Level::WorkArea) => Self::WorkArea,
                Some(Level::Township) => Self::Township,
                Some(Level::County) => Self::County,
            }),
            (State::Answered, _) => Some(Self::CallBack),
            (State::Declined, _) => Some(Self::DeclineReview),
            _ => None,
        }
    }
}

/// The last day of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last working day on which it is met.
    pub date: NaiveDate,
    /// Whether a year was counted Monday to Friday because its calendar is not published yet.
    pub provisional: bool,
}

/// The last day of a term of `working_days` that starts on `start`. The day of the start does not count: a request of
/// Monday with one working day is due on Tuesday.
pub fn due(start: NaiveDate, working_days: u32, calendar: &Calendar) -> Due {
    let mut date = start;
    let mut left = working_days;
    let mut provisional = !calendar.is_published(start);
    while left > 0 {
        date = date.succ_opt().expect("terms end long before the last day chrono knows");
        provisional |= !calendar.is_published(date);
        if calendar.is_workday(date) {
            left -= 1;
        }
    }
    Due { date, provisional }
}

words! {
    /// How close a deadline is.
    pub enum Urgency {
        /// The last day has passed.
        Red = "red",
        /// At most two working days are left, the last day included; also on the last day itself.
        Yellow = "yellow",
        /// More than that.
        Blue = "blue",
    }
}

/// Red when `due` has passed, yellow when at most two working days lie after today up to and including it, else blue.
pub fn urgency(today: NaiveDate, due: NaiveDate, calendar: &Calendar) -> Urgency {
    if today > due {
        return Urgency::Red;
    }
    let left =
        today.iter_days().skip(1).take_while(|day| *day <= due).filter(|day| calendar.is_workday(*day));
    if left.take(3).count() <= 2 { Urgency::Yellow } else { Urgency::Blue }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_term_over_the_national_day_counts_the_make_up_day() {
        // 2026-09-30 is a Wednesday; 1-7 October are off and Saturday the 10th is worked.
        let end = due(day("2026-09-30"), 3, Calendar::state_council());
        assert_eq!(end, Due { date: day("2026-10-10"), provisional: false });
    }

    #[test]
    fn a_term_into_an_unpublished_year_is_provisional() {
        let end = due(day("2026-12-30"), 5, Calendar::state_council());
        assert_eq!(end, Due { date: day("2027-01-06"), provisional: true });
    }

    #[test]
    fn colours_follow_working_days_not_days() {
        let calendar = Calendar::state_council();
        // Friday to Tuesday: Monday and Tuesday are left.
        assert_eq!(urgency(day("2026-11-20"), day("2026-11-24"), calendar), Urgency::Yellow);
        assert_eq!(urgency(day("2026-11-20"), day("2026-11-25"), calendar), Urgency::Blue);
        assert_eq!(urgency(day("2026-11-24"), day("2026-11-24"), calendar), Urgency::Yellow);
        assert_eq!(urgency(day("2026-11-25"), day("2026-11-24"), calendar), Urgency::Red);
    }

    proptest! {
        #[test]
        fn a_term_ends_on_a_working_day_and_holds_exactly_its_days(offset in 0i64..5_000, days in 1u32..40) {
            let calendar = Calendar::state_council();
            let start = day("2013-01-01") + chrono::TimeDelta::days(offset);
            let end = due(start, days, calendar).date;
            prop_assert!(calendar.is_workday(end));
            let counted = start.iter_days().skip(1).take_while(|d| *d <= end).filter(|d| calendar.is_workday(*d));
            prop_assert_eq!(counted.count(), days as usize);
            prop_assert!(due(start + chrono::TimeDelta::days(1), days, calendar).date >= end);
        }
    }
}
