//! One-time codes: a hash chain whose tip is announced and whose codes lie in the notary's sealed envelopes.

use std::fmt;

use super::digest::Digest;
use super::error::DrawError;

/// The codes in the order they are opened, and the tip that the announcement carries.
#[derive(Clone)]
pub struct OtcChain {
    pub tip: Digest,
    pub codes: Vec<Digest>,
}

impl fmt::Debug for OtcChain {
    // Codes are secrets until their envelope is opened: they must not slip into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OtcChain {{ tip: {}, codes: {} }}", self.tip, self.codes.len())
    }
}

/// A chain of `count` codes from a secret: the secret is the last code, each hash leads one code back, to the tip.
pub fn make_chain(secret: [u8; 32], count: usize) -> OtcChain {
    let mut codes = Vec::with_capacity(count);
    let mut code = Digest::from_bytes(secret);
    for _ in 0..count {
        codes.push(code);
        code = Digest::of(code.as_bytes());
    }
    codes.reverse();
    OtcChain { tip: code, codes }
}

/// The code of a round, as opened from the envelope: its SHA-256 must be the code before it (the tip for round 1).
pub fn check_otc(round: u64, previous: &Digest, hex: &str) -> Result<Digest, DrawError> {
    let code = Digest::from_hex(hex).ok_or(DrawError::CodeMalformed { round })?;
    if Digest::of(code.as_bytes()) == *previous { Ok(code) } else { Err(DrawError::CodeNotNext { round }) }
}

/// The code of a lost envelope, computed from the one after it.
pub fn recover_otc(round: u64, previous: &Digest, next_hex: &str) -> Result<Digest, DrawError> {
    let next = Digest::from_hex(next_hex).ok_or(DrawError::CodeMalformed { round })?;
    check_otc(round, previous, &Digest::of(next.as_bytes()).hex())
}
