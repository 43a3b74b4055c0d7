//! The published count of a round in one JSON document, `lianxin-rating-1`, and the tree over it.

use std::collections::HashMap;
use std::fmt::Write as _;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::merkle::Tree;
use super::wire::{self, Object, Signer, Wide};
use crate::audit::pdraw1::Digest;
use crate::rating::{Cell, Level, Shown, Tally};
use crate::roster::OfficialNumber;

/// The published count. Values are as written: [`super::verify`] says whether they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub protocol: String,
    #[serde(deserialize_with = "wire::object")]
    pub round: RoundNamed,
    /// Sorted by official.
    #[serde(deserialize_with = "wire::objects")]
    pub keys: Vec<OfficialKey>,
    pub key_list: Digest,
    /// Sorted by official; everybody who was rated, with a key or not.
    #[serde(deserialize_with = "wire::objects")]
    pub officials: Vec<OfficialCount>,
    /// A signed note over all of it.
    pub checkpoint: String,
    /// The county's Ed25519 key.
    pub signed_by: Signer,
}

/// What the round is called, and its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundNamed {
    pub code: String,
    pub name: String,
    pub opens_on: String,
    pub closes_on: String,
}

/// The key under which an official's phone ballots are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialKey {
    #[serde(with = "wire::number")]
    pub official: OfficialNumber,
    pub n: Wide,
}

/// What is published of an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialCount {
    #[serde(with = "wire::number")]
    pub official: OfficialNumber,
    /// Households that may rate him, as frozen at the opening.
    pub households: u64,
    /// Of them, those that were signed for on the phone, each once.
    pub issued_phone: u64,
    /// Of them, those that drew a slip.
    pub issued_slip: u64,
    /// Signatures given again at the desk, by two people.
    pub reissued: u64,
    /// Slips voided because nobody drew them.
    pub voided_slips: u64,
    /// Ballots in the box at the close.
    pub cast: u64,
    /// Of them, those that opened and hold.
    pub counted: u64,
    /// Of those counted, sorted.
    pub commitments: Vec<Digest>,
    /// The distribution as far as it may be shown; none where it may not.
    #[serde(deserialize_with = "wire::maybe_objects")]
    pub cells: Option<Vec<CellCount>>,
}

/// A cell of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCount {
    pub levels: Vec<Level>,
    pub count: u64,
}

impl From<Cell> for CellCount {
    fn from(cell: Cell) -> Self {
        Self { levels: cell.levels, count: cell.count.into() }
    }
}

/// The cells of a tally as they are published.
pub fn cells(tally: &Tally) -> Option<Vec<CellCount>> {
    match tally.shown() {
        Shown::Nothing => None,
        Shown::Distribution(cells) => Some(cells.into_iter().map(CellCount::from).collect()),
    }
}

/// SHA-256 over `OFFICIAL|N` and a line feed for each key, in the order of the officials. Published before the opening.
pub fn key_list(keys: &[OfficialKey]) -> Digest {
    let mut text = String::new();
    for key in keys {
        let _ = writeln!(text, "{}|{}", key.official, key.n);
    }
    Digest::of(text.as_bytes())
}

/// Why a document is not a count of this protocol at all.
#[derive(Debug, thiserror::Error)]
pub enum NotACount {
    #[error("not JSON, or a field is missing or of the wrong type: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("the protocol is {found:?}, not {expected}")]
    Protocol { expected: &'static str, found: String },
}

impl Bundle {
    pub const PROTOCOL: &'static str = "lianxin-rating-1";

    /// Sorts everything, computes the key list's hash and the root, and signs with the county's Ed25519 key,
    /// whose seed is given. What the counts say is not looked at: a count
    /// that does not hold is published as well, and [`super::verify`] names it.
    pub fn seal(
        round: RoundNamed,
        mut keys: Vec<OfficialKey>,
        mut officials: Vec<OfficialCount>,
        seed: &[u8; 32],
    ) -> Self {
        let signer = SigningKey::from_bytes(seed);
        keys.sort_by_key(|key| key.official);
        officials.sort_by_key(|count| count.official);
        for count in &mut officials {
            count.commitments.sort_unstable();
        }
        let mut bundle = Self {
            protocol: Self::PROTOCOL.to_owned(),
            round,
            key_list: key_list(&keys),
            keys,
            officials,
            checkpoint: String::new(),
            signed_by: Signer(signer.verifying_key().to_bytes()),
        };
        bundle.checkpoint = Checkpoint::of(&bundle).sign(&signer);
        bundle
    }

    /// Reads JSON.
    pub fn parse(json: &[u8]) -> Result<Self, NotACount> {
        let Object(bundle): Object<Self> = serde_json::from_slice(json)?;
        if bundle.protocol != Self::PROTOCOL {
            return Err(NotACount::Protocol { expected: Self::PROTOCOL, found: bundle.protocol });
        }
        Ok(bundle)
    }

    /// The leaves in their order: each official's counts, and after them his commitments.
    pub fn leaves(&self) -> impl Iterator<Item = String> {
        let keys: HashMap<_, _> = self.keys.iter().map(|key| (key.official, &key.n)).collect();
        self.officials.iter().flat_map(move |count| {
            let counts = count.leaf(keys.get(&count.official).copied());
            let ballots = count.commitments.iter().map(|it| ballot_leaf(count.official, it));
            std::iter::once(counts).chain(ballots)
        })
    }

    /// The tree over [`Bundle::leaves`], for proofs.
    pub fn tree(&self) -> Tree {
        Tree::of(self.leaves())
    }

    /// Where an official's own leaf stands; his commitments follow it.
    pub fn leaf_index(&self, official: OfficialNumber) -> Option<u64> {
        let at = self.officials.iter().position(|count| count.official == official)?;
        Some(self.officials[..at].iter().map(|count| 1 + count.commitments.len() as u64).sum())
    }

    /// All households, each once for every official whom it may rate.
    pub fn households(&self) -> u64 {
        self.officials.iter().fold(0, |sum, count| sum.saturating_add(count.households))
    }
}

/// The leaf of a ballot.
pub fn ballot_leaf(official: OfficialNumber, commitment: &Digest) -> String {
    format!("ballot|{official}|{commitment}")
}

impl OfficialCount {
    /// `official|NUMBER|HOUSEHOLDS|ISSUED_PHONE|ISSUED_SLIP|REISSUED|VOIDED|CAST|COUNTED|SHA256(N)|CELLS`; the hash and the
    /// cells are empty where there is no key and no distribution.
    pub fn leaf(&self, key: Option<&Wide>) -> String {
        let Self {
            official,
            households,
            issued_phone,
            issued_slip,
            reissued,
            voided_slips,
            cast,
            counted,
            cells,
            ..
        } = self;
        let key = key.map(|n| Digest::of(n.to_string().as_bytes()).hex()).unwrap_or_default();
        let cells: Vec<_> = cells.iter().flatten().map(CellCount::text).collect();
        format!(
            "official|{official}|{households}|{issued_phone}|{issued_slip}|{reissued}|{voided_slips}|{cast}|{counted}|{key}|{}",
            cells.join(";")
        )
    }

    /// What was given out, both ways.
    pub fn issued(&self) -> u64 {
        self.issued_phone.saturating_add(self.issued_slip)
    }
}

impl CellCount {
    /// `LEVEL,LEVEL=COUNT`
    fn text(&self) -> String {
        let levels: Vec<_> = self.levels.iter().map(|level| level.as_str()).collect();
        format!("{}={}", levels.join(","), self.count)
    }
}
