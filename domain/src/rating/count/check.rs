//! The checks that everybody can make: on the bundle alone.

use std::collections::{HashMap, HashSet};

use super::bundle::{Bundle, OfficialCount, OfficialKey, key_list};
use super::checkpoint::Checkpoint;
use super::error::CountError;
use crate::audit::pdraw1::Digest;
use crate::rating::ballot::is_line;
use crate::rating::blind::PublicKey;
use crate::rating::{LEAST_ANSWERS, LEAST_CELL, Level};
use crate::roster::OfficialNumber;

/// The keys of a round, ready to verify with.
pub(super) type Keys = HashMap<OfficialNumber, PublicKey>;

/// Checks a bundle from its first line to its last and gives its keys and its checkpoint.
pub(super) fn check(bundle: &Bundle) -> Result<(Keys, Checkpoint), CountError> {
    check_round(bundle)?;
    let keys = check_keys(&bundle.keys)?;
    let found = key_list(&bundle.keys);
    if found != bundle.key_list {
        return Err(CountError::KeyListDiffers { stated: bundle.key_list.hex(), found: found.hex() });
    }
    check_order(&bundle.officials)?;
    let counted: HashSet<_> = bundle.officials.iter().map(|count| count.official).collect();
    if let Some(key) = bundle.keys.iter().find(|key| !counted.contains(&key.official)) {
        return Err(CountError::OfficialMissing { official: key.official.to_string() });
    }
    for count in &bundle.officials {
        check_count(count, keys.contains_key(&count.official))?;
        check_commitments(count)?;
        check_cells(count)?;
    }
    check_apart(&bundle.officials)?;
    let checkpoint = Checkpoint::of(bundle);
    checkpoint.check(&bundle.checkpoint, &bundle.signed_by)?;
    Ok((keys, checkpoint))
}

fn check_round(bundle: &Bundle) -> Result<(), CountError> {
    let round = &bundle.round;
    let texts = [
        ("code", &round.code),
        ("name", &round.name),
        ("opens_on", &round.opens_on),
        ("closes_on", &round.closes_on),
    ];
    match texts.into_iter().find(|(_, text)| !is_line(text)) {
        Some((field, _)) => Err(CountError::RoundText { field: field.to_owned() }),
        None => Ok(()),
    }
}

fn check_keys(stated: &[OfficialKey]) -> Result<Keys, CountError> {
    let mut keys = Keys::with_capacity(stated.len());
    let mut owners = HashMap::with_capacity(stated.len());
    let mut before = None;
    for OfficialKey { official, n } in stated {
        let name = || official.to_string();
        if before == Some(official) {
            return Err(CountError::KeyTwice { official: name() });
        }
        if before > Some(official) {
            return Err(CountError::KeyUnsorted { official: name() });
        }
        let key = PublicKey::from_modulus(&n.0).map_err(|_| CountError::KeyMalformed { official: name() })?;
        if let Some(first) = owners.insert(n, official) {
            return Err(CountError::KeyShared { first: first.to_string(), second: name() });
        }
        keys.insert(*official, key);
        before = Some(official);
    }
    Ok(keys)
}

fn check_order(officials: &[OfficialCount]) -> Result<(), CountError> {
    for pair in officials.windows(2) {
        let official = pair[1].official.to_string();
        if pair[0].official == pair[1].official {
            return Err(CountError::OfficialTwice { official });
        }
        if pair[0].official > pair[1].official {
            return Err(CountError::OfficialUnsorted { official });
        }
    }
    Ok(())
}

/// counted <= cast <= issued, with what was issued again, and issued <= households.
fn check_count(count: &OfficialCount, has_key: bool) -> Result<(), CountError> {
    let official = count.official.to_string();
    let &OfficialCount { households, issued_phone, reissued, cast, counted, .. } = count;
    let issued = count.issued();
    let commitments = count.commitments.len() as u64;
    let may_be_cast = issued.saturating_add(reissued);
    if issued_phone > 0 && !has_key {
        return Err(CountError::IssuedWithoutKey { official, issued: issued_phone });
    }
    if counted != commitments {
        return Err(CountError::CountedDiffers { official, counted, commitments });
    }
    if counted > cast {
        return Err(CountError::CountedOverCast { official, counted, cast });
    }
    if cast > may_be_cast {
        return Err(CountError::CastOverIssued { official, cast, issued: may_be_cast });
    }
    if issued > households {
        return Err(CountError::IssuedOverHouseholds { official, issued, households });
    }
    Ok(())
}

fn check_commitments(count: &OfficialCount) -> Result<(), CountError> {
    for pair in count.commitments.windows(2) {
        let (official, commitment) = (count.official.to_string(), pair[1].hex());
        if pair[0] == pair[1] {
            return Err(CountError::CommitmentTwice { official, commitment });
        }
        if pair[0] > pair[1] {
            return Err(CountError::CommitmentUnsorted { official, commitment });
        }
    }
    Ok(())
}

/// Shown exactly when it may be, of every level, no cell so small that neighbours know each other's answers.
fn check_cells(count: &OfficialCount) -> Result<(), CountError> {
    let (official, counted) = (count.official.to_string(), count.counted);
    let Some(cells) = &count.cells else {
        let missing = counted >= LEAST_ANSWERS.into();
        return if missing { Err(CountError::CellsMissing { official }) } else { Ok(()) };
    };
    if counted < LEAST_ANSWERS.into() {
        return Err(CountError::CellsShown { official, counted });
    }
    if cells.iter().any(|cell| cell.levels.is_empty())
        || !cells.iter().flat_map(|cell| &cell.levels).eq(Level::ALL)
    {
        return Err(CountError::CellsLevels { official });
    }
    if let Some(small) = cells.iter().find(|cell| cell.count < LEAST_CELL.into()) {
        return Err(CountError::CellSmall { official, count: small.count });
    }
    let sum = cells.iter().fold(0_u64, |sum, cell| sum.saturating_add(cell.count));
    if sum == counted { Ok(()) } else { Err(CountError::CellsSum { official, sum, counted }) }
}

/// No commitment stands with two officials.
fn check_apart(officials: &[OfficialCount]) -> Result<(), CountError> {
    let mut owners: HashMap<&Digest, OfficialNumber> = HashMap::new();
    for count in officials {
        for commitment in &count.commitments {
            if let Some(first) = owners.insert(commitment, count.official) {
                let (first, second) = (first.to_string(), count.official.to_string());
                return Err(CountError::CommitmentElsewhere { commitment: commitment.hex(), first, second });
            }
        }
    }
    Ok(())
}
