//! The encrypted column.

use sea_orm::DeriveValueType;

/// Bytes that only the key ring can open: a key version, a nonce, the ciphertext and its tag. The entity crate
/// never holds a key, so an entity can be read, moved and logged without showing what it carries.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}
