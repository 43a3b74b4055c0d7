//! What is noticed about a rating round and shown to the inspector. Evidence, never a verdict: no ballot is dropped for
//! it and no score reads it. What counts as striking is what chance does not allow, given how officials of the same round
//! differ anyhow: a rule is to raise one false flag in a hundred rounds.

use std::collections::HashMap;

use super::{
    LEAST_ANSWERS,
    chance::{self, Groups},
};

/// False flags of one rule that a round in which nothing happened may be expected to raise.
pub const FALSE_FLAGS: f64 = 0.01;
/// With fewer others there is nothing to compare with.
pub const LEAST_COMPARED: u32 = 10;
/// Fewer ballots of an official on one day are no burst, whatever the others do.
pub const LEAST_IN_A_DAY: u32 = 10;
/// Fewer answers that agree say nothing.
pub const LEAST_ALIKE: u32 = 10;
/// Two households may well write the same sentence; three have copied it.
pub const LEAST_COPIED: u32 = 3;
/// A family's phone opens a household's code or two; so many of one official's on one device in a day are brought together.
pub const LEAST_ON_A_DEVICE: u32 = 5;

/// How unlikely what was noticed is: one in so many, at most.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to u32")]
pub fn one_in(chance: f64) -> u32 {
    (1.0 / chance.max(1e-9)).clamp(1.0, 1e9) as u32
}

/// Ballots that were issued for an official: until a day began, and on that day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    pub before: u32,
    pub on_the_day: u32,
}

/// The paces of all officials of a round on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paces(Groups);

impl Paces {
    /// Adds an official's.
    pub fn add(&mut self, pace: Pace) {
        self.0.add(pace.before + pace.on_the_day, pace.on_the_day);
    }

    /// The chance of as many of one official's ballots on that day, when it is too small: of all that were issued for him so
    /// far, so many on this one day, where of the others' this share was.
    pub fn burst(&self, own: Pace) -> Option<f64> {
        let all = own.before + own.on_the_day;
        let others = self.0.without(all, own.on_the_day);
        if own.on_the_day < LEAST_IN_A_DAY || others.len() < LEAST_COMPARED {
            return None;
        }
        let chance = others.at_least(all, own.on_the_day);
        (chance * f64::from(self.0.len()) <= FALSE_FLAGS).then_some(chance)
    }
}

/// Levels of an official's ballots, the best first.
pub type Levels = [u32; 5];

/// The levels of all officials of a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alike([Groups; 5]);

/// Answers that agree more than chance allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooAlike {
    /// Ballots of the commonest level.
    pub same: u32,
    pub answers: u32,
    pub chance: f64,
}

impl Alike {
    /// Adds an official's, when he has answers enough.
    pub fn add(&mut self, levels: &Levels) {
        let answers = levels.iter().sum();
        if answers >= LEAST_ANSWERS {
            for (groups, hits) in self.0.iter_mut().zip(levels) {
                groups.add(answers, *hits);
            }
        }
    }

    /// Whether an official's answers agree more than chance allows, among officials who differ as these do.
    pub fn too_alike(&self, levels: &Levels) -> Option<TooAlike> {
        let answers: u32 = levels.iter().sum();
        let (at, same) = levels.iter().copied().enumerate().max_by_key(|(at, count)| (*count, 5 - at))?;
        let others = self.0[at].without(answers, same);
        if same < LEAST_ALIKE || others.len() < LEAST_COMPARED {
            return None;
        }
        let chance = others.at_least(answers, same);
        // Five levels of each official are looked at.
        let looked = f64::from(self.0[at].len()) * 5.0;
        (chance * looked <= FALSE_FLAGS).then_some(TooAlike { same, answers, chance })
    }
}

/// The comments of a round, by what of them is compared: see [`crate::visit::letters`].
#[derive(Clone, Debug, Default)]
pub struct Comments<O> {
    by_official: HashMap<O, HashMap<String, u32>>,
    by_text: HashMap<String, u32>,
    all: u32,
}

/// A comment that stands on several ballots of one official.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copied {
    /// Ballots with the same comment.
    pub same: u32,
    /// Comments on his ballots that are long enough to be compared.
    pub comments: u32,
    pub chance: f64,
}

impl<O: Copy + Eq + std::hash::Hash + Ord> Comments<O> {
    /// None yet.
    pub fn new() -> Self {
        Self { by_official: HashMap::new(), by_text: HashMap::new(), all: 0 }
    }

    /// Adds a comment; one that is too short says nothing.
    pub fn add(&mut self, official: O, comment: &str) {
        let Some(letters) = crate::visit::letters(comment) else { return };
        *self.by_official.entry(official).or_default().entry(letters.clone()).or_default() += 1;
        *self.by_text.entry(letters).or_default() += 1;
        self.all += 1;
    }

