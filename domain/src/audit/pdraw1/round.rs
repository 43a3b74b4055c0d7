//! What enters a round: the step called, the dice that two people typed, the one-time code.

use std::fmt;

use thiserror::Error;

use super::digest::{Digest, MacKey};
use super::ticket::RoundKey;

/// Six ten-sided dice in the order thrown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dice6(String);

/// Why the dice cannot be locked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DiceMismatch {
    #[error("each person types exactly six digits")]
    NotSixDigits,
    #[error("the two people typed different dice")]
    Disagree,
}

impl Dice6 {
    pub fn parse(digits: &str) -> Option<Self> {
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| Self(digits.into()))
    }

    /// What two people typed independently must agree.
    pub fn agreed(first: &str, second: &str) -> Result<Self, DiceMismatch> {
        let first = Self::parse(first).ok_or(DiceMismatch::NotSixDigits)?;
        let second = Self::parse(second).ok_or(DiceMismatch::NotSixDigits)?;
        if first == second { Ok(first) } else { Err(DiceMismatch::Disagree) }
    }

    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// A press of a step; on split rosters it names the part: `STEP/KEY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCall {
    pub step: String,
    pub key: Option<String>,
}

impl StepCall {
    pub fn parse(text: &str) -> Self {
        match text.split_once('/') {
            Some((step, key)) => Self { step: step.into(), key: Some(key.into()) },
            None => Self { step: text.into(), key: None },
        }
    }
}

/// STEP as it stands in every formula.
impl fmt::Display for StepCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.step)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "/{key}"))
    }
}

/// `dice6=DIGITS;otc=HEX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entropy {
    pub dice: Dice6,
    pub otc: Digest,
}

impl Entropy {
    pub fn parse(text: &str) -> Option<Self> {
        let (dice, otc) = text.strip_prefix("dice6=")?.split_once(";otc=")?;
        Some(Self { dice: Dice6::parse(dice)?, otc: Digest::from_hex(otc)? })
    }
}

impl fmt::Display for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dice6={};otc={}", self.dice.0, self.otc)
    }
}

/// `D_r`: what is broadcast before the envelope is opened.
pub(super) fn lock(previous: &Digest, round: u64, step: &StepCall, dice: &Dice6) -> Digest {
    let text = format!("pdraw1|lock|{round}|{step}|dice6={}", dice.0);
    Digest::of_parts(&[previous.as_bytes(), text.as_bytes()])
}

/// `K_r = mac(S, "pdraw1|round|r|STEP|ENTROPY")`.
pub(super) fn key(seed: &Digest, round: u64, step: &str, entropy: &str) -> RoundKey {
    RoundKey::new(&MacKey::new(seed).mac(&[&format!("pdraw1|round|{round}|{step}|{entropy}")]))
}
