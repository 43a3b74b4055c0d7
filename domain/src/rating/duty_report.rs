//! Duty reports (述职): what an official did in a year, in his own words, for the households that rate him.

use chrono::{Datelike, NaiveDate};

/// Characters of a report.
pub const REPORT: usize = 600;
/// Characters of it that stand open; the rest opens with a tap.
const OPEN: usize = 60;

/// The year that a round beginning on a day asks about: within the first three months it is the one before.
pub fn duty_year(day: NaiveDate) -> i32 {
    if day.month() <= 3 { day.year() - 1 } else { day.year() }
}

/// A report as it is shown: what stands open, and what follows when there is more. The two together are the report.
pub fn opening(report: &str) -> (&str, &str) {
    let Some((most, _)) = report.char_indices().nth(OPEN) else { return (report, "") };
    // At the end of a sentence where one ends in time.
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '\n');
    let cut = report[..most].char_indices().rev().find(|(_, c)| ends(*c));
    report.split_at(cut.map_or(most, |(at, c)| at + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_round_in_spring_asks_about_the_year_before() {
        assert_eq!(duty_year(day("2026-11-20")), 2026);
        assert_eq!(duty_year(day("2027-03-31")), 2026);
        assert_eq!(duty_year(day("2027-04-01")), 2027);
    }

    #[test]
    fn a_report_opens_with_whole_sentences_and_loses_nothing() {
        assert_eq!(opening("走访了三十户。"), ("走访了三十户。", ""));
        let long = format!("走访了三十户。{}", "修".repeat(100));
        assert_eq!(opening(&long).0, "走访了三十户。");
        let endless = "修".repeat(100);
        let (first, rest) = opening(&endless);
        assert_eq!((first.chars().count(), format!("{first}{rest}")), (OPEN, endless));
    }
}
