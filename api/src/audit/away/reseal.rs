//! Sealed columns on their way from one key ring to another. No key travels with them.

use entity::sealed::Sealed;

use crate::keyring::{Keyring, Unsealable};

/// Two key rings.
#[derive(Clone, Debug)]
pub(super) struct Reseal {
    pub(super) from: Keyring,
    pub(super) to: Keyring,
}

impl Reseal {
    /// A value of `table.column`, sealed anew.
    pub(super) fn value(&self, column: &str, sealed: &Sealed) -> Result<Sealed, Unsealable> {
        Ok(self.to.seal(column, &self.from.open(column, sealed)?))
    }

    pub(super) fn option(&self, column: &str, sealed: Option<&Sealed>) -> Result<Option<Sealed>, Unsealable> {
        sealed.map(|sealed| self.value(column, sealed)).transpose()
    }
}
