//! What a household's receipt is checked with: one official's slice of the count, with the proof of each of its leaves.

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, ballot_leaf};
use super::merkle::Tree;
use super::wire::{self, Signer};
use crate::audit::pdraw1::Digest;
use crate::roster::OfficialNumber;

/// The places of an official's leaves in the tree. A phone asks for all of them, so that nobody learns which receipt it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    #[serde(with = "wire::number")]
    pub official: OfficialNumber,
    /// His own leaf; those of his commitments follow it in the tree.
    pub leaf: String,
    pub leaf_index: u64,
    pub commitments: Vec<Digest>,
    /// Of the leaf, and then of each commitment.
    pub proofs: Vec<Vec<Digest>>,
    pub checkpoint: String,
    pub signed_by: Signer,
}

impl Bundle {
    /// An official's places in this bundle's tree; none for somebody who is not in it.
    pub fn places(&self, tree: &Tree, official: OfficialNumber) -> Option<Places> {
        let leaf_index = self.leaf_index(official)?;
        let count = self.officials.iter().find(|count| count.official == official)?;
        let key = self.keys.iter().find(|key| key.official == official);
        let last = leaf_index + count.commitments.len() as u64;
        Some(Places {
            official,
            leaf: count.leaf(key.map(|key| &key.n)),
            leaf_index,
            commitments: count.commitments.clone(),
            proofs: (leaf_index..=last).map(|index| tree.proof(index)).collect::<Option<_>>()?,
            checkpoint: self.checkpoint.clone(),
            signed_by: self.signed_by,
        })
    }
}

impl Places {
    /// The leaves in their order: his own, and those of his commitments.
    pub fn leaves(&self) -> impl Iterator<Item = String> {
        let ballots = self.commitments.iter().map(|commitment| ballot_leaf(self.official, commitment));
        std::iter::once(self.leaf.clone()).chain(ballots)
    }
}
