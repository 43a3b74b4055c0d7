//! A meeting as types: what cannot be done yet, or any more, does not compile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::announcement::Announcement;
use super::digest::Digest;
use super::error::DrawError;
use super::exclusion::Exclusions;
use super::opening::Opening;
use super::otc;
use super::pair::{self, Pairing};
use super::plan::Step;
use super::recusal::Recusals;
use super::roster_set::RosterSet;
use super::round::{self, Dice6, Entropy, StepCall};
use super::select::{self, Selection};
use super::text::Label;
use super::ticket::RoundKey;

/// A published meeting whose files have been held against the announcement.
#[derive(Clone, Debug)]
pub struct Announced {
    announcement: Announcement,
    rosters: RosterSet,
    exclusions: Exclusions,
    recusals: Option<Recusals>,
}

impl Announced {
    /// Checks the files of a meeting against its announcement. `rosters` are texts by name (`NAME`, `NAME/KEY`).
    pub fn check(
        announcement: Announcement,
        rosters: &BTreeMap<String, String>,
        exclusions: &str,
        recusals: Option<&str>,
    ) -> Result<Self, DrawError> {
        let rosters = RosterSet::check(&announcement, rosters)?;
        let exclusions = Exclusions::parse(exclusions)?;
        compare("exclusions", announcement.excluded, (exclusions.len() as u64, exclusions.hash()))?;
        let recusals = match (announcement.recused, recusals) {
            (Some(announced), Some(text)) => {
                let recusals = Recusals::parse(text)?;
                compare("recusals", announced, (recusals.len() as u64, recusals.hash()))?;
                Some(recusals)
            }
            (Some(_), None) => return Err(DrawError::RecusalsMissing),
            (None, Some(_)) => return Err(DrawError::RecusalsUnexpected),
            (None, None) => None,
        };
        Ok(Self { announcement, rosters, exclusions, recusals })
    }

    pub fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    pub fn exclusions(&self) -> &Exclusions {
        &self.exclusions
    }

    pub fn rosters(&self) -> &RosterSet {
        &self.rosters
    }

    /// The public values are in: rounds may begin.
    pub fn open(self, opening: Opening) -> Opened {
        let hash = self.announcement.hash();
        let seed = opening.seed(&hash);
        let last_otc = self.announcement.otc_tip;
        Opened {
            meeting: Arc::new(self),
            opening,
            seed,
            rounds: 0,
            last_lock: hash,
            last_otc,
            drawn: BTreeMap::new(),
            parts: BTreeSet::new(),
        }
    }
}

/// What is stored of a round and suffices to compute it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundInput {
    pub step: StepCall,
    pub entropy: Entropy,
}

/// An opened meeting, between two rounds. Copies share the files, so that a server may keep one and try a round on
/// another.
#[derive(Clone, Debug)]
pub struct Opened {
    meeting: Arc<Announced>,
    opening: Opening,
    seed: Digest,
    rounds: u64,
    last_lock: Digest,
    last_otc: Digest,
    /// Who was drawn, and by which step.
    drawn: BTreeMap<Label, String>,
    /// The parts of split rosters drawn from.
    parts: BTreeSet<String>,
}

impl Opened {
    pub fn meeting(&self) -> &Announced {
        &self.meeting
    }

    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// S.
    pub fn seed(&self) -> &Digest {
        &self.seed
    }

    /// How many rounds have been revealed.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// D of the last round (A before the first).
    pub fn last_lock(&self) -> &Digest {
        &self.last_lock
    }

    /// The one-time code opened last (the tip before the first).
    pub fn last_otc(&self) -> &Digest {
        &self.last_otc
    }

    pub fn was_drawn(&self, label: &str) -> bool {
        self.drawn.contains_key(label)
    }

    pub(super) fn was_drawn_from(&self, part: &str) -> bool {
        self.parts.contains(part)
    }

    /// Walks through the rounds revealed so far, from what a server stored of them.
    pub fn replay(self, rounds: impl IntoIterator<Item = RoundInput>) -> Result<Self, DrawError> {
        rounds.into_iter().try_fold(self, |opened, RoundInput { step, entropy }| {
            Ok(opened.lock(step, entropy.dice)?.reveal(&entropy.otc.hex())?.into_next())
        })
    }

    /// Locks the dice of the next round: from here the result is decided, though nobody can know it yet.
    pub fn lock(self, call: StepCall, dice: Dice6) -> Result<Locked, DrawError> {
        let round = self.rounds + 1;
        let step = self.step(round, &call)?.clone();
        let lock = round::lock(&self.last_lock, round, &call, &dice);
        Ok(Locked { opened: self, round, call, step, dice, lock })
    }

    /// From how many the next round of this step would draw: the N that the stage shows.
    pub fn eligible(&self, call: &StepCall) -> Result<usize, DrawError> {
        let step = self.step(self.rounds + 1, call)?;
        let roster = self.meeting.rosters.get(&step.roster, call.key.as_deref())?;
        Ok(select::eligible(step, roster, |label| self.is_barred(label))?.len())
    }

    /// Whether the part `NAME/KEY` is at hand.
    pub fn has_part(&self, name: &str) -> bool {
        self.meeting.rosters.part_names().any(|part| part == name)
    }

