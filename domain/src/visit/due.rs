//! Which households are due for a visit.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::words::words;

/// A household is due when its last visit is more than a quarter of a year ago: 10,180 officials with 33 households
/// each then make about 1,300,000 visits a year, four to each household, which is what the reported million amounts to.
pub const DUE_AFTER_DAYS: i64 = 90;

words! {
    /// Whether a household is due, the most pressing first.
    pub enum Due {
        /// Never visited.
        Never = "never",
        /// The last visit is too long ago.
        Due = "due",
        /// Visited lately.
        Ok = "ok",
    }
}

/// Due when never visited or last visited more than [`DUE_AFTER_DAYS`] days before `today`.
pub fn due(last_visit: Option<NaiveDate>, today: NaiveDate) -> Due {
    match last_visit {
        None => Due::Never,
        Some(last) if (today - last).num_days() > DUE_AFTER_DAYS => Due::Due,
        Some(_) => Due::Ok,
    }
}

/// The order of a list of who is due: never visited first, then the longest unvisited.
pub fn due_order(left: Option<NaiveDate>, right: Option<NaiveDate>) -> Ordering {
    // None sorts before every date.
    left.cmp(&right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_ninetieth_day_is_still_in_time() {
        let today = day("2026-11-22");
        assert_eq!(due(None, today), Due::Never);
        assert_eq!(due(Some(day("2026-08-24")), today), Due::Ok);
        assert_eq!(due(Some(day("2026-08-23")), today), Due::Due);
        assert_eq!(due(Some(day("2026-11-23")), today), Due::Ok, "a phone whose clock is a day ahead");
    }

    proptest! {
        #[test]
        fn the_list_is_in_the_order_of_need(left in prop::option::of(0i64..400), right in prop::option::of(0i64..400)) {
            let today = day("2026-11-22");
            let date = |ago: Option<i64>| ago.map(|days| today - chrono::TimeDelta::days(days));
            if due_order(date(left), date(right)) == Ordering::Less {
                prop_assert!(due(date(left), today) <= due(date(right), today));
            }
        }
    }
}
