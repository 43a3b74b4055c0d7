//! The verifier: recomputes a whole meeting from its bundle and names the first thing that is wrong.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use super::announcement::Announcement;
use super::bundle::{Bundle, BundleRound, NotABundle, Outcome, OutcomeCode};
use super::digest::Digest;
use super::error::DrawError;
use super::meeting::{Announced, Opened, Revealed};
use super::opening::Opening;
use super::pair::Pairing;
use super::round::{Dice6, Entropy, StepCall};

/// What a verifier says of a document.
#[derive(Debug)]
pub enum Verdict {
    /// Everything was recomputed and holds.
    Holds {
        id: String,
        announced: Digest,
        last_lock: Digest,
        rounds: usize,
        notes: Vec<Note>,
    },
    /// The first thing that is wrong.
    Broken(DrawError),
    NotABundle(NotABundle),
}

/// What a verdict that holds does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// No announced hash was given: the meeting may have been announced otherwise.
    BeginningNotCompared,
    /// No last lock was given: rounds at the end may have been left out.
    EndNotCompared,
    /// The id says that this was no real draw.
    Rehearsal,
}

impl Note {
    pub const fn code(self) -> &'static str {
        match self {
            Self::BeginningNotCompared => "beginning_not_compared",
            Self::EndNotCompared => "end_not_compared",
            Self::Rehearsal => "rehearsal",
        }
    }

    pub const fn message(self) -> &'static str {
        match self {
            Self::BeginningNotCompared => {
                "the beginning was not compared: give the announced hash with --announced"
            }
            Self::EndNotCompared => {
                "the end was not compared: give the last lock that was broadcast with --last-lock"
            }
            Self::Rehearsal => "this was a rehearsal",
        }
    }
}

impl Verdict {
    /// 0 = all holds, 1 = something does not, 2 = not a bundle of this protocol.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Holds { .. } => 0,
            Self::Broken(_) => 1,
            Self::NotABundle(_) => 2,
        }
    }
}

/// Recomputes a bundle. `announced` is A and `last_lock` the last D broadcast, as they were written down; hex copied by
/// hand may be in upper case.
pub fn verify(json: &[u8], announced: Option<&str>, last_lock: Option<&str>) -> Verdict {
    let bundle = match Bundle::parse(json) {
        Ok(bundle) => bundle,
        Err(why) => return Verdict::NotABundle(why),
    };
    match recompute(&bundle, announced, last_lock) {
        Ok(opened) => {
            let announcement = opened.meeting().announcement();
            let notes = [
                announced.is_none().then_some(Note::BeginningNotCompared),
                last_lock.is_none().then_some(Note::EndNotCompared),
                announcement.is_rehearsal().then_some(Note::Rehearsal),
            ];
            Verdict::Holds {
                id: announcement.id.clone(),
                announced: announcement.hash(),
                last_lock: *opened.last_lock(),
                rounds: bundle.rounds.len(),
                notes: notes.into_iter().flatten().collect(),
            }
        }
        Err(wrong) => Verdict::Broken(wrong),
    }
}

fn recompute(bundle: &Bundle, announced: Option<&str>, last_lock: Option<&str>) -> Result<Opened, DrawError> {
    let found = Digest::of(bundle.announcement.as_bytes()).hex();
    if let Some(announced) = announced.map(str::trim)
        && !announced.eq_ignore_ascii_case(&found)
    {
        return Err(DrawError::AnnouncedDiffers { announced: announced.into(), found });
    }
    let announcement = Announcement::parse(&bundle.announcement)?;
    let opening_sources = announcement.sources.clone();
    let meeting =
        Announced::check(announcement, &bundle.rosters, &bundle.exclusions, bundle.recusals.as_deref())?;
    let mut opened = meeting.open(Opening::parse(&opening_sources, &bundle.opening)?);
    if bundle.rounds.is_empty() {
        return Err(DrawError::NoRounds);
    }
    for round in &bundle.rounds {
        opened = check_round(opened, round)?;
    }
    if let Some(part) = opened.meeting().rosters().part_names().find(|part| !opened.was_drawn_from(part)) {
        return Err(DrawError::PartNotDrawn { name: part.into() });
    }
    if let Some(broadcast) = last_lock.map(str::trim) {
        let found = opened.last_lock().hex();
        if !broadcast.eq_ignore_ascii_case(&found) {
            return Err(DrawError::LastLockDiffers { broadcast: broadcast.into(), found });
        }
    }
    Ok(opened)
}

