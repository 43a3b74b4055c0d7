//! What was noticed about the last round that was counted. The rules of a county look at the demo's ballots; the inspector
//! has looked at some of what they found.

use anyhow::anyhow;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    rating::{
        Level, Tally,
        watch::{Alike, Comments, Levels, Pace, Paces, one_in},
    },
    visit::{FlagKind, FlagState},
};
use serde_json::json;

use super::Making;
use crate::{
    clock::china_midnight,
    demo::{chance::Part, count::ClosedRound, rating::ODD_ROUND},
    visit::flag::{
        service::{Noticed, SEALED_NOTE},
        view::FlagEvidence,
    },
};

/// The day of the round, from its first, on which nearly all slips of one official were ticked.
const BURST_DAY: u32 = 9;
/// His slips that were ticked before.
const BEFORE_THE_BURST: u32 = 2;

/// What the rules look at, of one official.
struct Looked {
    at: usize,
    levels: Levels,
    pace: Pace,
}

impl Making<'_> {
    pub(super) fn flags(&mut self) -> anyhow::Result<()> {
        let county = self.county;
        let round = &county.rounds[ODD_ROUND];
        let Some(closed_at) = round.closed_at() else { return Ok(()) };
        let closed = ClosedRound::new(county, ODD_ROUND);
        let days = u32::try_from((round.closes_on - round.opens_on).num_days())?;
        let (mut paces, mut alike, mut comments) = (Paces::default(), Alike::default(), Comments::new());
        let mut all = Vec::new();
        for at in closed.rated() {
            let answers = county.ratings.answers(ODD_ROUND, at, &county.officials[at], &county.links);
            let issued = u32::try_from(answers.issued.len())?;
            let is_odd = county.ratings.is_odd(ODD_ROUND, at);
            let looked = Looked { at, levels: levels(&answers.tally), pace: pace(issued, days, is_odd) };
            paces.add(looked.pace);
            alike.add(&looked.levels);
            for (_, said) in closed.said(at)? {
                comments.add(at, &said.comment);
            }
            all.push(looked);
        }
        let burst_on = round.opens_on + Duration::days(i64::from(BURST_DAY));
        let found = |day: Option<NaiveDate>, count: u32, of: u32, chance: Option<f64>| FlagEvidence {
            round_id: Some(self.ids.round(ODD_ROUND)),
            round_name: Some(round.name.clone()),
            day,
            count: Some(count),
            of: Some(of),
            one_in: chance.map(one_in),
            ..FlagEvidence::default()
        };
        let mut noticed = Vec::new();
        for Looked { at, levels, pace } in &all {
            if let Some(chance) = paces.burst(*pace) {
                let of = pace.before + pace.on_the_day;
                let evidence = found(Some(burst_on), pace.on_the_day, of, Some(chance));
                noticed.push((FlagKind::RatingBurst, *at, evidence));
            }
            if let Some(alike) = alike.too_alike(levels) {
                let evidence = found(None, alike.same, alike.answers, Some(alike.chance));
                noticed.push((FlagKind::RatingEqual, *at, evidence));
            }
        }
        for (at, copied) in comments.copied() {
            noticed.push((FlagKind::RatingComments, at, found(None, copied.same, copied.comments, None)));
        }
        let burst_at = china_midnight(burst_on + Duration::days(1)) + Duration::minutes(5);
        for (kind, at, evidence) in noticed {
            let raised_at = if kind == FlagKind::RatingBurst { burst_at } else { closed_at };
            self.flag(kind, at, evidence, raised_at)?;
        }
        Ok(())
    }

    fn flag(
        &mut self,
        kind: FlagKind,
        at: usize,
        evidence: FlagEvidence,
        raised_at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let (official_id, round_id) = (self.ids.official(at), self.ids.round(ODD_ROUND));
        let day = evidence.day.map(|day| format!("|{day}")).unwrap_or_default();
        let id = self.id(Part::Flag, raised_at, self.after.flags.len());
        let about = format!("{round_id}|{official_id}{day}");
        let noticed = Noticed { kind, official_id, household_id: None, about, evidence };
        let mut row = noticed.at(id, raised_at).map_err(|error| anyhow!("a flag of the demo: {error:?}"))?;
        if let Some((days, note)) = looked_into(kind).filter(|_| self.county.odd == Some(at)) {
            let seen_at = raised_at + Duration::days(days) + Duration::hours(15);
            self.tell(seen_at - Duration::minutes(20), "inspector", "look_at_flag", ("flag", id), json!({}));
            self.tell(seen_at, "inspector", "note_flag", ("flag", id), json!({}));
            FlagState::Seen.as_str().clone_into(&mut row.state);
            row.note = Some(self.keyring.seal(SEALED_NOTE, note));
            row.seen_by = Some(self.account("inspector"));
            row.seen_at = Some(seen_at);
        }
        self.after.flags.push(row);
        Ok(())
    }
}

/// So many days later an inspector had looked, and said this. At what is alike nobody has looked yet.
fn looked_into(kind: FlagKind) -> Option<(i64, &'static str)> {
    match kind {
        FlagKind::RatingBurst => {
            Some((3, "票由代管人一天内补登，说是集中入户，拿不出抽票登记。先记着，计票后结合回访再看。"))
        }
        FlagKind::RatingComments => {
            Some((17, "七张票同一句话。回访抽到的几户都说没有写过，结果已由两人决定不计分。"))
        }
        _ => None,
    }
}

fn levels(tally: &Tally) -> Levels {
    let mut levels = [0; 5];
    for (count, level) in levels.iter_mut().zip(Level::ALL) {
        *count = tally.count(*level);
    }
    levels
}

/// How many of his ballots were issued until the day of the burst and on it: of others' every day about as many.
fn pace(issued: u32, days: u32, is_odd: bool) -> Pace {
    let until = |day: u32| issued * day / days;
    let before = if is_odd { BEFORE_THE_BURST.min(issued) } else { until(BURST_DAY) };
    let after = if is_odd { issued } else { until(BURST_DAY + 1) };
    Pace { before, on_the_day: after - before }
}
