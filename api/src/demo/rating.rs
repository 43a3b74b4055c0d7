//! Rating rounds: three that are counted and one that is open. Of 33 households about 16 answer.

use std::ops::Range;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::rating::{Level, RoundState, Tally};
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, normal, permille},
    links::Links,
    roster::Official,
};
use crate::clock::china_midnight;

/// A round.
#[derive(Clone, Debug)]
pub struct Round {
    pub code: String,
    pub name: String,
    pub state: RoundState,
    pub opens_on: NaiveDate,
    pub closes_on: NaiveDate,
}

impl Round {
    pub fn opened_at(&self) -> DateTime<Utc> {
        china_midnight(self.opens_on) + Duration::hours(8)
    }

    pub fn closed_at(&self) -> Option<DateTime<Utc>> {
        (self.state == RoundState::Closed).then(|| china_midnight(self.closes_on) + Duration::hours(18))
    }
}

/// Days before the day of the demo on which each round opened and closed; the last is open still.
const ROUNDS: [(i64, i64); 4] = [(310, 282), (214, 186), (96, 68), (5, -16)];

/// The last that is counted. One official's count of it does not look as chance makes it, which the inspector is shown; when
/// his households are phoned, they deny it.
pub const ODD_ROUND: usize = 2;

/// The rounds in the order of their days.
pub fn rounds(today: NaiveDate) -> Vec<Round> {
    ROUNDS
        .iter()
        .map(|(opened, closed)| {
            let opens_on = today - Duration::days(*opened);
            let (year, month) = (opens_on.year(), opens_on.month());
            Round {
                code: format!("R{year}{month:02}"),
                name: format!("{year}年{month}月群众评议"),
                state: if *closed > 0 { RoundState::Closed } else { RoundState::Open },
                opens_on,
                closes_on: today - Duration::days(*closed),
            }
        })
        .collect()
}

/// What came of one official in one closed round.
#[derive(Clone, Debug)]
pub struct Answers {
    /// The households that drew a slip.
    pub issued: Vec<usize>,
    /// Ballots that arrived, all of them valid.
    pub cast: u32,
    pub tally: Tally,
}

/// Makes answers.
#[derive(Clone, Copy, Debug)]
pub struct Ratings {
    streams: super::chance::Streams,
    odd: Option<usize>,
}

impl Ratings {
    pub fn new(chance: Chance, odd: Option<usize>) -> Self {
        Self { streams: chance.part(Part::Rating), odd }
    }

    /// Whether somebody else rated for his households.
    pub fn is_odd(&self, round: usize, at: usize) -> bool {
        round == ODD_ROUND && self.odd == Some(at)
    }

    /// The answers about an official in a closed round.
    pub fn answers(&self, round: usize, at: usize, official: &Official, links: &Links) -> Answers {
        if self.is_odd(round, at) {
            return all_alike(links.of_official[at].clone());
        }
        let mut stream = self.streams.stream(round << 20 | at);
        let mut answers = Answers { issued: Vec::new(), cast: 0, tally: Tally::default() };
        // A good or a bad season moves all households of an official alike.
        let season = 0.25 * normal(&mut stream);
        for household in links.of_official[at].clone() {
            if !permille(&mut stream, 530) {
                continue;
            }
            answers.issued.push(household);
            if permille(&mut stream, 920) {
                answers.cast += 1;
                answers.tally.add(level(&mut stream, 0.5 * official.care + season));
            }
        }
        answers
    }

    /// The answers of an official one by one, as they stand in a sealed opening.
    pub fn levels(tally: &Tally) -> impl Iterator<Item = Level> + '_ {
        Level::ALL.iter().flat_map(|level| std::iter::repeat_n(*level, tally.count(*level) as usize))
    }
}

/// A slip drawn for every household, and one answer for all of them.
fn all_alike(households: Range<usize>) -> Answers {
    let mut answers = Answers { issued: households.collect(), cast: 0, tally: Tally::default() };
    for _ in &answers.issued {
        answers.cast += 1;
        answers.tally.add(Level::Satisfied);
    }
    answers
}

/// Households judge mildly: half of them choose the best level of an official of average care.
fn level(stream: &mut ChaCha8Rng, mind: f64) -> Level {
    let mind = mind + normal(stream);
    match () {
        () if mind > 0.0 => Level::VerySatisfied,
        () if mind > -1.0 => Level::Satisfied,
        () if mind > -1.7 => Level::Fair,
        () if mind > -2.2 => Level::Dissatisfied,
        () => Level::VeryDissatisfied,
    }
}
