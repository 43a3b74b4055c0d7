//! The one thing to do now, decided by the program, the same on every console. One person at a time is heard to the
//! end: his answers, his outcome, his households, the panel's vote.

use chrono::Duration;
use domain::audit::{
    hearing::{ATTEMPTS, Question, WINDOW},
    pdraw1::{OutcomeCode, Plan, StepCall},
};
use sea_orm::ConnectionTrait;

use super::{
    household,
    view::{Call, Heard, NamedOfficial, NextAction, Panel, PanelVote, Statement},
    word::{CallResult, HeardKind, NextKind, VoteState},
};
use crate::{
    audit::view::{Carried, Drawn, MeetingState, RoundState, StageRound},
    error::ApiResult,
};

/// What a console has to know to say what comes next.
#[derive(Debug)]
pub(in crate::audit) struct Situation<'a> {
    pub(in crate::audit) state: MeetingState,
    pub(in crate::audit) plan: &'a str,
    /// Those who answer first.
    pub(in crate::audit) carried: &'a [Carried],
    pub(in crate::audit) rounds: &'a [StageRound],
    /// A code was opened ahead: nothing more is drawn.
    pub(in crate::audit) code_ahead: bool,
    pub(in crate::audit) named: &'a [NamedOfficial],
    pub(in crate::audit) votes: &'a [PanelVote],
    pub(in crate::audit) panel: Option<&'a Panel>,
}

/// What comes next.
pub(in crate::audit) async fn next(
    db: &impl ConnectionTrait,
    situation: &Situation<'_>,
) -> ApiResult<NextAction> {
    let mut action = situation.action();
    if action.kind == NextKind::CallHousehold
        && let Some(label) = &action.label
        && household::behind(db, label).await?.is_some_and(|row| row.phone.is_none())
    {
        action.kind = NextKind::NoPhone;
        action.attempt = None;
    }
    Ok(action)
}

fn act(kind: NextKind, who: &[&str]) -> NextAction {
    let who = who.iter().map(|role| (*role).to_owned()).collect();
    NextAction { kind, who, round: None, label: None, step: None, attempt: None, may_close: false }
}

/// About somebody who is heard.
fn about(kind: NextKind, who: &[&str], round: Option<u32>, label: &str) -> NextAction {
    NextAction { round, label: Some(label.to_owned()), ..act(kind, who) }
}

const HOST: &[&str] = &["audit_host"];
const CALLER: &[&str] = &["caller", "audit_host"];

