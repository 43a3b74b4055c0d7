//! The checks of auditors: every opened ballot against the bundle, and all of them counted again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZero;
use std::thread;

use super::bundle::{Bundle, OfficialCount, cells};
use super::check::Keys;
use super::error::CountError;
use super::openings::{OpenedBallot, Openings, Way};
use crate::audit::pdraw1::Digest;
use crate::rating::blind::token_message;
use crate::rating::{Level, Tally};
use crate::roster::OfficialNumber;

/// Checks the openings of a bundle that holds.
pub(super) fn recount(bundle: &Bundle, keys: &Keys, openings: &Openings) -> Result<(), CountError> {
    let code = &bundle.round.code;
    if openings.round != *code {
        return Err(CountError::OpeningsRound { expected: code.clone(), found: openings.round.clone() });
    }
    check_ballots(bundle, openings)?;
    check_signatures(keys, &openings.ballots)?;
    check_ways(bundle, openings)?;
    let found = openings.recount();
    for count in &bundle.officials {
        let tally = found.get(&count.official).copied().unwrap_or_default();
        check_tally(openings, count.official, &tally)?;
        if count.cells != cells(&tally) {
            return Err(CountError::CellsDiffer { official: count.official.to_string() });
        }
    }
    let known = |name: &str| bundle.officials.iter().any(|count| count.official.to_string() == name);
    if openings.tallies.len() > bundle.officials.len()
        && let Some(unknown) = openings.tallies.keys().find(|name| !known(name))
    {
        return Err(CountError::TallyUnknown { official: unknown.clone() });
    }
    Ok(())
}

/// Each ballot says one thing, has a nonce of its own and opens one commitment of its official; each commitment is opened.
fn check_ballots(bundle: &Bundle, openings: &Openings) -> Result<(), CountError> {
    let mut unopened: HashMap<(OfficialNumber, Digest), bool> = HashMap::new();
    let mut officials = HashSet::new();
    for count in &bundle.officials {
        officials.insert(count.official);
        unopened.extend(count.commitments.iter().map(|commitment| ((count.official, *commitment), true)));
    }
    let mut nonces: HashMap<Digest, u64> = HashMap::with_capacity(openings.ballots.len());
    for (place, opened) in (1..).zip(&openings.ballots) {
        let official = opened.official.to_string();
        if !officials.contains(&opened.official) {
            return Err(CountError::BallotOfficial { place, official });
        }
        check_one(place, opened, &openings.round)?;
        let commitment = opened.commitment(&openings.round);
        match unopened.get_mut(&(opened.official, commitment)) {
            None => {
                let commitment = commitment.hex();
                return Err(CountError::CommitmentUnknown { place, official, commitment });
            }
            Some(false) => {
                return Err(CountError::BallotTwice { place, official, commitment: commitment.hex() });
            }
            Some(waiting) => *waiting = false,
        }
        if let Some(first) = nonces.insert(opened.nonce, place) {
            return Err(CountError::NonceTwice { place, first });
        }
    }
    for count in &bundle.officials {
        if let Some(left) = count.commitments.iter().find(|it| unopened[&(count.official, **it)]) {
            let (official, commitment) = (count.official.to_string(), left.hex());
            return Err(CountError::CommitmentUnopened { official, commitment });
        }
    }
    Ok(())
}

fn check_one(place: u64, opened: &OpenedBallot, round: &str) -> Result<(), CountError> {
    let official = opened.official.to_string();
    if let Err(why) = opened.ballot(round).check() {
        return Err(CountError::BallotText { place, official, why: why.to_string() });
    }
    let token = (opened.prefix.is_some(), opened.signature.is_some());
    match (opened.way, token) {
        (Way::Phone, (true, true)) | (Way::Slip, (false, false)) => Ok(()),
        _ => Err(CountError::BallotToken { place, official }),
    }
}

/// The signatures of all phone ballots on all processors; the first bad one in the order of the file is named.
fn check_signatures(keys: &Keys, ballots: &[OpenedBallot]) -> Result<(), CountError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = ballots.len().div_ceil(threads).max(1);
    let bad = thread::scope(|scope| {
        let shares: Vec<_> = ballots
            .chunks(share)
            .map(|share| scope.spawn(|| share.iter().position(|opened| !is_signed(keys, opened))))
            .collect();
        let found: Vec<_> =
            shares.into_iter().map(|thread| thread.join().expect("it does not panic")).collect();
        (0..).step_by(share).zip(found).find_map(|(start, bad)| Some(start + bad?))
    });
    match bad {
        None => Ok(()),
        Some(at) => Err(CountError::BallotSignature {
            place: at as u64 + 1,
            official: ballots[at].official.to_string(),
        }),
    }
}

/// A slip's ballot needs no signature: the slips were counted.
fn is_signed(keys: &Keys, opened: &OpenedBallot) -> bool {
    let (Some(prefix), Some(signature)) = (&opened.prefix, &opened.signature) else { return true };
    let message = token_message(prefix.as_bytes(), opened.nonce.as_bytes());
    keys.get(&opened.official).is_some_and(|key| key.verify(&message, &signature.0))
}

/// No more ballots by a way than were issued by it.
fn check_ways(bundle: &Bundle, openings: &Openings) -> Result<(), CountError> {
    let mut came: BTreeMap<(OfficialNumber, Way), u64> = BTreeMap::new();
    for opened in &openings.ballots {
        *came.entry((opened.official, opened.way)).or_default() += 1;
    }
    for count in &bundle.officials {
        for way in Way::ALL {
            let issued = issued_by(count, *way);
            let ballots = came.get(&(count.official, *way)).copied().unwrap_or(0);
            if ballots > issued {
                let (official, way) = (count.official.to_string(), way.to_string());
                return Err(CountError::WayOverIssued { official, way, ballots, issued });
            }
        }
    }
    Ok(())
}

const fn issued_by(count: &OfficialCount, way: Way) -> u64 {
    match way {
        Way::Phone => count.issued_phone.saturating_add(count.reissued),
        Way::Slip => count.issued_slip,
    }
}

fn check_tally(openings: &Openings, official: OfficialNumber, found: &Tally) -> Result<(), CountError> {
    let official = official.to_string();
    let Some(stated) = openings.tallies.get(&official) else {
        return Err(CountError::TallyMissing { official });
    };
    for (level, stated) in Level::ALL.iter().zip(stated) {
        let found = u64::from(found.count(*level));
        if *stated != found {
            return Err(CountError::TallyDiffers {
                official,
                level: level.to_string(),
                stated: *stated,
                found,
            });
        }
    }
    Ok(())
}