    /// Adds a part of a split roster, held against the announced index.
    pub fn with_part(mut self, name: &str, text: &str) -> Result<Self, DrawError> {
        if !self.has_part(name) {
            let mut meeting = Announced::clone(&self.meeting);
            meeting.rosters.add_part(name, text, &meeting.announcement)?;
            self.meeting = Arc::new(meeting);
        }
        Ok(self)
    }

    pub(super) fn check_step(&self, round: u64, call: &StepCall) -> Result<(), DrawError> {
        self.step(round, call).map(drop)
    }

    fn is_barred(&self, label: &Label) -> bool {
        self.meeting.exclusions.contains(label) || self.drawn.contains_key(label)
    }

    fn step(&self, round: u64, call: &StepCall) -> Result<&Step, DrawError> {
        let unknown = || DrawError::StepUnknown { round, step: call.step.clone() };
        let step = self.meeting.announcement.plan.step(&call.step).ok_or_else(unknown)?;
        match (&step.within, &call.key) {
            (Some(within), Some(key)) if self.drawn.get(key.as_str()) != Some(within) => {
                Err(DrawError::KeyNotDrawn { round, key: key.clone(), within: within.clone() })
            }
            (Some(_), None) | (None, Some(_)) => Err(DrawError::StepKey { round, step: call.to_string() }),
            _ => self.meeting.rosters.get(&step.roster, call.key.as_deref()).map(|_| step),
        }
    }
}

/// A round whose dice are locked and broadcast, waiting for the notary's code. There is no way back.
#[derive(Debug)]
pub struct Locked {
    opened: Opened,
    round: u64,
    call: StepCall,
    step: Step,
    dice: Dice6,
    lock: Digest,
}

impl Locked {
    /// `D_r`, to be stored and broadcast before the envelope is opened.
    pub fn lock(&self) -> &Digest {
        &self.lock
    }

    pub fn round(&self) -> u64 {
        self.round
    }

    /// From how many this round draws.
    pub fn eligible(&self) -> Result<usize, DrawError> {
        self.opened.eligible(&self.call)
    }

    pub fn call(&self) -> &StepCall {
        &self.call
    }

    /// The notary's code decides the round. The code of a lost envelope: [`super::recover_otc`].
    pub fn reveal(self, code: &str) -> Result<Revealed, DrawError> {
        let Self { mut opened, round, call, step, dice, lock } = self;
        let otc = otc::check_otc(round, &opened.last_otc, code)?;
        let entropy = Entropy { dice, otc };
        let key = round::key(&opened.seed, round, &call.to_string(), &entropy.to_string());
        let meeting = Arc::clone(&opened.meeting);
        let roster = meeting.rosters.get(&step.roster, call.key.as_deref())?;
        let Selection { selected, eligible } =
            select::select(&step, roster, &key, |label| opened.is_barred(label))?;
        let pairing = meeting.pairing(&step, &selected, &key)?;
        if call.key.is_some() {
            opened.parts.insert(roster.name().to_owned());
        }
        opened.drawn.extend(selected.iter().map(|label| (label.clone(), step.name.clone())));
        opened.rounds = round;
        opened.last_lock = lock;
        opened.last_otc = otc;
        Ok(Revealed { opened, call, entropy, key: *key.digest(), selected, eligible, pairing })
    }
}

impl Announced {
    fn pairing(&self, step: &Step, selected: &[Label], key: &RoundKey) -> Result<Option<Pairing>, DrawError> {
        let Some(pair) = &step.pair else { return Ok(None) };
        let recusals = self.recusals.as_ref().ok_or(DrawError::RecusalsMissing)?;
        let roster = self.rosters.get(&pair.inspectors, None)?;
        let labels = roster.rows().iter().map(|row| &row.label);
        let inspectors: Vec<&Label> = labels.filter(|label| !self.exclusions.contains(label)).collect();
        Ok(Some(pair::pair(selected, &inspectors, pair.per_object, recusals, key)))
    }
}

/// A decided round.
#[derive(Debug)]
pub struct Revealed {
    opened: Opened,
    pub call: StepCall,
    pub entropy: Entropy,
    /// `K_r`.
    pub key: Digest,
    pub selected: Vec<Label>,
    /// From how many they were drawn.
    pub eligible: usize,
    /// There exactly when the step has `pair=`.
    pub pairing: Option<Pairing>,
}

impl Revealed {
    pub fn round(&self) -> u64 {
        self.opened.rounds
    }

    /// `D_r`.
    pub fn lock(&self) -> &Digest {
        &self.opened.last_lock
    }

    /// The `void` of the bundle: only a shortage of inspectors, which anyone can recompute.
    pub fn void(&self) -> Option<&'static str> {
        matches!(self.pairing, Some(Pairing::Shortage)).then_some("PAIR_SHORTAGE")
    }

    /// The next press, beside this round.
    pub(super) fn next(&self) -> Opened {
        self.opened.clone()
    }

    /// On to the next press.
    pub fn into_next(self) -> Opened {
        self.opened
    }
}

fn compare(file: &str, announced: (u64, Digest), found: (u64, Digest)) -> Result<(), DrawError> {
    let file = file.to_owned();
    if announced.0 != found.0 {
        return Err(DrawError::CountDiffers { file, stated: announced.0, found: found.0 });
    }
    if announced.1 != found.1 {
        let (announced, found) = (announced.1.hex(), found.1.hex());
        return Err(DrawError::HashDiffers { file, announced, found });
    }
    Ok(())
}
