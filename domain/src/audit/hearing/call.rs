//! When nobody has answered: three calls within five minutes, as the protocol says of `NO_ANSWER`.

use chrono::{DateTime, Duration, Utc};

use crate::words::words;

/// So many calls in a row must stay without an answer.
pub const ATTEMPTS: usize = 3;
/// The last of them comes no later than this after the first.
pub const WINDOW: Duration = Duration::minutes(5);

words! {
    /// What came of a call.
    pub enum CallResult {
        /// Somebody of the household, or the official, spoke.
        Answered = "answered",
        /// It rang and nobody picked up.
        NoAnswer = "no_answer",
        /// The line was busy, or the call was refused.
        Busy = "busy",
        /// Switched off, out of service, no such number.
        Unreachable = "unreachable",
    }
}

/// One logged call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub at: DateTime<Utc>,
    pub result: CallResult,
}

/// Whether these calls, in the order they were made, allow `NO_ANSWER`: three in a row without an answer within five
/// minutes, and no answer since.
pub fn nobody_answered(calls: &[Attempt]) -> bool {
    let answered = calls.iter().rposition(|call| call.result == CallResult::Answered);
    let silent = &calls[answered.map_or(0, |at| at + 1)..];
    silent.windows(ATTEMPTS).any(|calls| calls[ATTEMPTS - 1].at - calls[0].at <= WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(seconds: &[(i64, CallResult)]) -> Vec<Attempt> {
        let start = DateTime::from_timestamp(1_780_000_000, 0).expect("a time");
        seconds
            .iter()
            .map(|(at, result)| Attempt { at: start + Duration::seconds(*at), result: *result })
            .collect()
    }

    #[test]
    fn three_calls_within_five_minutes_and_no_less() {
        use CallResult::{Busy, NoAnswer, Unreachable};
        assert!(!nobody_answered(&[]));
        assert!(!nobody_answered(&calls(&[(0, NoAnswer), (100, NoAnswer)])));
        assert!(nobody_answered(&calls(&[(0, NoAnswer), (100, Busy), (300, Unreachable)])));
        assert!(
            !nobody_answered(&calls(&[(0, NoAnswer), (100, NoAnswer), (301, NoAnswer)])),
            "a second too late"
        );
        assert!(nobody_answered(&calls(&[(0, NoAnswer), (200, NoAnswer), (301, NoAnswer), (400, NoAnswer)])));
    }

    #[test]
    fn whoever_spoke_has_answered() {
        use CallResult::{Answered, NoAnswer};
        let spoke = [(0, NoAnswer), (10, NoAnswer), (20, NoAnswer), (30, Answered)];
        assert!(!nobody_answered(&calls(&spoke)));
        assert!(!nobody_answered(&calls(&[(0, NoAnswer), (10, NoAnswer), (20, Answered), (30, NoAnswer)])));
    }
}
