//! A ballot's text, what stands for it in public, and the receipt a household keeps.

use std::collections::HashSet;

use crate::audit::pdraw1::Digest;
use crate::roster::OfficialNumber;

use super::Level;

/// Most characters of a comment.
pub const COMMENT: usize = 300;

/// One household's judgement of one official. Nothing in it says which household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The round's code.
    pub round: String,
    pub official: OfficialNumber,
    pub level: Level,
    /// Words, in the order of the round's list.
    pub reasons: Vec<String>,
    pub comment: String,
}

/// Why something is no ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// Two different ballots could have one text.
    #[error("the round's code is empty or holds a control character")]
    Round,
    #[error("a reason is not a word of small letters, digits and underscores, or stands twice")]
    Reasons,
    #[error("the comment has more than 300 characters")]
    CommentTooLong,
    #[error("the comment holds a control character other than a line feed")]
    CommentControl,
}

impl Ballot {
    /// Whether the text says this ballot and no other.
    pub fn check(&self) -> Result<(), BallotError> {
        let mut seen = HashSet::new();
        if !is_line(&self.round) {
            return Err(BallotError::Round);
        }
        if !self.reasons.iter().all(|reason| is_word(reason) && seen.insert(reason)) {
            return Err(BallotError::Reasons);
        }
        if self.comment.chars().count() > COMMENT {
            return Err(BallotError::CommentTooLong);
        }
        if self.comment.chars().any(|c| c.is_control() && c != '\n') {
            return Err(BallotError::CommentControl);
        }
        Ok(())
    }

    /// `lianxin-ballot-1`, round, official, level, reasons joined by commas, comment: a line each, no line feed at the end.
    pub fn text(&self) -> String {
        let Self { round, official, level, reasons, comment } = self;
        format!("lianxin-ballot-1\n{round}\n{official}\n{level}\n{}\n{comment}", reasons.join(","))
    }

    /// SHA-256(salt || text): says nothing without the salt, and nothing else once it is there.
    pub fn commitment(&self, salt: &Digest) -> Digest {
        Digest::of_parts(&[salt.as_bytes(), self.text().as_bytes()])
    }
}

/// The beginning of a commitment, short enough to be copied by hand: `XXXX-XXXX-XXXX-XXXX`.
pub fn receipt(commitment: &Digest) -> String {
    let hex = commitment.hex().to_uppercase();
    format!("{}-{}-{}-{}", &hex[..4], &hex[4..8], &hex[8..12], &hex[12..16])
}

/// Text that may stand in a line of its own.
pub(super) fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ballot() -> Ballot {
        Ballot {
            round: "2026-1".to_owned(),
            official: "A00012".parse().expect("a number"),
            level: Level::Dissatisfied,
            reasons: vec!["slow".to_owned(), "unfair".to_owned()],
            comment: "路灯坏了\n三个月".to_owned(),
        }
    }

    #[test]
    fn the_text_is_the_one_that_phones_hash() {
        let text = "lianxin-ballot-1\n2026-1\nA00012\ndissatisfied\nslow,unfair\n路灯坏了\n三个月";
        assert_eq!(ballot().text(), text);
        // Computed apart, with sha256sum over 32 bytes of 0x07 and the text.
        let commitment = ballot().commitment(&Digest::from_bytes([7; 32]));
        assert_eq!(commitment.hex(), "93077d3774d84cfd4fa2ca212ac00f3a3e1b055cc5ef484c55b2748bcea58751");
        assert_eq!(receipt(&commitment), "9307-7D37-74D8-4CFD");
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_no_ballot() {
        let with = |change: fn(&mut Ballot)| {
            let mut ballot = ballot();
            change(&mut ballot);
            ballot.check()
        };
        assert_eq!(ballot().check(), Ok(()));
        assert_eq!(with(|b| b.round = "a\nb".to_owned()), Err(BallotError::Round));
        assert_eq!(with(|b| b.reasons = vec!["slow,unfair".to_owned()]), Err(BallotError::Reasons));
        assert_eq!(with(|b| b.reasons = vec![String::new()]), Err(BallotError::Reasons));
        assert_eq!(with(|b| b.reasons.push("slow".to_owned())), Err(BallotError::Reasons));
        assert_eq!(with(|b| b.comment = "字".repeat(301)), Err(BallotError::CommentTooLong));
        assert_eq!(with(|b| b.comment = "字".repeat(300)), Ok(()));
        assert_eq!(with(|b| b.comment = "a\rb".to_owned()), Err(BallotError::CommentControl));
    }

    fn any_ballot() -> impl Strategy<Value = Ballot> {
        let level = prop::sample::select(Level::ALL);
        let reasons = prop::collection::hash_set("[a-c]{1,2}", 0..3);
        ("[a-c ]{1,2}", 1..4_u32, level, reasons, "[a-c,\n]{0,6}").prop_map(
            |(round, n, level, reasons, comment)| Ballot {
                round,
                official: OfficialNumber::new(n).expect("a number"),
                level,
                reasons: reasons.into_iter().collect(),
                comment,
            },
        )
    }

    proptest! {
        #[test]
        fn two_ballots_have_two_texts(left in any_ballot(), right in any_ballot()) {
            prop_assert_eq!(left.check(), Ok(()));
            prop_assert_eq!(left.text() == right.text(), left == right);
        }

        #[test]
        fn another_salt_is_another_receipt(left in any::<[u8; 32]>(), right in any::<[u8; 32]>()) {
            let of = |salt| receipt(&ballot().commitment(&Digest::from_bytes(salt)));
            prop_assert_eq!(of(left) == of(right), left == right);
        }
    }
}
