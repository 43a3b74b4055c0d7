//! Open and unannounced inspections (明察暗访) by double random (双随机): units and inspectors are drawn, whoever is
//! recused stays away, every point off has its grounds, and the unit may answer.

use chrono::NaiveDate;

use crate::{
    request::{Calendar, due},
    words::words,
};

words! {
    /// Where the inspection of one unit stands.
    pub enum State {
        /// Drawn, the inspectors have not reported.
        Assigned = "assigned",
        /// Reported; the unit may answer.
        Reported = "reported",
        /// The unit has answered.
        Answered = "answered",
        /// Somebody else than the inspectors has decided how many points stay off.
        Settled = "settled",
    }
}

/// Working days that the unit has to answer.
pub const ANSWER_DAYS: u32 = 5;

/// The last day on which the unit can be waited for.
pub fn answer_until(reported_on: NaiveDate) -> NaiveDate {
    due(reported_on, ANSWER_DAYS, Calendar::state_council()).date
}

/// Whether the points may be decided upon: the unit has answered or let its days pass.
pub fn may_be_settled(state: State, reported_on: NaiveDate, today: NaiveDate) -> bool {
    match state {
        State::Answered => true,
        State::Reported => today > answer_until(reported_on),
        State::Assigned | State::Settled => false,
    }
}

/// The most points that one inspection can take off, in hundredths.
pub const MOST_OFF: u32 = 2_000;

/// Whether points may be taken off: no more than [`MOST_OFF`], and each with grounds.
pub fn is_fair(points_off: u32, grounds: &str) -> bool {
    points_off <= MOST_OFF && (points_off == 0 || !grounds.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_decided_upon_when_the_unit_was_heard_or_its_days_have_passed() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        // A Friday: five working days end on the next one.
        assert_eq!(answer_until(day(13)), day(20));
        assert!(!may_be_settled(State::Reported, day(13), day(20)));
        assert!(may_be_settled(State::Reported, day(13), day(21)));
        assert!(may_be_settled(State::Answered, day(13), day(14)));
        assert!(!may_be_settled(State::Settled, day(13), day(30)));
        assert!(!may_be_settled(State::Assigned, day(13), day(30)));
    }

    #[test]
    fn no_point_is_taken_off_without_grounds() {
        assert!(is_fair(0, ""));
        assert!(!is_fair(100, "  "));
        assert!(is_fair(100, "值班室无人"));
        assert!(!is_fair(MOST_OFF + 1, "值班室无人"));
    }
}
