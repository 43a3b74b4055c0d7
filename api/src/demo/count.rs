//! The counts of the demo's closed rounds, as a close leaves them: every household that answered drew a slip, and all that
//! is random comes from the seed.

use chrono::NaiveDate;
use domain::{
    audit::pdraw1::Digest,
    rating::{
        Level,
        count::{Bundle, OfficialCount, OpenedBallot, Openings, RoundNamed, Way, cells},
    },
    roster::OfficialNumber,
};
use rand::Rng;

use super::{
    chance::{Part, shuffle},
    county::{County, number},
    rating::{Answers, Ratings, Round},
    said::{Said, copied, said},
};

/// A closed round of the demo.
#[derive(Debug)]
pub struct ClosedRound<'a> {
    county: &'a County,
    nth: usize,
    round: &'a Round,
}

impl<'a> ClosedRound<'a> {
    pub fn new(county: &'a County, nth: usize) -> Self {
        Self { county, nth, round: &county.rounds[nth] }
    }

    /// What everybody gets, signed with the county's key, whose seed is given.
    pub fn bundle(&self, seed: &[u8; 32]) -> anyhow::Result<Vec<u8>> {
        let mut officials = Vec::new();
        for at in self.rated() {
            let (official, answers) = self.answers(at)?;
            let ballots = self.ballots(at, official, &answers);
            officials.push(OfficialCount {
                official,
                households: self.county.links.of_official[at].len() as u64,
                issued_phone: 0,
                issued_slip: answers.issued.len() as u64,
                reissued: 0,
                voided_slips: 0,
                cast: answers.cast.into(),
                counted: answers.tally.answers().into(),
                commitments: ballots.map(|ballot| ballot.commitment(&self.round.code)).collect(),
                cells: cells(&answers.tally),
            });
        }
        let day = |day: NaiveDate| day.to_string();
        let round = RoundNamed {
            code: self.round.code.clone(),
            name: self.round.name.clone(),
            opens_on: day(self.round.opens_on),
            closes_on: day(self.round.closes_on),
        };
        Ok(serde_json::to_vec(&Bundle::seal(round, Vec::new(), officials, seed))?)
    }

    /// What the auditors get: every ballot, shuffled.
    pub fn openings(&self) -> anyhow::Result<Vec<u8>> {
        let (mut officials, mut ballots) = (Vec::new(), Vec::new());
        for at in self.rated() {
            let (official, answers) = self.answers(at)?;
            officials.push(official);
            ballots.extend(self.ballots(at, official, &answers));
        }
        shuffle(&mut self.county.chance.part(Part::Ballot).stream(self.nth), &mut ballots);
        Ok(serde_json::to_vec(&Openings::of(&self.round.code, officials, ballots))?)
    }

    /// Whoever has households.
    pub fn rated(&self) -> impl Iterator<Item = usize> {
        let links = &self.county.links;
        (0..self.county.officials.len()).filter(|at| !links.of_official[*at].is_empty())
    }

    fn answers(&self, at: usize) -> anyhow::Result<(OfficialNumber, Answers)> {
        let county = self.county;
        let answers = county.ratings.answers(self.nth, at, &county.officials[at], &county.links);
        Ok((number(at).parse()?, answers))
    }

    /// What an official's households chose and added, the best level first.
    pub fn said(&self, at: usize) -> anyhow::Result<Vec<(Level, Said)>> {
        let (_, answers) = self.answers(at)?;
        Ok(self.words(at, &answers).collect())
    }

    fn words(&self, at: usize, answers: &Answers) -> impl Iterator<Item = (Level, Said)> + use<> {
        // The first stream gives out ids.
        let mut stream = self.county.chance.part(Part::Said).stream((self.nth + 1) << 20 | at);
        let levels: Vec<_> = Ratings::levels(&answers.tally).collect();
        let unit = self.county.officials[at].unit;
        let is_odd = self.county.ratings.is_odd(self.nth, at);
        levels.into_iter().enumerate().map(move |(nth, level)| {
            let said = if is_odd { copied(nth) } else { said(&mut stream, level, unit) };
            (level, said)
        })
    }

    /// An official's ballots, the best level first.
    fn ballots(
        &self,
        at: usize,
        official: OfficialNumber,
        answers: &Answers,
    ) -> impl Iterator<Item = OpenedBallot> + use<> {
        // The streams before these shuffle.
        let mut stream = self.county.chance.part(Part::Ballot).stream((self.nth + 1) << 20 | at);
        self.words(at, answers).map(move |(level, said)| OpenedBallot {
            official,
            way: Way::Slip,
            level,
            reasons: said.reasons,
            comment: said.comment,
            salt: Digest::from_bytes(stream.random()),
            prefix: None,
            nonce: Digest::from_bytes(stream.random()),
            signature: None,
        })
    }
}
