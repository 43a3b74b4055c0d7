//! Rounds that stay locked because an envelope is lost: the meeting goes on, and the next code that is opened yields
//! theirs as well. Every lock is chained to the one before, so nothing about them can be changed meanwhile.

use super::digest::Digest;
use super::error::DrawError;
use super::meeting::{Opened, Revealed};
use super::round::{Dice6, StepCall};

/// What is locked of a round whose code nobody has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub call: StepCall,
    pub dice: Dice6,
}

impl Opened {
    /// Number and D of the round that is locked after the `pending` ones, whose results are not known yet.
    pub fn lock_after(
        &self,
        pending: &[Pending],
        call: &StepCall,
        dice: &Dice6,
    ) -> Result<(u64, Digest), DrawError> {
        let (round, last_lock) = self.last_of(pending);
        self.check_step(round + 1, call)?;
        Ok((round + 1, super::round::lock(&last_lock, round + 1, call, dice)))
    }

    /// Number and D of the last pending round, or of the last revealed one.
    pub fn last_of(&self, pending: &[Pending]) -> (u64, Digest) {
        pending.iter().fold((self.rounds(), *self.last_lock()), |(round, lock), Pending { call, dice }| {
            (round + 1, super::round::lock(&lock, round + 1, call, dice))
        })
    }

    /// Decides all pending rounds by the code of the last of them: each code is the SHA-256 of the one after it.
    pub fn reveal_all(self, pending: Vec<Pending>, code: &str) -> Result<Vec<Revealed>, DrawError> {
        let last = self.rounds() + pending.len() as u64;
        let mut code = Digest::from_hex(code).ok_or(DrawError::CodeMalformed { round: last })?;
        let mut codes = vec![code];
        for _ in 1..pending.len() {
            code = Digest::of(code.as_bytes());
            codes.push(code);
        }
        let mut opened = self;
        let mut decided = Vec::with_capacity(pending.len());
        for (Pending { call, dice }, code) in pending.into_iter().zip(codes.iter().rev()) {
            let revealed = opened.lock(call, dice)?.reveal(&code.hex())?;
            opened = revealed.next();
            decided.push(revealed);
        }
        Ok(decided)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::audit::pdraw1::{
        Announced, Announcement, Draft, Exclusions, Opening, OtcChain, Roster, make_chain,
    };

    fn opened(chain: &OtcChain) -> Opened {
        let rows = (1..=40).map(|n| (format!("A{n:03}"), vec!["T".to_owned()])).collect();
        let roster = Roster::build("officials", rows).unwrap();
        let sources = vec!["dice2".to_owned()];
        let announcement = Announcement::build(&Draft {
            id: "T",
            rosters: &[roster.line()],
            exclusions: &Exclusions::default(),
            recusals: None,
            sources: &sources,
            otc_tip: chain.tip,
            plan: "s1:officials:n=3",
        })
        .unwrap();
        let texts = BTreeMap::from([("officials".to_owned(), roster.text().to_owned())]);
        let opening = Opening::parse(&sources, "dice2=12").unwrap();
        Announced::check(announcement, &texts, "", None).unwrap().open(opening)
    }

    fn pending(dice: &str) -> Pending {
        Pending { call: StepCall::parse("s1"), dice: Dice6::parse(dice).unwrap() }
    }

    #[test]
    fn two_lost_envelopes_change_neither_locks_nor_results() {
        let chain = make_chain([7; 32], 4);
        let thrown = ["111111", "222222", "333333"].map(pending);
        let mut one_by_one = opened(&chain);
        let mut expected = Vec::new();
        for (Pending { call, dice }, code) in thrown.iter().cloned().zip(&chain.codes) {
            let revealed = one_by_one.lock(call, dice).unwrap().reveal(&code.hex()).unwrap();
            expected.push((*revealed.lock(), revealed.selected.clone()));
            one_by_one = revealed.into_next();
        }
        let start = opened(&chain);
        for (at, Pending { call, dice }) in thrown.iter().enumerate() {
            let (round, lock) = start.lock_after(&thrown[..at], call, dice).unwrap();
            assert_eq!((round, lock), (at as u64 + 1, expected[at].0));
        }
        let decided = start.clone().reveal_all(thrown.to_vec(), &chain.codes[2].hex()).unwrap();
        let found: Vec<_> = decided.iter().map(|round| (*round.lock(), round.selected.clone())).collect();
        assert_eq!(found, expected);
        let early = start.reveal_all(thrown.to_vec(), &chain.codes[1].hex()).unwrap_err();
        assert_eq!(early, DrawError::CodeNotNext { round: 1 });
    }
}
