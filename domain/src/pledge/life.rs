//! The life of a pledge.

use chrono::NaiveDate;

use crate::words::words;

words! {
    /// Where a pledge stands.
    pub enum State {
        /// Promised.
        Open = "open",
        /// The official says that he kept it; the household has not said anything.
        SaidKept = "said_kept",
        /// The household says that it was kept.
        Kept = "kept",
        /// The official says that he could not keep it, and why.
        Broken = "broken",
        /// The household says that it was not kept.
        Disputed = "disputed",
    }
}

impl State {
    /// Whether somebody may still say something to it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Kept | Self::Broken)
    }
}

words! {
    /// What can be said of a pledge.
    pub enum Verb {
        /// By the official: it is done.
        SayKept = "say_kept",
        /// By the official: it will not be done.
        Break = "break",
        /// By the household: it is done.
        Confirm = "confirm",
        /// By the household: it is not done.
        Dispute = "dispute",
    }
}

words! {
    /// What a pledge counts as.
    pub enum Figure {
        /// Its day has not passed.
        Running = "running",
        /// Said to be kept, and not confirmed. Silence is neither.
        Said = "said",
        /// Confirmed by the household.
        Kept = "kept",
        /// Given up, disputed, or left open past its day.
        Broken = "broken",
    }
}

/// Why something cannot be said of a pledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It was kept or broken; that stays so.
    #[error("the pledge has ended as {0}")]
    Ended(State),
    /// The promised day has not passed and nobody says that it is done.
    #[error("the promised day has not passed")]
    TooEarly,
}

/// Where a pledge stands after somebody said something. Saying the same again changes nothing; what the household has
/// confirmed stays confirmed when the official's own message comes later.
pub const fn next(state: State, verb: Verb, overdue: bool) -> Result<State, Refusal> {
    match (state, verb) {
        (State::Kept, Verb::SayKept | Verb::Confirm) | (State::Broken, Verb::Break) => Ok(state),
        (State::Kept | State::Broken, _) => Err(Refusal::Ended(state)),
        (State::Open | State::SaidKept | State::Disputed, Verb::SayKept) => Ok(State::SaidKept),
        (State::Open | State::SaidKept | State::Disputed, Verb::Break) => Ok(State::Broken),
        (State::Open | State::SaidKept | State::Disputed, Verb::Confirm) => Ok(State::Kept),
        (State::Open, Verb::Dispute) if !overdue => Err(Refusal::TooEarly),
        (State::Open | State::SaidKept | State::Disputed, Verb::Dispute) => Ok(State::Disputed),
    }
}

/// Promised for a day that has passed, and nobody has said anything.
pub fn is_overdue(state: State, due_on: NaiveDate, today: NaiveDate) -> bool {
    state == State::Open && due_on < today
}

/// What a pledge counts as on a day.
pub fn figure(state: State, due_on: NaiveDate, today: NaiveDate) -> Figure {
    match state {
        State::Kept => Figure::Kept,
        State::Broken | State::Disputed => Figure::Broken,
        State::SaidKept => Figure::Said,
        State::Open if is_overdue(state, due_on, today) => Figure::Broken,
        State::Open => Figure::Running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verbs() -> impl Strategy<Value = Vec<(Verb, bool)>> {
        prop::collection::vec((prop::sample::select(Verb::ALL), any::<bool>()), 0..12)
    }

    fn lived(verbs: &[(Verb, bool)]) -> State {
        verbs.iter().fold(State::Open, |state, (verb, overdue)| next(state, *verb, *overdue).unwrap_or(state))
    }

    proptest! {
        #[test]
        fn only_the_households_word_makes_a_pledge_kept(verbs in verbs()) {
            if lived(&verbs) == State::Kept {
                prop_assert!(verbs.iter().any(|(verb, _)| *verb == Verb::Confirm));
            }
            let official: Vec<_> =
                verbs.into_iter().filter(|(verb, _)| matches!(verb, Verb::SayKept | Verb::Break)).collect();
            prop_assert!(!matches!(lived(&official), State::Kept | State::Disputed));
        }

        #[test]
        fn saying_it_twice_is_saying_it_once(verbs in verbs(), verb in prop::sample::select(Verb::ALL)) {
            let once = next(lived(&verbs), verb, true);
            if let Ok(state) = once {
                prop_assert_eq!(next(state, verb, true), once);
            }
        }

        #[test]
        fn what_has_ended_stays(verbs in verbs(), verb in prop::sample::select(Verb::ALL), overdue in any::<bool>()) {
            let state = lived(&verbs);
            if state.is_final() {
                prop_assert_eq!(next(state, verb, overdue).unwrap_or(state), state);
            }
        }

        #[test]
        fn nothing_counts_as_kept_that_the_household_has_not_confirmed(ago in -400i64..400) {
            let today: NaiveDate = "2026-11-22".parse().expect("a date");
            let due = today - chrono::TimeDelta::days(ago);
            for state in State::ALL {
                prop_assert_eq!(figure(*state, due, today) == Figure::Kept, *state == State::Kept);
            }
            let open = if ago > 0 { Figure::Broken } else { Figure::Running };
            prop_assert_eq!(figure(State::Open, due, today), open);
        }
    }

    #[test]
    fn before_the_promised_day_there_is_nothing_to_dispute() {
        assert_eq!(next(State::Open, Verb::Dispute, false), Err(Refusal::TooEarly));
        assert_eq!(next(State::Open, Verb::Dispute, true), Ok(State::Disputed));
        assert_eq!(next(State::SaidKept, Verb::Dispute, false), Ok(State::Disputed));
        assert_eq!(next(State::Broken, Verb::SayKept, true), Err(Refusal::Ended(State::Broken)));
    }
}
