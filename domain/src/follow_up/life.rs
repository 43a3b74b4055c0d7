//! The life of a follow-up: one table (state, verb) -> state.

use crate::words::words;

words! {
    /// What a follow-up is.
    pub enum Kind {
        /// 整改: something undone, to be done by a day pledged on stage.
        Rectification = "rectification",
        /// 调查: statements that differ, looked into by a drawn group.
        Investigation = "investigation",
    }
}

words! {
    /// Where a follow-up stands.
    pub enum State {
        /// Promised on stage, not done yet.
        Pledged = "pledged",
        /// The official says that it is done; the household has not said anything.
        SaidDone = "said_done",
        /// The household says that it is done.
        Confirmed = "confirmed",
        /// Its day passed and it was not done.
        Failed = "failed",
        /// Said to be done, its day passed, and the household could not be heard. Never counted as done.
        Unconfirmed = "unconfirmed",
        /// An investigation without a group.
        Opened = "opened",
        /// The group is drawn and at work.
        Investigating = "investigating",
        /// The group has written its finding.
        Found = "found",
        /// The finding is public.
        Published = "published",
    }
}

impl State {
    /// Whether nothing comes after it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Failed | Self::Unconfirmed | Self::Published)
    }
}

words! {
    /// What is done to a follow-up.
    pub enum Verb {
        /// It comes into being.
        Open = "open",
        /// By the official: it is done.
        SayDone = "say_done",
        /// By the household: it is done.
        Confirm = "confirm",
        /// By the household: it is not done.
        Dispute = "dispute",
        /// By the office or the inspector, once the day has passed.
        End = "end",
        /// Who may be drawn into the group is published.
        AnnounceGroup = "announce_group",
        /// The members of the group are drawn.
        DrawGroup = "draw_group",
        /// By a member of the group: evidence.
        AddEvidence = "add_evidence",
        /// By a member of the group: the finding.
        Find = "find",
        /// By somebody else: the finding becomes public.
        Publish = "publish",
    }
}

words! {
    /// What an investigation found.
    pub enum Verdict {
        /// The official's statement holds.
        Unfounded = "unfounded",
        /// Work was left undone or wrongly written down, without intent.
        Careless = "careless",
        /// 弄虚作假: work was made up.
        Falsified = "falsified",
    }
}

/// Why something cannot be done to a follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has ended.
    #[error("the follow-up has ended")]
    Ended,
    /// Its day has not passed.
    #[error("the day of the follow-up has not passed")]
    TooEarly,
    /// Not in this state.
    #[error("not now")]
    NotNow,
}

/// What becomes of a follow-up. A deadline is never moved: once it has passed an unfinished rectification can still be
/// said to be done, and whoever is in charge may end it.
#[allow(clippy::match_same_arms, reason = "one line for each step of the table")]
pub const fn next(state: State, verb: Verb, overdue: bool) -> Result<State, Refusal> {
    if state.is_final() {
        return Err(Refusal::Ended);
    }
    match (state, verb) {
        (State::Pledged | State::SaidDone, Verb::SayDone) => Ok(State::SaidDone),
        (State::Pledged | State::SaidDone, Verb::Confirm) => Ok(State::Confirmed),
        (State::Pledged | State::SaidDone, Verb::Dispute) => Ok(State::Pledged),
        (State::Pledged | State::SaidDone, Verb::End) if !overdue => Err(Refusal::TooEarly),
        (State::Pledged, Verb::End) => Ok(State::Failed),
        (State::SaidDone, Verb::End) => Ok(State::Unconfirmed),
        (State::Opened, Verb::AnnounceGroup) => Ok(State::Opened),
        (State::Opened, Verb::DrawGroup) => Ok(State::Investigating),
        (State::Investigating, Verb::AddEvidence) => Ok(State::Investigating),
        (State::Investigating, Verb::Find) => Ok(State::Found),
        (State::Found, Verb::Publish) => Ok(State::Published),
        _ => Err(Refusal::NotNow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_household_ends_a_rectification_as_done() {
        for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Confirm) {
            for overdue in [false, true] {
                for state in [State::Pledged, State::SaidDone] {
                    assert_ne!(next(state, *verb, overdue), Ok(State::Confirmed), "{state} {verb}");
                }
            }
        }
        assert_eq!(next(State::SaidDone, Verb::Confirm, true), Ok(State::Confirmed));
    }

    #[test]
    fn nobody_ends_it_before_its_day() {
        assert_eq!(next(State::Pledged, Verb::End, false), Err(Refusal::TooEarly));
        assert_eq!(next(State::Pledged, Verb::End, true), Ok(State::Failed));
        assert_eq!(next(State::SaidDone, Verb::End, true), Ok(State::Unconfirmed));
    }

    #[test]
    fn a_finding_needs_a_group_and_a_publication_a_finding() {
        assert_eq!(next(State::Opened, Verb::Find, false), Err(Refusal::NotNow));
        assert_eq!(next(State::Investigating, Verb::Publish, false), Err(Refusal::NotNow));
        assert_eq!(next(State::Found, Verb::Publish, false), Ok(State::Published));
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for state in State::ALL.iter().filter(|state| state.is_final()) {
            for verb in Verb::ALL {
                assert_eq!(next(*state, *verb, true), Err(Refusal::Ended));
            }
        }
    }
}
