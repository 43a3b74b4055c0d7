//! Working days of the State Council calendar, make-up days (调休) included.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

const SHIPPED: &str = include_str!("../../data/cn_workdays.csv");

/// The days on which a year differs from Monday to Friday, for the years that are published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    exceptions: HashMap<NaiveDate, bool>,
    published: HashSet<i32>,
}

/// A line of a calendar that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the calendar is not `date,0 or 1,name`")]
pub struct CalendarError {
    /// Counted from 1, the heading included.
    pub line: usize,
}

impl Calendar {
    /// The calendar the product ships.
    pub fn state_council() -> &'static Self {
        static PARSED: LazyLock<Calendar> =
            LazyLock::new(|| Calendar::parse(SHIPPED).expect("the shipped calendar is tested"));
        &PARSED
    }

    /// Reads `date,is_workday,name` lines under a heading. Every year that occurs counts as published.
    pub fn parse(csv: &str) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        for (at, text) in csv.lines().enumerate().skip(1).filter(|(_, text)| !text.trim().is_empty()) {
            let error = CalendarError { line: at + 1 };
            let mut fields = text.split(',');
            let date: NaiveDate = fields.next().and_then(|field| field.trim().parse().ok()).ok_or(error)?;
            let works = match fields.next().map(str::trim) {
                Some("1") => true,
                Some("0") => false,
                _ => return Err(error),
            };
            calendar.exceptions.insert(date, works);
            calendar.published.insert(date.year());
        }
        Ok(calendar)
    }

    /// Whether offices work on this day.
    pub fn is_workday(&self, date: NaiveDate) -> bool {
        self.exceptions
            .get(&date)
            .copied()
            .unwrap_or_else(|| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun))
    }

    /// Whether the year of this day is published; if not, it counts Monday to Friday.
    pub fn is_published(&self, date: NaiveDate) -> bool {
        self.published.contains(&date.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_shipped_calendar_knows_holidays_and_make_up_days() {
        let calendar = Calendar::state_council();
        assert!(!calendar.is_workday(day("2026-10-01")), "a Thursday, but National Day");
        assert!(calendar.is_workday(day("2026-10-10")), "a Saturday, but made up");
        assert!(!calendar.is_workday(day("2026-11-21")), "a plain Saturday");
        assert!(calendar.is_workday(day("2026-11-23")), "a plain Monday");
    }

    #[test]
    fn a_year_nobody_published_is_told_apart() {
        let calendar = Calendar::state_council();
        assert!(calendar.is_published(day("2026-01-01")));
        assert!(!calendar.is_published(day("2027-01-01")));
        assert!(calendar.is_workday(day("2027-01-01")), "a Friday of an unpublished year");
    }

    #[test]
    fn a_broken_line_is_named() {
        assert_eq!(Calendar::parse("date,is_workday,name\n2026-10-01,2,x"), Err(CalendarError { line: 2 }));
        assert_eq!(Calendar::parse("date,is_workday,name\n\n2026-13-01,0,x"), Err(CalendarError { line: 3 }));
    }
}
