//! What was heard at the meeting: calls, answers of officials and of their households, the panel, and an official called
//! by name.

use ::entity::{meeting_answer, meeting_call, meeting_consent, meeting_named, panel_judge, panel_vote};
use chrono::{DateTime, Duration, Utc};
use domain::audit::{
    hearing::{
        CallResult, Choice, PanelCount,
        Question::{self, Answered, AskedOpinions, Came, KeptPledges, LeftCard, Solved},
        Reply::{self, No, Unsure, Yes},
    },
    pdraw1::OutcomeCode,
};

use super::{Making, cast::Cast};
use crate::demo::{
    chance::{Part, weighted},
    county::number,
};

/// What is said to the checklist, in its order.
type Said = [(Question, Reply)];

const OFFICIAL: &Said =
    &[(Came, Yes), (LeftCard, Yes), (AskedOpinions, Yes), (Answered, Yes), (Solved, Yes), (KeptPledges, Yes)];
/// By phone, shortly.
const BRIEF: &Said = &[(Came, Yes), (LeftCard, Yes), (AskedOpinions, Yes)];
const CONFIRMS: &Said = &[
    (Came, Yes),
    (LeftCard, Yes),
    (AskedOpinions, Yes),
    (Answered, Yes),
    (Solved, No),
    (KeptPledges, Unsure),
];
const DENIES: &Said =
    &[(Came, No), (LeftCard, No), (AskedOpinions, No), (Answered, Unsure), (Solved, No), (KeptPledges, No)];

const JUDGES: [(&str, &str); 5] = [
    ("刘桂兰", "群众代表"),
    ("王立军", "县人大代表"),
    ("孙晓燕", "县政协委员"),
    ("张传义", "老党员"),
    ("李梦", "县融媒体中心记者"),
];

impl Making<'_> {
    pub(super) fn stage(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        for round in &cast.held.rounds {
            let key = round.step.split_once('/').map(|(_, key)| key);
            for (nth, (label, outcome, at)) in round.outcomes.iter().enumerate() {
                match key {
                    Some(key) => self.household(cast, key, label, *outcome, *at, nth == 0),
                    None => self.official(cast, label, *outcome, *at, nth > 0),
                }
            }
        }
        self.panel(cast)?;
        self.called_by_name(cast);
        Ok(())
    }

    /// An outcome is recorded more than three minutes after the one before it: what was said lies between.
    fn official(
        &mut self,
        cast: &Cast<'_>,
        label: &str,
        outcome: OutcomeCode,
        at: DateTime<Utc>,
        again: bool,
    ) {
        let by_phone = outcome == OutcomeCode::PhoneOk;
        if by_phone && again {
            self.call(cast, label, CallResult::NoAnswer, true, at - Duration::seconds(190));
        }
        if by_phone {
            self.call(cast, label, CallResult::Answered, true, at - Duration::seconds(150));
        }
        self.say(cast, label, if by_phone { BRIEF } else { OFFICIAL }, "host", at);
    }

    fn household(
        &mut self,
        cast: &Cast<'_>,
        key: &str,
        label: &str,
        outcome: OutcomeCode,
        at: DateTime<Utc>,
        agreed: bool,
    ) {
        let asked_at = at - Duration::seconds(175);
        self.after.consents.push(meeting_consent::Model {
            id: self.id(Part::MeetingConsent, asked_at, self.after.consents.len()),
            meeting_id: self.ids.meeting(cast.at),
            label: label.to_owned(),
            agreed,
            at: asked_at,
        });
        if outcome == OutcomeCode::PhoneOk {
            self.call(cast, label, CallResult::Answered, agreed, at - Duration::seconds(160));
        }
        let said = if key == cast.denied.label { DENIES } else { CONFIRMS };
        self.say(cast, label, said, "caller", at);
    }

    fn call(&mut self, cast: &Cast<'_>, label: &str, result: CallResult, on_air: bool, at: DateTime<Utc>) {
        self.after.calls.push(meeting_call::Model {
            id: self.id(Part::MeetingCall, at, self.after.calls.len()),
            meeting_id: self.ids.meeting(cast.at),
            label: label.to_owned(),
            result: result.as_str().to_owned(),
            on_air,
            account_id: self.account("caller"),
            at,
        });
    }

    fn say(&mut self, cast: &Cast<'_>, label: &str, said: &Said, login: &str, until: DateTime<Utc>) {
        for (nth, (question, reply)) in (0..).zip(said) {
            let at = until - Duration::seconds(130 - nth * 18);
            self.after.answers.push(meeting_answer::Model {
                id: self.id(Part::MeetingAnswer, at, self.after.answers.len()),
                meeting_id: self.ids.meeting(cast.at),
                label: label.to_owned(),
                question: question.as_str().to_owned(),
                reply: reply.as_str().to_owned(),
                note: None,
                account_id: self.account(login),
                at,
            });
        }
    }

    /// Five judges vote on both officials whose households were heard.
    fn panel(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let meeting_id = self.ids.meeting(cast.at);
        let id = self.ids.of(Part::PanelJudge);
        for (position, (name, capacity)) in JUDGES.iter().enumerate() {
            self.after.judges.push(panel_judge::Model {
                id: id(position),
                meeting_id,
                name: (*name).to_owned(),
                capacity: (*capacity).to_owned(),
                position: i32::try_from(position)?,
            });
        }
        let judges = i32::try_from(JUDGES.len())?;
        let mut stream = self.county.chance.part(Part::PanelVote).stream(cast.at);
        let opinions = [(&cast.kept, [5, 3, 0]), (&cast.denied, [0, 2, 5])];
        for (number, (person, moods)) in (1..).zip(opinions) {
            let opened_at = cast.held.closed_at - Duration::minutes(19 - 3 * i64::from(number));
            let mut count = PanelCount::default();
            for _ in JUDGES {
                count.add(Choice::ALL[weighted(&mut stream, &moods)]);
            }
            let of = |choice| i32::try_from(count.of(choice)).ok();
            self.after.votes.push(panel_vote::Model {
                id: self.id(Part::PanelVote, opened_at, self.after.votes.len()),
                meeting_id,
                number,
                label: person.label.clone(),
                state: "closed".to_owned(),
                ballots: judges,
                cast_count: judges,
                satisfied: of(Choice::Satisfied),
                fair: of(Choice::Fair),
                dissatisfied: of(Choice::Dissatisfied),
                opened_at,
                closed_at: Some(opened_at + Duration::seconds(75)),
                modulus: None,
                sealed_key: None,
                commitments: None,
            });
        }
        Ok(())
    }

    /// The official of the demo accounts, unless he was drawn.
    fn called_by_name(&mut self, cast: &Cast<'_>) {
        if cast.shown_round.is_some() {
            return;
        }
        let (at, shown) = (cast.held.closed_at - Duration::minutes(12), self.county.shown);
        let official = &self.county.officials[shown];
        self.after.named.push(meeting_named::Model {
            id: self.id(Part::MeetingNamed, at, 0),
            meeting_id: self.ids.meeting(cast.at),
            label: number(shown),
            official_id: self.ids.official(shown),
            name: official.name.clone(),
            stratum: self.county.units[official.unit].name.clone(),
            reason: "村民在热线反映门口路灯不亮".to_owned(),
            called_at: at,
            outcome: Some(OutcomeCode::InPerson.as_str().to_owned()),
            outcome_at: Some(at + Duration::seconds(90)),
        });
    }
}
