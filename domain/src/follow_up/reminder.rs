//! Who is reminded when: three days before the day, on it, and once in every week after it.

use chrono::NaiveDate;

/// Days before the day at which the first reminder goes out.
const SOON: i64 = 3;

/// The reminder that is due, by a name under which it is sent once.
pub fn reminder(due_on: NaiveDate, today: NaiveDate) -> Option<String> {
    match (due_on - today).num_days() {
        1..=SOON => Some("soon".to_owned()),
        0 => Some("today".to_owned()),
        late if late < 0 => Some(format!("late-{}", -late / 7)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_before_the_day_on_it_and_weekly_after() {
        let due = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let of = |days: i64| reminder(due, due + chrono::Duration::days(days));
        assert_eq!(of(-4), None);
        assert_eq!(of(-3).as_deref(), Some("soon"));
        assert_eq!(of(-1).as_deref(), Some("soon"));
        assert_eq!(of(0).as_deref(), Some("today"));
        assert_eq!(of(1).as_deref(), Some("late-0"));
        assert_eq!(of(6).as_deref(), Some("late-0"));
        assert_eq!(of(7).as_deref(), Some("late-1"));
    }
}
