//! The code that invites a colleague to the evaluation of his unit.

use std::{fmt, str::FromStr};

use super::code::derived;
use crate::code::{self, CodeError, Kind};

/// Answers of which the first distribution is shown, and one colleague more: nobody judges himself.
pub const LEAST_COLLEAGUES: u32 = super::LEAST_ANSWERS + 1;

/// An invitation to one evaluation. Sixteen characters (80 bits) and a check character.
///
/// Derived from the card key like a household's code, but from the round and a colleague's number, so that no letter opens
/// anything else or anything later. The database keeps [`InvitationCode::keyed_hash`]; `Debug` does not show the code.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationCode(String);

impl InvitationCode {
    /// Characters, the check character included.
    pub const LENGTH: usize = 17;

    /// The first 80 bits of HMAC-SHA256(card key, `invitation|ROUND|NUMBER|VERSION`).
    pub fn derive(card_key: &[u8], round_id: &str, number: &str, version: u32) -> Self {
        let bytes = derived(card_key, &format!("invitation|{round_id}|{number}|{version}"));
        Self(code::from_bytes(Kind::Invitation, &bytes, Self::LENGTH))
    }

    /// The canonical characters, as they stand in `/E/CODE`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// HMAC-SHA256(lookup key, `invitation code|CODE`): what the database keeps and finds it by.
    pub fn keyed_hash(&self, lookup_key: &[u8]) -> [u8; 32] {
        derived(lookup_key, &format!("invitation code|{}", self.0))
    }
}

impl FromStr for InvitationCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        code::parse(Kind::Invitation, text, Self::LENGTH).map(Self)
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rating::{HouseholdCode, SlipCode};
    use proptest::prelude::*;

    const KEY: &[u8] = b"a card key of thirty-two bytes..";

    #[test]
    fn another_round_colleague_version_or_key_is_another_invitation() {
        let first = InvitationCode::derive(KEY, "round", "A00001", 1);
        assert_eq!(first, InvitationCode::derive(KEY, "round", "A00001", 1));
        for other in [
            InvitationCode::derive(KEY, "other", "A00001", 1),
            InvitationCode::derive(KEY, "round", "A00002", 1),
            InvitationCode::derive(KEY, "round", "A00001", 2),
            InvitationCode::derive(b"another key", "round", "A00001", 1),
        ] {
            assert_ne!(first, other);
            assert_ne!(first.keyed_hash(KEY), other.keyed_hash(KEY));
        }
        assert!(!format!("{first:?}").contains(first.as_str()));
    }

    proptest! {
        #[test]
        fn an_invitation_is_no_household_code_and_no_slip(key in any::<[u8; 16]>(), version in any::<u32>()) {
            let invitation = InvitationCode::derive(&key, "round", "A00001", version);
            prop_assert_eq!(invitation.as_str().to_lowercase().parse(), Ok(invitation.clone()));
            prop_assert_eq!(invitation.as_str().parse::<HouseholdCode>(), Err(CodeError::Check));
            prop_assert_eq!(invitation.as_str().parse::<SlipCode>(), Err(CodeError::Check));
        }
    }
}
