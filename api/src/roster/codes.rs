//! A household's two codes. Both are derived from the card key and the household's number in the roster, so that a
//! card or a plate can be made again, also after a restore or a repeated import, and neither is stored readably.

use domain::rating::{DoorTag, HouseholdCode};

use crate::keyring::Keyring;

/// The household code of a household number (`371323001201-0001`) in its current version.
pub fn household_code(keyring: &Keyring, number: &str, version: i32) -> HouseholdCode {
    HouseholdCode::derive(keyring.card_key(), number, version.unsigned_abs())
}

/// What `household.code_hash` keeps of a household code, and what a scanned code is looked up by.
pub fn household_code_hash(keyring: &Keyring, code: &HouseholdCode) -> Vec<u8> {
    code.keyed_hash(keyring.hash_key()).to_vec()
}

/// The door tag of a household number.
pub fn door_tag(keyring: &Keyring, number: &str) -> DoorTag {
    DoorTag::derive(keyring.card_key(), number)
}