impl Situation<'_> {
    fn action(&self) -> NextAction {
        match self.state {
            MeetingState::Draft => act(NextKind::Announce, HOST),
            MeetingState::Announced => act(NextKind::Open, HOST),
            MeetingState::Closed => act(NextKind::Closed, &[]),
            MeetingState::Opened => self.opened(),
        }
    }

    fn opened(&self) -> NextAction {
        if let Some(first) = self.carried.iter().find(|carried| carried.outcome.is_none()) {
            let calls = first.heard.as_ref().map_or(&[][..], |heard| heard.calls.as_slice());
            let attempt = (!calls.is_empty()).then(|| attempt(calls));
            let action = about(NextKind::Carried, &["audit_host", "caller"], None, &first.label);
            return NextAction { attempt, ..action };
        }
        let locked = self.rounds.iter().rfind(|round| round.state != RoundState::Revealed);
        if let Some(round) = locked {
            if round.envelope_lost {
                // The next code yields it: the meeting goes on with the next dice.
                return self.dice();
            }
            return NextAction {
                round: Some(round.number),
                step: Some(round.step.clone()),
                ..act(NextKind::Reveal, &["audit_host", "notary"])
            };
        }
        if let Some(vote) = self.votes.iter().find(|vote| vote.state == VoteState::Open) {
            return about(NextKind::CloseVote, &["panel", "audit_host"], None, &vote.label);
        }
        let mut action = self.hearing().unwrap_or_else(|| self.dice());
        action.may_close = !self.rounds.is_empty();
        action
    }

    fn dice(&self) -> NextAction {
        if self.code_ahead {
            return act(NextKind::Close, HOST);
        }
        let round = u32::try_from(self.rounds.len() + 1).unwrap_or(u32::MAX);
        NextAction { round: Some(round), ..act(NextKind::Lock, &["audit_host", "second_typist"]) }
    }

    /// The first thing that is not done of the first person who was not heard to the end.
    fn hearing(&self) -> Option<NextAction> {
        let drawn = self.rounds.iter().filter(|round| StepCall::parse(&round.step).key.is_none());
        let drawn = drawn.flat_map(|round| round.selected.iter().map(move |drawn| (round, drawn)));
        for (round, drawn) in drawn {
            let step = official(round, drawn).or_else(|| self.households(round, drawn));
            if let Some(action) =
                step.or_else(|| self.vote(Some(round.number), &drawn.label, drawn.outcome.as_ref()))
            {
                return Some(action);
            }
        }
        self.named.iter().find_map(|named| {
            person(None, &named.label, named.outcome.as_ref(), &named.heard)
                .or_else(|| self.vote(None, &named.label, named.outcome.as_ref()))
        })
    }

    /// His households, once he has been heard: drawn, and each of them heard.
    fn households(&self, round: &StageRound, drawn: &Drawn) -> Option<NextAction> {
        if !answered(drawn.outcome.as_ref()) {
            return None;
        }
        let plan = Plan::parse(self.plan).ok()?;
        let steps = plan.steps().iter().filter(|_| !self.code_ahead);
        for step in steps.filter(|step| step.within.as_deref() == Some(&round.step)) {
            let call = StepCall { step: step.name.clone(), key: Some(drawn.label.clone()) }.to_string();
            let Some(pressed) = self.rounds.iter().find(|round| round.step == call) else {
                let action =
                    about(NextKind::DrawHouseholds, &["audit_host", "second_typist"], None, &drawn.label);
                return Some(NextAction { step: Some(call), ..action });
            };
            let of = |household: &Drawn| {
                let heard = household.heard.as_ref()?;
                person(Some(pressed.number), &household.label, household.outcome.as_ref(), heard)
            };
            if let Some(action) = pressed.selected.iter().find_map(of) {
                return Some(action);
            }
        }
        None
    }

    /// The panel judges whoever was heard, as long as it has ballots.
    fn vote(&self, round: Option<u32>, label: &str, outcome: Option<&String>) -> Option<NextAction> {
        let panel = self.panel?;
        let voted = self.votes.iter().any(|vote| vote.label == label);
        let left = usize::try_from(panel.votes).unwrap_or_default() > self.votes.len();
        let heard = !voted && left && answered(outcome);
        heard.then(|| about(NextKind::OpenVote, HOST, round, label))
    }
}

fn official(round: &StageRound, drawn: &Drawn) -> Option<NextAction> {
    person(Some(round.number), &drawn.label, drawn.outcome.as_ref(), drawn.heard.as_ref()?)
}

fn answered(outcome: Option<&String>) -> bool {
    let spoke = [OutcomeCode::InPerson.as_str(), OutcomeCode::PhoneOk.as_str()];
    outcome.is_some_and(|outcome| spoke.contains(&outcome.as_str()))
}

/// What is to be done about one person; nothing once his outcome is recorded.
fn person(round: Option<u32>, label: &str, outcome: Option<&String>, heard: &Heard) -> Option<NextAction> {
    if outcome.is_some() {
        return None;
    }
    let spoke = heard.calls.iter().any(|call| call.result == CallResult::Answered);
    let asked = heard.statements.iter().filter(|statement| is_said(heard.kind, statement)).count();
    let all_asked = asked == Question::ALL.len();
    if heard.nobody_answered || all_asked || heard.kind == HeardKind::Other {
        return Some(about(NextKind::Outcome, HOST, round, label));
    }
    if heard.kind == HeardKind::Official {
        let who = if heard.calls.is_empty() { HOST } else { CALLER };
        let attempt = (!heard.calls.is_empty() && !spoke).then(|| attempt(&heard.calls));
        return Some(NextAction { attempt, ..about(NextKind::AskOfficial, who, round, label) });
    }
    if spoke || asked > 0 {
        return Some(about(NextKind::AskHousehold, CALLER, round, label));
    }
    let attempt = Some(attempt(&heard.calls));
    Some(NextAction { attempt, ..about(NextKind::CallHousehold, CALLER, round, label) })
}

fn is_said(kind: HeardKind, statement: &Statement) -> bool {
    match kind {
        HeardKind::Household => statement.household.is_some(),
        HeardKind::Official | HeardKind::Other => statement.official.is_some(),
    }
}

/// Which of the three calls comes next: those that are more than five minutes before the last do not count.
fn attempt(calls: &[Call]) -> u32 {
    let last = calls.last().map(|call| call.at);
    let counts = |call: &&Call| {
        let since = last.map_or(Duration::zero(), |last| last - call.at);
        call.result != CallResult::Answered && since <= WINDOW
    };
    let made = calls.iter().rev().take_while(counts).count();
    u32::try_from(made.min(ATTEMPTS - 1) + 1).unwrap_or(1)
}
