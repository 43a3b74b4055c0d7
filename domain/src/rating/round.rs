//! A rating round's life: draft, preparing, ready, open, closing, closed, in this order and never back.
//!
//! Each state is a type and a transition consumes the one before, so that no code can count a round that is open or
//! cast into one that is closed. [`StoredRound`] is how a row of the database comes back into the types.

use chrono::{DateTime, Utc};

use crate::words::words;

words! {
    /// The stored word of a round's state.
    pub enum RoundState {
        /// Written down; nothing is made yet.
        Draft = "draft",
        /// The officials' keys are being made.
        Preparing = "preparing",
        /// Every key is there, and their list is published.
        Ready = "ready",
        /// Households rate; nothing is shown but how many were issued.
        Open = "open",
        /// Nothing is taken any more; one trustee has brought his key.
        Closing = "closing",
        /// Counted.
        Closed = "closed",
    }
}

/// The state in which a round is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft;

/// The state in which keys are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preparing;

/// The state before opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready;

/// The state in which households rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// When who rates whom was frozen.
    pub opened_at: DateTime<Utc>,
}

/// The state in which the trustees bring their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
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
    /// An official without a key cannot be rated by phone, and a list without him was published.
    #[error("the keys of {0} officials are missing")]
    KeysMissing(u64),
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
    /// A round that was written down.
    pub const fn draft() -> Self {
        Self { state: Draft }
    }

    /// Begins to make the keys of its officials.
    pub fn prepare(self, officials: u64, trustee_keys: [&str; 2]) -> Result<Round<Preparing>, RoundError> {
        if trustee_keys[0] == trustee_keys[1] || trustee_keys.iter().any(|key| key.is_empty()) {
            return Err(RoundError::Trustees);
        }
        if officials == 0 {
            return Err(RoundError::Empty);
        }
        Ok(Round { state: Preparing })
    }
}

impl Round<Preparing> {
    /// All keys are there: their list is published, and no key is added afterwards.
    pub fn publish(self, missing: u64) -> Result<Round<Ready>, RoundError> {
        if missing > 0 {
            return Err(RoundError::KeysMissing(missing));
        }
        Ok(Round { state: Ready })
    }
}

impl Round<Ready> {
    /// Makes the keys of officials who came since the list was published, and publishes it again.
    pub fn prepare_again(self) -> Round<Preparing> {
        Round { state: Preparing }
    }

    /// Opens it: from here on who rates whom is frozen. Every official of the frozen map must stand in the published
    /// list of keys.
    pub fn open(self, officials: u64, missing: u64, now: DateTime<Utc>) -> Result<Round<Open>, RoundError> {
        if officials == 0 {
            return Err(RoundError::Empty);
        }
        if missing > 0 {
            return Err(RoundError::KeysMissing(missing));
        }
        Ok(Round { state: Open { opened_at: now } })
    }
}

impl Round<Open> {
    /// When it was opened.
    pub const fn opened_at(&self) -> DateTime<Utc> {
        self.state.opened_at
    }

    /// Ends the rating, once no slip is left that somebody could still use without having drawn it.
    pub fn stop(self, undrawn_slips: u64) -> Result<Round<Closing>, RoundError> {
        if undrawn_slips > 0 {
            return Err(RoundError::UndrawnSlips(undrawn_slips));
        }
        Ok(Round { state: Closing { opened_at: self.state.opened_at } })
    }
}

impl Round<Closing> {
    /// Closes it when the ballots are counted.
    pub fn close(self, now: DateTime<Utc>) -> Result<Round<Closed>, RoundError> {
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
    /// Written down.
    Draft(Round<Draft>),
    /// Its keys are being made.
    Preparing(Round<Preparing>),
    /// Its keys are published.
    Ready(Round<Ready>),
    /// Households rate.
    Open(Round<Open>),
    /// One trustee has brought his key.
    Closing(Round<Closing>),
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
            (RoundState::Preparing, None, None) => Ok(Self::Preparing(Round { state: Preparing })),
            (RoundState::Ready, None, None) => Ok(Self::Ready(Round { state: Ready })),
            (RoundState::Open, Some(opened_at), None) => Ok(Self::Open(Round { state: Open { opened_at } })),
            (RoundState::Closing, Some(opened_at), None) => {
                Ok(Self::Closing(Round { state: Closing { opened_at } }))
            }
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
            Self::Preparing(_) => RoundState::Preparing,
            Self::Ready(_) => RoundState::Ready,
            Self::Open(_) => RoundState::Open,
            Self::Closing(_) => RoundState::Closing,
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

    fn ready() -> Round<Ready> {
        let preparing = Round::draft().prepare(3, ["left", "right"]).expect("it is prepared");
        preparing.publish(0).expect("all keys are there")
    }

    #[test]
    fn a_round_goes_from_draft_to_closed() {
        let open = ready().open(3, 0, noon()).expect("it opens");
        let later = noon() + TimeDelta::days(7);
        let closed = open.stop(0).and_then(|closing| closing.close(later)).expect("it closes");
        assert_eq!((closed.opened_at(), closed.closed_at()), (noon(), later));
    }

    #[test]
    fn one_trustee_with_two_hats_prepares_nothing() {
        assert_eq!(Round::draft().prepare(3, ["same", "same"]), Err(RoundError::Trustees));
        assert_eq!(Round::draft().prepare(3, ["left", ""]), Err(RoundError::Trustees));
        assert_eq!(Round::draft().prepare(0, ["left", "right"]), Err(RoundError::Empty));
    }

    #[test]
    fn nothing_opens_while_a_key_is_missing() {
        let preparing = Round::draft().prepare(3, ["left", "right"]).expect("it is prepared");
        assert_eq!(preparing.publish(1), Err(RoundError::KeysMissing(1)));
        assert_eq!(ready().open(3, 2, noon()), Err(RoundError::KeysMissing(2)));
        assert_eq!(ready().open(0, 0, noon()), Err(RoundError::Empty));
    }

    #[test]
    fn spare_slips_keep_a_round_open() {
        let open = ready().open(3, 0, noon()).expect("it opens");
        assert_eq!(open.stop(2), Err(RoundError::UndrawnSlips(2)));
        let closing = open.stop(0).expect("it stops");
        assert_eq!(closing.close(noon() - TimeDelta::seconds(1)), Err(RoundError::Order));
    }

    #[test]
    fn a_row_that_contradicts_itself_is_no_round() {
        let read = StoredRound::read;
        assert!(matches!(read(RoundState::Open, Some(noon()), None), Ok(StoredRound::Open(_))));
        assert_eq!(read(RoundState::Open, None, None), Err(RoundError::Stored(RoundState::Open)));
        assert_eq!(read(RoundState::Draft, Some(noon()), None), Err(RoundError::Stored(RoundState::Draft)));
        for state in [RoundState::Draft, RoundState::Preparing, RoundState::Ready] {
            assert_eq!(read(state, None, None).expect("not opened").state(), state);
        }
        let closing = read(RoundState::Closing, Some(noon()), None).expect("a closing round");
        assert_eq!(closing.state(), RoundState::Closing);
        let closed = read(RoundState::Closed, Some(noon()), Some(noon())).expect("a closed round");
        assert_eq!(closed.state(), RoundState::Closed);
    }
}
