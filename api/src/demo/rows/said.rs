//! What followed the last round that was counted: reasons and comments, the summary that the official of the demo accounts
//! reads, what units have to put right, and two households that asked for a call.

use std::collections::BTreeMap;

use ::entity::{
    rating_call_back, rating_comment, rating_reason, rating_rectification, rating_rectification_event,
    rating_summary,
};
use chrono::{DateTime, Duration, Utc};
use domain::rating::{
    ENOUGH_ANSWERS, Known, Level, RectificationState as State, RectificationVerb as Verb, RoundState,
    ThemeRules, redact,
};
use rand::Rng;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;
use uuid::{Builder, Uuid};

use super::Source;
use crate::{
    bulk::Outlet,
    clock::china_day,
    demo::{accounts, chance::Part, count::ClosedRound},
    rating::{comment, theme},
};

/// When a reason becomes a unit's task here: households of the demo judge mildly.
pub fn rules() -> ThemeRules {
    ThemeRules { share: 3, ..ThemeRules::default() }
}

/// Answers on the officials of a unit, and how many gave each reason.
type OfUnit = (u32, BTreeMap<String, u32>);

impl Source<'_> {
    pub fn said(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let rounds = &self.county.rounds;
        let Some(nth) = rounds.iter().rposition(|round| round.state == RoundState::Closed) else {
            return Ok(());
        };
        let Some(closed_at) = rounds[nth].closed_at() else { return Ok(()) };
        let mut comments = outlet.table::<rating_comment::ActiveModel>();
        let mut named = outlet.table::<rating_reason::ActiveModel>();
        let mut units: BTreeMap<usize, OfUnit> = BTreeMap::new();
        let mut stream = self.county.chance.part(Part::Said).stream(0);
        let (round_id, closed) = (self.ids.round(nth), ClosedRound::new(self.county, nth));
        for at in closed.rated() {
            let (official_id, ballots) = (self.ids.official(at), closed.said(at)?);
            let answers = u32::try_from(ballots.len())?;
            let of_unit = units.entry(self.county.officials[at].unit).or_default();
            of_unit.0 += answers;
            let mut own: BTreeMap<String, i32> = BTreeMap::new();
            for (level, said) in ballots {
                if matches!(level, Level::Dissatisfied | Level::VeryDissatisfied) {
                    for reason in said.reasons {
                        *of_unit.1.entry(reason.clone()).or_default() += 1;
                        *own.entry(reason).or_default() += 1;
                    }
                }
                if answers >= ENOUGH_ANSWERS && !said.comment.is_empty() {
                    let id = Builder::from_random_bytes(stream.random()).into_uuid();
                    let comment = self.comment(id, round_id, at, &said.comment);
                    comments.put(comment.into_active_model().reset_all())?;
                }
            }
            for (reason, named_by) in own {
                let row = rating_reason::Model { round_id, official_id, reason, named: named_by };
                named.put(row.into_active_model().reset_all())?;
            }
        }
        comments.flush()?;
        named.flush()?;
        outlet.all([self.summary(round_id, closed_at)?.into_active_model().reset_all()])?;
        self.rectifications(outlet, round_id, closed_at, &units)?;
        self.call_backs(outlet, round_id, closed_at, &mut stream)
    }

    fn comment(&self, id: Uuid, round_id: Uuid, at: usize, text: &str) -> rating_comment::Model {
        let is_told = at == self.county.shown;
        let redacted = redact(text, &Known::of(["张"], None));
        rating_comment::Model {
            id,
            round_id,
            official_id: self.ids.official(at),
            state: if is_told { "checked" } else { "waiting" }.to_owned(),
            text: (!is_told).then(|| self.keyring.seal(comment::SEALED_TEXT, text)),
            redacted: Some(self.keyring.seal(comment::SEALED_REDACTED, &redacted)),
            checked_by: is_told.then(|| self.ids.account(accounts::position("office"))),
        }
    }

    fn summary(&self, round_id: Uuid, closed_at: DateTime<Utc>) -> anyhow::Result<rating_summary::Model> {
        let lines = json!([
            { "theme": "slow", "text": "有农户觉得手续跑的趟数多，希望一次说清要带什么" },
            { "text": "多数农户认可走访勤、答应的事办得到" },
        ]);
        Ok(rating_summary::Model {
            round_id,
            official_id: self.ids.official(self.county.shown),
            lines: self.keyring.seal(comment::SEALED_LINES, &serde_json::to_string(&lines)?),
            written_by: self.ids.account(accounts::position("office")),
            written_at: closed_at + Duration::days(3),
            released_at: Some(closed_at + Duration::days(4)),
        })
    }

    fn rectifications(
        &self,
        outlet: &Outlet,
        round_id: Uuid,
        closed_at: DateTime<Utc>,
        units: &BTreeMap<usize, OfUnit>,
    ) -> anyhow::Result<()> {
        let (rules, opened_on) = (rules(), china_day(closed_at));
        let (id, event_id) = (self.ids.timed(Part::Rectification), self.ids.timed(Part::RectificationEvent));
        let (mut rows, mut events) = (Vec::new(), Vec::new());
        for (unit, (answers, themes)) in units {
            for (theme_word, named) in themes.iter().filter(|(_, named)| rules.opens(*answers, **named)) {
                let nth = rows.len();
                let (row_id, term) = (id(closed_at, nth), rules.term(theme_word));
                let due_on = term.due_on(opened_on);
                let mut told = vec![(Verb::Open, State::Open, closed_at, None)];
                if nth % 3 < 2 {
                    let note = "逐户核对过，欠下的事已办结，没办成的当面说明了原因";
                    told.push((Verb::Answer, State::Answered, closed_at + Duration::days(4), Some(note)));
                }
                if nth % 3 == 0 {
                    let note = "抽问三户，确已办结";
                    told.push((Verb::Close, State::Closed, closed_at + Duration::days(6), Some(note)));
                }
                let last = told[told.len() - 1];
                for (seq, (verb, to, at, note)) in (1..).zip(told) {
                    let login = if verb == Verb::Close { "inspector" } else { "unit-head" };
                    let actor = (verb != Verb::Open).then(|| accounts::position(login));
                    events.push(rating_rectification_event::Model {
                        id: event_id(at, events.len()),
                        rectification_id: row_id,
                        seq,
                        at,
                        actor_id: actor.map(|actor| self.ids.account(actor)),
                        actor_name: actor
                            .map(|actor| accounts::ACCOUNTS[actor].title.to_owned())
                            .unwrap_or_default(),
                        verb: verb.as_str().to_owned(),
                        to_state: to.as_str().to_owned(),
                        note: note.map(|note| self.keyring.seal(theme::SEALED_NOTE, note)),
                    });
                }
                rows.push(rating_rectification::Model {
                    id: row_id,
                    round_id,
                    unit_id: self.ids.unit(*unit),
                    theme: theme_word.clone(),
                    answers: i32::try_from(*answers)?,
                    named: i32::try_from(*named)?,
                    term: term.as_str().to_owned(),
                    state: last.1.as_str().to_owned(),
                    opened_on,
                    due_on,
                    ended_at: last.1.is_final().then_some(last.2),
                    version: i32::try_from(
                        events.iter().filter(|event| event.rectification_id == row_id).count(),
                    )?,
                });
            }
        }
        outlet.all(rows.into_iter().map(|row| row.into_active_model().reset_all()))?;
        outlet.all(events.into_iter().map(|event| event.into_active_model().reset_all()))
    }

    /// Two of the shown official's households: one was called, one waits.
    fn call_backs(
        &self,
        outlet: &Outlet,
        round_id: Uuid,
        closed_at: DateTime<Utc>,
        stream: &mut impl Rng,
    ) -> anyhow::Result<()> {
        let households = self.county.links.of_official[self.county.shown].clone().take(2);
        let rows = households.enumerate().map(|(nth, household)| {
            let called = nth == 0;
            let note = "想知道取暖补贴什么时候发";
            rating_call_back::Model {
                id: Builder::from_random_bytes(stream.random()).into_uuid(),
                round_id,
                household_id: self.ids.household(household),
                official_id: self.ids.official(self.county.shown),
                theme: "slow".to_owned(),
                tries: 0,
                reached: called,
                note: called.then(|| self.keyring.seal(theme::SEALED_WORD, note)),
                called_by: called.then(|| self.ids.account(accounts::position("office"))),
                called_at: called.then(|| closed_at + Duration::days(2)),
            }
        });
        let rows: Vec<_> = rows.map(|row| row.into_active_model().reset_all()).collect();
        outlet.all(rows)
    }
}