    /// The officials whose ballots carry one comment more often than chance allows, given how often it stands on the ballots
    /// of others; by officials, each once, with his commonest.
    pub fn copied(&self) -> Vec<(O, Copied)> {
        let compared = f64::from(u32::try_from(self.by_official.len()).unwrap_or(u32::MAX));
        let mut found: Vec<(O, Copied)> = self
            .by_official
            .iter()
            .filter_map(|(official, texts)| {
                let comments: u32 = texts.values().sum();
                let copied = texts.iter().filter(|(_, same)| **same >= LEAST_COPIED).map(|(text, same)| {
                    let elsewhere = f64::from(self.all - comments);
                    let there = f64::from(self.by_text.get(text).copied().unwrap_or(*same) - same);
                    let each = if elsewhere > 0.0 { there / elsewhere } else { 0.0 };
                    Copied { same: *same, comments, chance: chance::at_least(comments, each, *same) }
                });
                let striking = copied.filter(|copied| copied.chance * compared <= FALSE_FLAGS);
                striking.max_by_key(|copied| copied.same).map(|copied| (*official, copied))
            })
            .collect();
        found.sort_by_key(|(official, _)| *official);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha20Rng;

    fn paces(others: u32, pace: Pace, own: Pace) -> Paces {
        let mut paces = Paces::default();
        for _ in 0..others {
            paces.add(pace);
        }
        paces.add(own);
        paces
    }

    #[test]
    fn twenty_in_a_day_are_a_burst_where_others_have_two() {
        let usual = Pace { before: 20, on_the_day: 2 };
        let own = Pace { before: 4, on_the_day: 20 };
        let all = paces(30, usual, own);
        assert!(one_in(all.burst(own).unwrap()) > 100_000);
        assert_eq!(all.burst(usual), None);
        let few = paces(5, usual, own);
        assert_eq!(few.burst(own), None, "five others are nothing to compare with");
    }

    #[test]
    fn the_first_day_is_nobodys_burst() {
        let own = Pace { before: 0, on_the_day: 28 };
        assert_eq!(paces(30, Pace { before: 0, on_the_day: 3 }, own).burst(own), None);
    }

    #[test]
    fn where_villages_answer_on_a_day_of_their_own_a_village_is_no_burst() {
        let mut all = Paces::default();
        for at in 0..40 {
            all.add(if at % 8 == 0 {
                Pace { before: 2, on_the_day: 24 }
            } else {
                Pace { before: 24, on_the_day: 1 }
            });
        }
        let own = Pace { before: 2, on_the_day: 24 };
        all.add(own);
        assert_eq!(all.burst(own), None);
    }

    #[test]
    fn thirty_times_the_same_strikes_only_where_others_are_divided() {
        let own = [0, 0, 30, 0, 0];
        let (mut divided, mut unlike) = (Alike::default(), Alike::default());
        for at in 0..50 {
            divided.add(&[14, 10, 3, 2, 1]);
            unlike.add(if at % 2 == 0 { &[28, 2, 0, 0, 0] } else { &[0, 2, 28, 0, 0] });
        }
        divided.add(&own);
        unlike.add(&own);
        let found = divided.too_alike(&own).unwrap();
        assert_eq!((found.same, found.answers), (30, 30));
        assert_eq!(unlike.too_alike(&own), None, "some officials are simply found so");
        assert_eq!(divided.too_alike(&[14, 10, 3, 2, 1]), None);
        assert_eq!(divided.too_alike(&[0, 0, 9, 0, 0]), None, "nine answers say nothing");
    }

    #[test]
    fn one_sentence_on_three_ballots_is_copied_unless_everybody_writes_it() {
        let mut comments = Comments::new();
        for _ in 0..3 {
            comments.add(1, "干部工作认真负责，很好");
        }
        comments.add(1, "路灯还没有修好，请抓紧");
        comments.add(1, "好");
        for official in 2..40 {
            comments.add(official, &format!("第{official}位干部常来我们家坐坐"));
        }
        let copied = comments.copied();
        assert_eq!(copied.len(), 1);
        assert_eq!((copied[0].0, copied[0].1.same, copied[0].1.comments), (1, 3, 4));
        for official in 2..40 {
            comments.add(official, "干部工作认真负责很好");
            comments.add(official, "干部工作认真负责很好");
        }
        assert_eq!(comments.copied(), []);
    }

    /// A county of officials who differ, in which nobody does anything: the rules keep quiet in all but one of a hundred.
    #[test]
    fn honest_rounds_raise_hardly_a_flag() {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let (mut flags, mut rounds) = (0, 0);
        for _ in 0..60 {
            let mut all = Alike::default();
            let officials: Vec<Levels> = (0..120)
                .map(|_| {
                    let kind: f64 = rng.random_range(0.35..0.85);
                    let mut levels = [0; 5];
                    for _ in 0..rng.random_range(8..32) {
                        let at = if rng.random_bool(kind) { 0 } else { rng.random_range(1..5) };
                        levels[at] += 1;
                    }
                    levels
                })
                .collect();
            for levels in &officials {
                all.add(levels);
            }
            rounds += 1;
            flags += officials.iter().filter(|levels| all.too_alike(levels).is_some()).count();
        }
        assert!(flags <= 3, "{flags} flags in {rounds} honest rounds");
    }

    proptest! {
        #[test]
        fn more_of_the_same_is_never_less_striking(
            others in prop::collection::vec([0u32..20, 0u32..20, 0u32..20, 0u32..20, 0u32..20], 10..30), same in 10u32..60,
        ) {
            let mut all = Alike::default();
            for levels in &others {
                all.add(levels);
            }
            let flagged = |same| { let own = [same, 0, 0, 0, 0]; let mut all = all; all.add(&own); all.too_alike(&own).is_some() };
            prop_assert!(!flagged(same) || flagged(same + 1));
        }

        #[test]
        fn a_burst_is_at_least_ten(before in 0u32..40, on_the_day in 0u32..40, others in 0u32..40) {
            let own = Pace { before, on_the_day };
            let found = paces(others, Pace { before: 20, on_the_day: 1 }, own).burst(own);
            prop_assert!(found.is_none() || (on_the_day >= LEAST_IN_A_DAY && others >= LEAST_COMPARED));
        }
    }
}
