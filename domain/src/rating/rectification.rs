//! The life of a unit's rectification of what its households gave as a reason: one table (state, verb) -> state.

use crate::{follow_up::Refusal, words::words};

words! {
    /// Where a unit's rectification stands.
    pub enum RectificationState {
        /// The unit has to answer.
        Open = "open",
        /// The unit says what it has done.
        Answered = "answered",
        /// Somebody outside the unit has checked it.
        Closed = "closed",
        /// Its day passed without an answer.
        Missed = "missed",
    }
}

impl RectificationState {
    /// Whether nothing comes after it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Missed)
    }
}

words! {
    /// What is done to a unit's rectification.
    pub enum RectificationVerb {
        /// It comes into being with the count of a round.
        Open = "open",
        /// By the unit: what it has done.
        Answer = "answer",
        /// By the office or the inspector: that is not enough.
        Return = "return",
        /// By the office or the inspector: it was checked.
        Close = "close",
        /// By the office or the inspector, once the day has passed without an answer.
        End = "end",
    }
}

/// What becomes of it. A deadline is never moved: what comes late is late, and is taken until somebody ends it.
pub const fn rectify(
    state: RectificationState,
    verb: RectificationVerb,
    overdue: bool,
) -> Result<RectificationState, Refusal> {
    use RectificationState::{Answered, Closed, Missed, Open};
    use RectificationVerb as Verb;
    match (state, verb) {
        (Closed | Missed, _) => Err(Refusal::Ended),
        (Open | Answered, Verb::Answer) => Ok(Answered),
        (Answered, Verb::Return) => Ok(Open),
        (Answered, Verb::Close) => Ok(Closed),
        (Open, Verb::End) if overdue => Ok(Missed),
        (Open, Verb::End) => Err(Refusal::TooEarly),
        _ => Err(Refusal::NotNow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_closes_before_the_unit_has_answered() {
        use RectificationState::{Answered, Closed, Missed, Open};
        use RectificationVerb as Verb;
        assert_eq!(rectify(Open, Verb::Close, true), Err(Refusal::NotNow));
        assert_eq!(rectify(Open, Verb::Answer, true), Ok(Answered));
        assert_eq!(rectify(Answered, Verb::Return, false), Ok(Open));
        assert_eq!(rectify(Answered, Verb::Close, false), Ok(Closed));
        assert_eq!(rectify(Open, Verb::End, false), Err(Refusal::TooEarly));
        assert_eq!(rectify(Open, Verb::End, true), Ok(Missed));
        assert_eq!(rectify(Answered, Verb::End, true), Err(Refusal::NotNow));
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in RectificationState::ALL.iter().filter(|state| state.is_final()) {
            for verb in RectificationVerb::ALL {
                assert_eq!(rectify(*state, *verb, true), Err(Refusal::Ended));
            }
        }
    }
}
