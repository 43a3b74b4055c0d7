//! The three codes a household meets: two of its own, which are never the same, and the slip of a round.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::code::{self, CodeError, Kind};

type HmacSha256 = Hmac<Sha256>;

pub(super) fn derived(key: &[u8], message: &str) -> [u8; 32] {
    let mut mac = HmacSha256::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

/// 户码: opens the household's own page and its rating. Sixteen characters (80 bits) and a check character.
///
/// Derived from the card key, which lies outside the database, so that it can be printed again and is revoked by the
/// next version. The database keeps [`HouseholdCode::keyed_hash`]; `Debug` does not show the code.
#[derive(Clone, PartialEq, Eq)]
pub struct HouseholdCode(String);

impl HouseholdCode {
    /// Characters, the check character included.
    pub const LENGTH: usize = 17;

    /// The first 80 bits of HMAC-SHA256(card key, `household|ID|VERSION`).
    pub fn derive(card_key: &[u8], household_id: &str, version: u32) -> Self {
        let bytes = derived(card_key, &format!("household|{household_id}|{version}"));
        Self(code::from_bytes(Kind::Household, &bytes, Self::LENGTH))
    }

    /// The canonical characters, as they stand in `/R/CODE`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed, `XXXX-XXXX-XXXX-XXXXX`.
    pub fn printed(&self) -> String {
        code::grouped(&self.0)
    }

    /// HMAC-SHA256(lookup key, `household code|CODE`): what the database keeps and finds it by.
    pub fn keyed_hash(&self, lookup_key: &[u8]) -> [u8; 32] {
        derived(lookup_key, &format!("household code|{}", self.0))
    }
}

impl FromStr for HouseholdCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        code::parse(Kind::Household, text, Self::LENGTH).map(Self)
    }
}

impl fmt::Debug for HouseholdCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HouseholdCode(hidden)")
    }
}

/// One sealed slip of a rating round. Sixteen random characters (80 bits) and a check character; nothing is derived
/// from it and it is derived from nothing, so that no key tells whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SlipCode(String);

impl SlipCode {
    /// Characters, the check character included.
    pub const LENGTH: usize = 17;

    /// A code of ten random bytes.
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self(code::from_bytes(Kind::Slip, &bytes, Self::LENGTH))
    }

    /// The canonical characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed, `XXXX-XXXX-XXXX-XXXXX`.
    pub fn printed(&self) -> String {
        code::grouped(&self.0)
    }

    /// HMAC-SHA256(box key, `slip|CODE`): all that the ballot box keeps of it.
    pub fn keyed_hash(&self, box_key: &[u8]) -> [u8; 32] {
        derived(box_key, &format!("slip|{}", self.0))
    }
}

impl FromStr for SlipCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        code::parse(Kind::Slip, text, Self::LENGTH).map(Self)
    }
}

impl fmt::Debug for SlipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipCode(hidden)")
    }
}

/// 门牌码: fixed at the door, seen by everyone, opens a public page and proves that somebody stood there. Eleven
/// characters (55 bits, so that 337,000 tags do not meet) and a check character. Not secret, and not to be guessed
/// from the tag next door.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DoorTag(String);

impl DoorTag {
    /// Characters, the check character included.
    pub const LENGTH: usize = 12;

    /// The first 55 bits of HMAC-SHA256(card key, `door tag|ID`). A tag has no version: it is a plate on a wall.
    pub fn derive(card_key: &[u8], household_id: &str) -> Self {
        let bytes = derived(card_key, &format!("door tag|{household_id}"));
        Self(code::from_bytes(Kind::DoorTag, &bytes, Self::LENGTH))
    }

    /// The canonical characters, as they stand in `/T/TAG`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed, `XXXX-XXXX-XXXX`.
    pub fn printed(&self) -> String {
        code::grouped(&self.0)
    }
}

impl FromStr for DoorTag {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        code::parse(Kind::DoorTag, text, Self::LENGTH).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &[u8] = b"a card key of thirty-two bytes..";

    #[test]
    fn a_printed_card_stays_good_for_ever() {
        // Computed apart, by another program; a change would turn every printed envelope into waste paper.
        let code = HouseholdCode::derive(KEY, "371323001201-0001", 1);
        assert_eq!(code.printed(), "BX1H-PVG9-D6Q7-1AMSS");
        assert_eq!(DoorTag::derive(KEY, "371323001201-0001").printed(), "586Y-YWSK-5FNM");
        assert_eq!(SlipCode::from_random([0xA5; 10]).printed(), "MPJT-B9D5-MPJT-B9D5T");
    }

    #[test]
    fn the_next_version_another_key_and_another_household_are_other_codes() {
        let first = HouseholdCode::derive(KEY, "371323001201-0001", 1);
        assert_ne!(first, HouseholdCode::derive(KEY, "371323001201-0001", 2));
        assert_ne!(first, HouseholdCode::derive(b"another key", "371323001201-0001", 1));
        assert_ne!(first, HouseholdCode::derive(KEY, "371323001201-0002", 1));
    }

    #[test]
    fn no_secret_code_shows_in_a_log() {
        let household = HouseholdCode::derive(KEY, "371323001201-0001", 1);
        let slip = SlipCode::from_random([9; 10]);
        assert!(!format!("{household:?}").contains(household.as_str()));
        assert!(!format!("{slip:?}").contains(slip.as_str()));
    }

    proptest! {
        #[test]
        fn a_code_typed_where_another_belongs_is_refused(bytes in any::<[u8; 10]>(), version in any::<u32>()) {
            let slip = SlipCode::from_random(bytes);
            prop_assert_eq!(slip.printed().parse::<HouseholdCode>(), Err(CodeError::Check));
            let household = HouseholdCode::derive(&bytes, "x", version);
            prop_assert_eq!(household.printed().parse::<SlipCode>(), Err(CodeError::Check));
            prop_assert_eq!(household.printed().to_lowercase().parse(), Ok(household));
            let tag = DoorTag::derive(&bytes, "x");
            prop_assert_eq!(tag.printed().parse(), Ok(tag));
        }

        #[test]
        fn the_keyed_hash_depends_on_code_and_key(left in any::<[u8; 10]>(), right in any::<[u8; 10]>()) {
            let (one, other) = (SlipCode::from_random(left), SlipCode::from_random(right));
            prop_assert_eq!(one == other, one.keyed_hash(KEY) == other.keyed_hash(KEY));
            prop_assert_ne!(one.keyed_hash(KEY), one.keyed_hash(b"another"));
        }
    }
}
