//! The public count: a bundle that anyone can check, receipts that prove their place in it, and the openings with which
//! auditors count again.
//!
//! A count is made by [`Bundle::seal`] and checked by [`verify`], which share the leaves, the key list and the checkpoint.

mod bundle;
mod check;
mod checkpoint;
mod error;
mod merkle;
mod openings;
mod recount;
mod verify;
mod wire;

pub use bundle::{
    Bundle, CellCount, NotACount, OfficialCount, OfficialKey, RoundNamed, ballot_leaf, cells, key_list,
};
pub use checkpoint::Checkpoint;
pub use error::CountError;
pub use merkle::{Tree, leaf_hash, verify_inclusion};
pub use openings::{OpenedBallot, Openings, Way};
pub use verify::{Against, Note, Verdict, verify};
pub use wire::{Signer, Wide, number};