fn check_round(opened: Opened, stated: &BundleRound) -> Result<Opened, DrawError> {
    let round = opened.rounds() + 1;
    if stated.round != round {
        return Err(DrawError::RoundNumber { round: stated.round, expected: round });
    }
    let (dice, code) = read_entropy(round, &stated.entropy)?;
    let locked = opened.lock(StepCall::parse(&stated.step), dice)?;
    let expected = locked.lock().hex();
    if stated.lock != expected {
        return Err(DrawError::LockDiffers { round, expected, found: stated.lock.clone() });
    }
    let revealed = locked.reveal(&code)?;
    check_selection(&revealed, stated)?;
    check_pairs(&revealed, stated)?;
    check_outcomes(round, &stated.selected, &stated.outcomes)?;
    Ok(revealed.into_next())
}

fn read_entropy(round: u64, text: &str) -> Result<(Dice6, String), DrawError> {
    let entropy = Entropy::parse(text).ok_or(DrawError::BadEntropy { round })?;
    Ok((entropy.dice, entropy.otc.hex()))
}

fn check_selection(revealed: &Revealed, stated: &BundleRound) -> Result<(), DrawError> {
    let round = revealed.round();
    let places = revealed.selected.len().max(stated.selected.len());
    for place in 0..places {
        let expected = revealed.selected.get(place).map(ToString::to_string);
        let found = stated.selected.get(place).cloned();
        if expected != found {
            return Err(DrawError::SelectionDiffers { round, place: place + 1, expected, found });
        }
    }
    let expected = revealed.void().map(str::to_owned);
    if stated.void != expected {
        return Err(DrawError::VoidDiffers { round, expected, found: stated.void.clone() });
    }
    Ok(())
}

fn check_pairs(revealed: &Revealed, stated: &BundleRound) -> Result<(), DrawError> {
    let round = revealed.round();
    let (computed, stated) = match (&revealed.pairing, &stated.pairs) {
        (None | Some(Pairing::Shortage), None) => return Ok(()),
        (None | Some(Pairing::Shortage), Some(_)) => return Err(DrawError::PairsUnexpected { round }),
        (Some(Pairing::Paired(_)), None) => return Err(DrawError::PairsMissing { round }),
        (Some(Pairing::Paired(computed)), Some(stated)) => (computed, stated),
    };
    let computed: BTreeMap<&str, Vec<String>> = computed
        .iter()
        .map(|(object, inspectors)| (object.as_str(), inspectors.iter().map(ToString::to_string).collect()))
        .collect();
    // In the order drawn, then whatever else is stated.
    let drawn = revealed.selected.iter().map(super::text::Label::as_str);
    for object in drawn.chain(stated.keys().map(String::as_str)) {
        let (expected, found) = (computed.get(object), stated.get(object));
        if expected != found {
            let (expected, found) = (expected.cloned(), found.cloned());
            return Err(DrawError::PairsDiffer { round, label: object.into(), expected, found });
        }
    }
    Ok(())
}

fn check_outcomes(round: u64, selected: &[String], outcomes: &[Outcome]) -> Result<(), DrawError> {
    let mut seen = BTreeSet::new();
    for Outcome { label, outcome, at } in outcomes {
        let name = || label.clone();
        if !selected.contains(label) {
            return Err(DrawError::OutcomeNotDrawn { round, label: name() });
        }
        if !seen.insert(label) {
            return Err(DrawError::OutcomeTwice { round, label: name() });
        }
        if OutcomeCode::parse(outcome).is_none() {
            return Err(DrawError::OutcomeUnknown { round, label: name(), outcome: outcome.clone() });
        }
        if !is_utc_time(at) {
            return Err(DrawError::OutcomeTime { round, label: name(), at: at.clone() });
        }
    }
    Ok(())
}

/// The parser also takes a space between date and time, which RFC 3339 leaves to agreement; nothing was agreed.
fn is_utc_time(text: &str) -> bool {
    matches!(text.as_bytes().get(10), Some(b'T' | b't'))
        && DateTime::parse_from_rfc3339(text).is_ok_and(|time| time.offset().local_minus_utc() == 0)
}
