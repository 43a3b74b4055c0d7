//! The journal: what a leaf is, byte for byte, and the chain that shows any edit, deletion or insertion.

mod canonical;
mod chain;

pub use canonical::{CanonicalError, canonical};
pub use chain::{Broken, GENESIS, Hash, Leaf, leaf_hash, verify};
