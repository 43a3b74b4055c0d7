//! The life of one follow-up, led through the rules.

use ::entity::{follow_up, follow_up_event};
use chrono::{DateTime, NaiveDate, Utc};
use domain::follow_up::{Kind, State, Verb, next};
use serde_json::json;
use uuid::Uuid;

use super::{Making, cast::Drawn};
use crate::{
    clock::china_day,
    demo::{
        accounts::{ACCOUNTS, position},
        chance::Part,
    },
    follow_up::service::SEALED_NOTE,
};

/// What is opened on stage.
pub(super) struct Matter<'a> {
    pub kind: Kind,
    pub about: &'a Drawn,
    /// Called by name.
    pub named: bool,
    pub household: Option<usize>,
    pub text: &'a str,
    pub opened_at: DateTime<Utc>,
    pub due_on: NaiveDate,
}

/// Who acts: an account, an official with one of his own, or the household itself.
#[derive(Clone, Copy)]
pub(super) enum Who<'a> {
    Account(&'a str),
    /// His account is none of those whose password is published.
    Official(usize),
    Household,
}

impl Making<'_> {
    /// Opens a follow-up. Returns its place in the list.
    pub(super) fn open(&mut self, matter: &Matter<'_>) -> usize {
        let at = self.after.follow_ups.len();
        let about = matter.about;
        let first = if matter.kind == Kind::Rectification { State::Pledged } else { State::Opened };
        let rounds = self.county.meetings[..about.meeting].iter().filter_map(|meeting| meeting.held.as_ref());
        let rounds: usize = rounds.map(|held| held.rounds.len()).sum();
        let round = self.ids.of(Part::DrawRound)(rounds + about.round);
        self.after.follow_ups.push(follow_up::Model {
            id: self.id(Part::FollowUp, matter.opened_at, at),
            kind: matter.kind.as_str().to_owned(),
            state: first.as_str().to_owned(),
            meeting_id: self.ids.meeting(about.meeting),
            draw_round_id: (!matter.named).then_some(round),
            label: about.label.clone(),
            official_id: self.ids.official(about.official),
            household_id: matter.household.map(|household| self.ids.household(household)),
            matter: matter.text.to_owned(),
            due_on: matter.due_on,
            opened_by: self.account("host"),
            opened_at: matter.opened_at,
            draw_id: None,
            verdict: None,
            finding: None,
            found_by: None,
            ended_at: None,
            version: 1,
        });
        self.event(at, matter.opened_at, Who::Account("host"), Verb::Open, None);
        self.journal_follow_up(at, matter.opened_at, "host", "open_follow_up");
        at
    }

    /// What somebody does to it.
    pub(super) fn act(
        &mut self,
        at: usize,
        when: DateTime<Utc>,
        who: Who<'_>,
        verb: Verb,
        note: Option<&str>,
    ) -> anyhow::Result<()> {
        let row = &mut self.after.follow_ups[at];
        let from: State = row.state.parse()?;
        let overdue = !from.is_final() && row.due_on < china_day(when);
        let to = next(from, verb, overdue)?;
        to.as_str().clone_into(&mut row.state);
        row.version += 1;
        if to.is_final() {
            row.ended_at = Some(when);
        }
        self.event(at, when, who, verb, note);
        Ok(())
    }

    fn event(&mut self, at: usize, when: DateTime<Utc>, who: Who<'_>, verb: Verb, note: Option<&str>) {
        let row = &self.after.follow_ups[at];
        let (actor_id, actor_name) = match who {
            Who::Account(login) => {
                let account = position(login);
                (Some(self.ids.account(account)), ACCOUNTS[account].name(self.county).to_owned())
            }
            Who::Official(at) => (None, self.county.officials[at].name.clone()),
            Who::Household => (None, String::new()),
        };
        let event = follow_up_event::Model {
            id: self.id(Part::FollowUpEvent, when, self.after.events.len()),
            follow_up_id: row.id,
            seq: row.version,
            at: when,
            actor_id,
            actor_name,
            verb: verb.as_str().to_owned(),
            to_state: row.state.clone(),
            note: note.map(|note| self.keyring.seal(SEALED_NOTE, note)),
        };
        self.after.events.push(event);
    }

    pub(super) fn journal_follow_up(&mut self, at: usize, when: DateTime<Utc>, login: &str, action: &str) {
        let row = &self.after.follow_ups[at];
        let (about, detail): ((&str, Uuid), _) = (
            ("follow_up", row.id),
            json!({ "kind": row.kind, "state": row.state, "label": row.label, "meeting": row.meeting_id }),
        );
        self.tell(when, login, action, about, detail);
    }
}
