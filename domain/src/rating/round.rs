//! A rating round's life: draft, open, closed, in this order and never back.
//!
//! Each state is a type and a transition consumes the one before, so that no code can count a round that is open or
//! cast into one that is closed. [`StoredRound`] is how a row of the database comes back into the types.

use chrono::{DateTime, Utc};

use crate::words::words;

words! {
    /// The stored word of a round's state.
    pub enum RoundState {
        /// Being prepared.
        Draft = "draft",
        /// Households rate; nothing is shown but how many were issued.
        Open = "open",
        /// Counted.
        Closed = "closed",
    }
}

/// The state before opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft;

/// The state in which households rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// When who rates whom was frozen.
    pub opened_at: DateTime<Utc>,
}

/// The state after counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When the ballots were opened.
    pub closed_at: DateTime<Utc>,
}

/// A round in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round<S> {
    state: S,
}

/// Why a round does not move on, or a row is no round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// It takes two trustees to read a ballot.
    #[error("a round needs the keys of two different trustees")]
    Trustees,
    /// Nobody would be rated.
    #[error("nobody would be rated")]
    Empty,
    /// Slips that nobody drew have to be voided before the close, or somebody could use them.
    #[error("{0} slips were neither drawn nor voided")]
    UndrawnSlips(u64),
    /// It would close before it opened.
    #[error("a round closes after it was opened")]
    Order,
    /// The stored state and the stored times contradict each other.
    #[error("a stored round that is {0} does not have the times of one")]
    Stored(RoundState),
}

impl Round<Draft> {
    /// A round that is being prepared.
    pub const fn draft() -> Self {
        Self { state: Draft }
    }

    /// Opens it: from here on who rates whom is frozen.
    pub fn open(
        self,
        officials: u64,
        trustee_keys: [&str; 2],
        now: DateTime<Utc>,
    ) -> Result<Round<Open>, RoundError> {
        if trustee_keys[0] == trustee_keys[1] || trustee_keys.iter().any(|key| key.is_empty()) {
            return Err(RoundError::Trustees);
        }
        if officials == 0 {
            return Err(RoundError::Empty);
        }
        Ok(Round { state: Open { opened_at: now } })
    }
}

impl Round<Open> {
    /// When it was opened.
    pub const fn opened_at(&self) -> DateTime<Utc> {
        self.state.opened_at
    }

    /// Closes it, once no slip is left that somebody could still use without having drawn it.
    pub fn close(self, undrawn_slips: u64, now: DateTime<Utc>) -> Result<Round<Closed>, RoundError> {
        if undrawn_slips > 0 {
            return Err(RoundError::UndrawnSlips(undrawn_slips));
        }
        let opened_at = self.state.opened_at;
        if now < opened_at {
            return Err(RoundError::Order);
        }
        Ok(Round { state: Closed { opened_at, closed_at: now } })
    }
}

impl Round<Closed> {
    /// When it was opened.
    pub const fn opened_at(&self) -> DateTime<Utc> {
        self.state.opened_at
    }

    /// When it was closed.
    pub const fn closed_at(&self) -> DateTime<Utc> {
        self.state.closed_at
    }
}

/// A round as it comes out of the database, to be matched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredRound {
    /// Being prepared.
    Draft(Round<Draft>),
    /// Households rate.
    Open(Round<Open>),
    /// Counted.
    Closed(Round<Closed>),
}

impl StoredRound {
    /// Reads the stored word and times; a row that contradicts itself is refused.
    pub fn read(
        state: RoundState,
        opened_at: Option<DateTime<Utc>>,
        closed_at: Option<DateTime<Utc>>,
    ) -> Result<Self, RoundError> {
        match (state, opened_at, closed_at) {
            (RoundState::Draft, None, None) => Ok(Self::Draft(Round::draft())),
            (RoundState::Open, Some(opened_at), None) => Ok(Self::Open(Round { state: Open { opened_at } })),
            (RoundState::Closed, Some(opened_at), Some(closed_at)) if closed_at >= opened_at => {
                Ok(Self::Closed(Round { state: Closed { opened_at, closed_at } }))
            }
            _ => Err(RoundError::Stored(state)),
        }
    }

    /// The word to store.
    pub const fn state(&self) -> RoundState {
        match self {
            Self::Draft(_) => RoundState::Draft,
            Self::Open(_) => RoundState::Open,
            Self::Closed(_) => RoundState::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    #[test]
    fn a_round_goes_from_draft_to_open_to_closed() {
        let open = Round::draft().open(3, ["left", "right"], noon()).expect("it opens");
        let later = noon() + TimeDelta::days(7);
        let closed = open.close(0, later).expect("it closes");
        assert_eq!((closed.opened_at(), closed.closed_at()), (noon(), later));
    }

    #[test]
    fn one_trustee_with_two_hats_opens_nothing() {
        assert_eq!(Round::draft().open(3, ["same", "same"], noon()), Err(RoundError::Trustees));
        assert_eq!(Round::draft().open(3, ["left", ""], noon()), Err(RoundError::Trustees));
        assert_eq!(Round::draft().open(0, ["left", "right"], noon()), Err(RoundError::Empty));
    }

    #[test]
    fn spare_slips_keep_a_round_open() {
        let open = Round::draft().open(3, ["left", "right"], noon()).expect("it opens");
        assert_eq!(open.close(2, noon()), Err(RoundError::UndrawnSlips(2)));
        assert_eq!(open.close(0, noon() - TimeDelta::seconds(1)), Err(RoundError::Order));
    }

    #[test]
    fn a_row_that_contradicts_itself_is_no_round() {
        let read = StoredRound::read;
        assert!(matches!(read(RoundState::Open, Some(noon()), None), Ok(StoredRound::Open(_))));
        assert_eq!(read(RoundState::Open, None, None), Err(RoundError::Stored(RoundState::Open)));
        assert_eq!(read(RoundState::Draft, Some(noon()), None), Err(RoundError::Stored(RoundState::Draft)));
        let closed = read(RoundState::Closed, Some(noon()), Some(noon())).expect("a closed round");
        assert_eq!(closed.state(), RoundState::Closed);
    }
}
