//! The verifier: recomputes a count from its bundle, and from its openings where they are given, and names the first thing
//! that is wrong.

use super::bundle::{Bundle, NotACount};
use super::check::check;
use super::checkpoint::Checkpoint;
use super::error::CountError;
use super::openings::Openings;
use super::recount::recount;
use super::wire::Signer;
use crate::audit::pdraw1::Digest;

/// What the bundle is compared with: things that were published before it, or apart from it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// The county's public key, in base64.
    pub signer: Option<&'a str>,
    /// The key list published before the opening, in hex.
    pub key_list: Option<&'a str>,
    /// The auditors' file.
    pub openings: Option<&'a [u8]>,
}

/// What a verifier says of a count.
#[derive(Debug)]
pub enum Verdict {
    /// Everything was recomputed and holds.
    Holds {
        round: String,
        officials: usize,
        counted: u64,
        key_list: Digest,
        signed_by: Signer,
        checkpoint: Checkpoint,
        notes: Vec<Note>,
    },
    /// The first thing that is wrong.
    Broken(CountError),
    NotABundle(NotACount),
    NotOpenings(NotACount),
}

/// What a verdict that holds does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Anybody could have signed.
    SignerNotCompared,
    /// The keys may have been exchanged after the opening.
    KeyListNotCompared,
    /// What the ballots say was not looked at.
    BallotsNotOpened,
}

impl Note {
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignerNotCompared => "signer_not_compared",
            Self::KeyListNotCompared => "key_list_not_compared",
            Self::BallotsNotOpened => "ballots_not_opened",
        }
    }

    pub const fn message(self) -> &'static str {
        match self {
            Self::SignerNotCompared => {
                "who signed was not compared: give the county's published key with --signer"
            }
            Self::KeyListNotCompared => {
                "the keys were not compared: give the key list published before the opening with --key-list"
            }
            Self::BallotsNotOpened => {
                "signatures and levels were not checked: auditors give the openings with --openings"
            }
        }
    }
}

impl Verdict {
    /// 0 = all holds, 1 = something does not, 2 = not a bundle, or not openings, of this protocol.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Holds { .. } => 0,
            Self::Broken(_) => 1,
            Self::NotABundle(_) | Self::NotOpenings(_) => 2,
        }
    }
}

/// Recomputes a count. Hex copied by hand may be in upper case.
pub fn verify(json: &[u8], against: Against<'_>) -> Verdict {
    let bundle = match Bundle::parse(json) {
        Ok(bundle) => bundle,
        Err(why) => return Verdict::NotABundle(why),
    };
    let openings = match against.openings.map(Openings::parse).transpose() {
        Ok(openings) => openings,
        Err(why) => return Verdict::NotOpenings(why),
    };
    match recompute(&bundle, against, openings.as_ref()) {
        Err(wrong) => Verdict::Broken(wrong),
        Ok(checkpoint) => {
            let notes = [
                against.signer.is_none().then_some(Note::SignerNotCompared),
                against.key_list.is_none().then_some(Note::KeyListNotCompared),
                openings.is_none().then_some(Note::BallotsNotOpened),
            ];
            Verdict::Holds {
                round: bundle.round.code,
                officials: bundle.officials.len(),
                counted: bundle.officials.iter().map(|count| count.counted).sum(),
                key_list: bundle.key_list,
                signed_by: bundle.signed_by,
                checkpoint,
                notes: notes.into_iter().flatten().collect(),
            }
        }
    }
}

fn recompute(
    bundle: &Bundle,
    against: Against<'_>,
    openings: Option<&Openings>,
) -> Result<Checkpoint, CountError> {
    if let Some(typed) = against.signer {
        let signer =
            Signer::parse(typed).ok_or_else(|| CountError::SignerMalformed { signer: typed.to_owned() })?;
        if signer != bundle.signed_by {
            let (expected, found) = (signer.to_string(), bundle.signed_by.to_string());
            return Err(CountError::SignerDiffers { expected, found });
        }
    }
    let (keys, checkpoint) = check(bundle)?;
    if let Some(announced) = against.key_list.map(str::trim) {
        let found = bundle.key_list.hex();
        if !announced.eq_ignore_ascii_case(&found) {
            return Err(CountError::KeyListAnnounced { announced: announced.to_owned(), found });
        }
    }
    if let Some(openings) = openings {
        recount(bundle, &keys, openings)?;
    }
    Ok(checkpoint)
}
