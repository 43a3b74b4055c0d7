//! What the auditors get beside the bundle: every ballot, shuffled, with what proves it; `lianxin-rating-openings-1`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bundle::NotACount;
use super::wire::{self, Object, Wide};
use crate::audit::pdraw1::{Digest, unique_map};
use crate::rating::{Ballot, Level, Tally};
use crate::roster::OfficialNumber;
use crate::words::words;

words! {
    /// How a ballot came.
    pub enum Way {
        /// From a household's own device, with a blind signature.
        Phone = "phone",
        /// On a drawn slip.
        Slip = "slip",
    }
}

/// The opened ballots of a round. Values are as written: [`super::verify`] says whether they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openings {
    pub protocol: String,
    /// The round's code.
    pub round: String,
    #[serde(deserialize_with = "wire::objects")]
    pub ballots: Vec<OpenedBallot>,
    /// Answers per level, the best first, of every official in the bundle.
    #[serde(deserialize_with = "unique_map")]
    pub tallies: BTreeMap<String, [u64; 5]>,
}

/// A ballot, and what its commitment and its token were made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedBallot {
    #[serde(with = "wire::number")]
    pub official: OfficialNumber,
    pub way: Way,
    pub level: Level,
    pub reasons: Vec<String>,
    pub comment: String,
    pub salt: Digest,
    /// Of a phone's token; a slip has none.
    #[serde(deserialize_with = "wire::present")]
    pub prefix: Option<Digest>,
    pub nonce: Digest,
    /// Of a phone's token; a slip has none.
    #[serde(deserialize_with = "wire::present")]
    pub signature: Option<Wide>,
}

impl OpenedBallot {
    /// The ballot itself.
    pub fn ballot(&self, round: &str) -> Ballot {
        Ballot {
            round: round.to_owned(),
            official: self.official,
            level: self.level,
            reasons: self.reasons.clone(),
            comment: self.comment.clone(),
        }
    }

    /// What stands for it in the bundle.
    pub fn commitment(&self, round: &str) -> Digest {
        self.ballot(round).commitment(&self.salt)
    }
}

impl Openings {
    pub const PROTOCOL: &'static str = "lianxin-rating-openings-1";

    /// The openings of a round. `ballots` are shuffled already; `officials` are all of the bundle.
    pub fn of(
        round: &str,
        officials: impl IntoIterator<Item = OfficialNumber>,
        ballots: Vec<OpenedBallot>,
    ) -> Self {
        let tallies = officials.into_iter().map(|official| (official.to_string(), [0; 5]));
        let mut tallies: BTreeMap<String, [u64; 5]> = tallies.collect();
        for ballot in &ballots {
            tallies.entry(ballot.official.to_string()).or_default()[ballot.level as usize] += 1;
        }
        Self { protocol: Self::PROTOCOL.to_owned(), round: round.to_owned(), ballots, tallies }
    }

    /// Reads JSON.
    pub fn parse(json: &[u8]) -> Result<Self, NotACount> {
        let Object(openings): Object<Self> = serde_json::from_slice(json)?;
        if openings.protocol != Self::PROTOCOL {
            return Err(NotACount::Protocol { expected: Self::PROTOCOL, found: openings.protocol });
        }
        Ok(openings)
    }

    /// The ballots counted again, by official.
    pub(super) fn recount(&self) -> BTreeMap<OfficialNumber, Tally> {
        let mut tallies: BTreeMap<OfficialNumber, Tally> = BTreeMap::new();
        for ballot in &self.ballots {
            tallies.entry(ballot.official).or_default().add(ballot.level);
        }
        tallies
    }
}
