//! Who serves which household, and the two codes of a household.

pub mod code;
