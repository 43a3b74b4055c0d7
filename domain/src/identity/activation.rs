//! The printed one-time code with which an official makes his account his own.

use std::fmt;
use std::str::FromStr;

use crate::code::{self, CodeError, Kind};

const LENGTH: usize = 16;

/// Fifteen random characters (75 bits) and a check character, printed as `XXXX-XXXX-XXXX-XXXX`.
///
/// The program keeps only a hash of it; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ActivationCode(String);

impl ActivationCode {
    /// A code from ten random bytes.
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self(code::from_bytes(Kind::Activation, &bytes, LENGTH))
    }

    /// The canonical characters, which are what is hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed, in groups of four.
    pub fn printed(&self) -> String {
        code::grouped(&self.0)
    }
}

impl FromStr for ActivationCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        code::parse(Kind::Activation, text, LENGTH).map(Self)
    }
}

impl fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_code_is_read_back_however_it_is_typed() {
        let made = ActivationCode::from_random([7, 99, 200, 3, 41, 0, 255, 18, 76, 130]);
        let printed = made.printed();
        assert_eq!(printed.len(), 19);
        assert_eq!(printed.to_lowercase().replace('-', " ").parse(), Ok(made));
    }

    #[test]
    fn a_code_never_shows_in_a_log() {
        let made = ActivationCode::from_random([1; 10]);
        assert!(!format!("{made:?}").contains(made.as_str()));
    }
}
