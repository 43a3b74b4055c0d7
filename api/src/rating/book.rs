//! What the count of a round comes to: per official how many were issued and cast, and the ballots that count.

use std::collections::{HashMap, HashSet};

use anyhow::Context;
use data_encoding::BASE64URL_NOPAD;
use domain::{
    audit::pdraw1::Digest,
    rating::{
        Level, Tally, Unscored,
        count::{Bundle, OfficialCount, OfficialKey, OpenedBallot, Openings, RoundNamed, Way, Wide, cells},
        is_unscored,
    },
    roster::OfficialNumber,
};
use entity::{rating_result, rating_round};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::store::{self, Issued, NumberedKey};
use crate::{
    app::App,
    ballot_box::{
        ballot::Ballot,
        count::{Emptied, InBox},
    },
    error::ApiResult,
};

/// One official's line.
pub(super) struct Line {
    pub key: NumberedKey,
    pub households: u32,
    pub issued: Issued,
    pub in_box: InBox,
    pub tally: Tally,
}

impl Line {
    /// Where more ballots were cast one way than households took that way, somebody made or used spare ones, and no ballot
    /// of his can be told from those: none is counted, and the numbers say why.
    pub(super) fn is_stuffed(&self) -> bool {
        self.in_box.slips > self.issued.slip || self.in_box.phone > self.issued.phone + self.issued.reissued
    }

    /// Why it makes no score: who could have a ballot issued again at will could make ballots.
    fn unscored(&self, round: &rating_round::Model) -> Option<Unscored> {
        is_unscored(self.issued.reissued, round.most_reissues).then_some(Unscored::Reissues)
    }

    pub(super) fn cast(&self) -> u32 {
        self.in_box.phone + self.in_box.slips
    }
}

/// The count of a round.
pub(super) struct Book<'a> {
    pub round: &'a rating_round::Model,
    /// By the officials' numbers; every official of the key list has one.
    pub lines: Vec<Line>,
    /// The ballots that count, in no order.
    pub ballots: Vec<Ballot>,
}

impl<'a> Book<'a> {
    pub(super) async fn of(
        app: &App,
        round: &'a rating_round::Model,
        emptied: Emptied,
    ) -> ApiResult<Book<'a>> {
        let db = app.db.reader();
        let roster = store::roster(db, round.id).await?;
        let households: HashMap<Uuid, u32> =
            roster.iter().map(|row| (row.official_id, u32::try_from(row.households).unwrap_or(0))).collect();
        let issued = store::issued(db, round.id).await?;
        let line = |key: NumberedKey| Line {
            households: households.get(&key.official_id).copied().unwrap_or(0),
            issued: issued.get(&key.official_id).copied().unwrap_or_default(),
            in_box: emptied.officials.get(&key.official_id).copied().unwrap_or_default(),
            tally: Tally::default(),
            key,
        };
        let mut lines: Vec<Line> = store::numbered_keys(db, round.id).await?.into_iter().map(line).collect();
        let stuffed: HashSet<Uuid> =
            lines.iter().filter(|line| line.is_stuffed()).map(|line| line.key.official_id).collect();
        let at: HashMap<Uuid, usize> =
            lines.iter().enumerate().map(|(at, line)| (line.key.official_id, at)).collect();
        let mut ballots = Vec::with_capacity(emptied.ballots.len());
        for (official_id, ballot) in emptied.ballots {
            if let Some(at) = at.get(&official_id)
                && !stuffed.contains(&official_id)
            {
                lines[*at].tally.add(ballot.level);
                ballots.push(ballot);
            }
        }
        Ok(Self { round, lines, ballots })
    }

    /// The rows of those who had households.
    pub(super) fn results(&self) -> impl Iterator<Item = rating_result::ActiveModel> {
        let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        self.lines.iter().filter(|line| line.households > 0).map(move |line| rating_result::ActiveModel {
            round_id: Set(self.round.id),
            official_id: Set(line.key.official_id),
            households: Set(number(line.households)),
            issued: Set(number(line.issued.phone + line.issued.slip)),
            cast_count: Set(number(line.cast())),
            counted: Set(number(line.tally.answers())),
            very_satisfied: Set(number(line.tally.count(Level::VerySatisfied))),
            satisfied: Set(number(line.tally.count(Level::Satisfied))),
            fair: Set(number(line.tally.count(Level::Fair))),
            dissatisfied: Set(number(line.tally.count(Level::Dissatisfied))),
            very_dissatisfied: Set(number(line.tally.count(Level::VeryDissatisfied))),
            unscored: Set(line.unscored(self.round).map(|why| why.as_str().to_owned())),
        })
    }

    /// The public count, signed.
    pub(super) fn bundle(&self, seed: &[u8; 32]) -> anyhow::Result<Bundle> {
        let mut commitments: HashMap<OfficialNumber, Vec<Digest>> = HashMap::new();
        for ballot in &self.ballots {
            commitments.entry(ballot.official).or_default().extend(ballot.commitment());
        }
        let mut keys = Vec::with_capacity(self.lines.len());
        let mut officials = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let official: OfficialNumber = line.key.number.parse()?;
            let n = line.key.modulus.as_slice().try_into().context("a key of the round is cut")?;
            keys.push(OfficialKey { official, n: Wide(n) });
            officials.push(OfficialCount {
                official,
                households: line.households.into(),
                issued_phone: line.issued.phone.into(),
                issued_slip: line.issued.slip.into(),
                reissued: line.issued.reissued.into(),
                voided_slips: line.in_box.voided.into(),
                cast: line.cast().into(),
                counted: line.tally.answers().into(),
                commitments: commitments.remove(&official).unwrap_or_default(),
                cells: cells(&line.tally),
            });
        }
        let round = RoundNamed {
            code: self.round.code.clone(),
            name: self.round.name.clone(),
            opens_on: self.round.opens_on.to_string(),
            closes_on: self.round.closes_on.to_string(),
        };
        Ok(Bundle::seal(round, keys, officials, seed))
    }

    /// The ballots for the auditors.
    pub(super) fn openings(&self) -> anyhow::Result<Vec<u8>> {
        let officials = self.lines.iter().map(|line| line.key.number.parse());
        let officials = officials.collect::<Result<Vec<_>, _>>()?;
        let ballots = self.ballots.iter().map(opened).collect::<anyhow::Result<_>>()?;
        Ok(serde_json::to_vec(&Openings::of(&self.round.code, officials, ballots))?)
    }
}

/// A ballot as auditors get it.
fn opened(ballot: &Ballot) -> anyhow::Result<OpenedBallot> {
    let digest = |hex: &str| Digest::from_hex(hex).context("a ballot that was checked has whole numbers");
    let token = ballot.token.as_ref();
    let signature = match token {
        None => None,
        Some(token) => {
            let bytes = BASE64URL_NOPAD.decode(token.signature.as_bytes())?;
            Some(Wide(bytes.as_slice().try_into().context("a signature that was checked is whole")?))
        }
    };
    Ok(OpenedBallot {
        official: ballot.official,
        way: if token.is_some() { Way::Phone } else { Way::Slip },
        level: ballot.level,
        reasons: ballot.reasons.clone(),
        comment: ballot.comment.clone(),
        salt: digest(&ballot.salt)?,
        prefix: token.map(|token| digest(&token.prefix)).transpose()?,
        nonce: digest(&ballot.nonce)?,
        signature,
    })
}
