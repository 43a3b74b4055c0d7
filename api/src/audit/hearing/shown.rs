//! What of the stage everybody sees: calls, answers side by side, people called by name, venues, votes. No name, no
//! phone, no words of a household.

use std::collections::HashMap;

use domain::audit::hearing as rules;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    household, outcome,
    person::{self, Person},
    record, store,
    view::{Call, Heard, Judge, NamedOfficial, Panel, PanelVote, Statement, Undoable, Venue},
    word::{CallResult, HeardKind, Question, TypedKind, VoteState},
};
use crate::{
    audit::{record as work, snapshot},
    error::ApiResult,
};
use entity::{draw_round, meeting_answer, meeting_call, panel_vote};

/// What happened on stage after the draws of a meeting.
#[derive(Debug, Default)]
pub(in crate::audit) struct Hearings {
    heard: HashMap<String, Heard>,
    pub(in crate::audit) named: Vec<NamedOfficial>,
    pub(in crate::audit) venues: Vec<Venue>,
    places: HashMap<Uuid, Uuid>,
    pub(in crate::audit) votes: Vec<PanelVote>,
}

impl Hearings {
    /// What was heard of somebody drawn, or of somebody who answers first.
    pub(in crate::audit) fn of(&self, label: &str) -> Option<Heard> {
        self.heard.get(label).cloned()
    }

    /// The venue of a round; none is the hall.
    pub(in crate::audit) fn place(&self, round: Uuid) -> Option<Uuid> {
        // A venue that was taken off the list since is the hall's.
        self.places.get(&round).copied().filter(|id| self.venues.iter().any(|venue| venue.id == *id))
    }
}

/// Reads what happened on stage; `first` are the labels of those who answer first.
pub(in crate::audit) async fn hearings(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    rounds: &[draw_round::Model],
    first: Vec<String>,
) -> ApiResult<Hearings> {
    let said = Said {
        calls: store::calls(db, meeting_id).await?,
        answers: store::answers(db, meeting_id).await?,
        consents: store::consents(db, meeting_id).await?,
    };
    let mut heard = HashMap::new();
    for label in first {
        let person = person::first(&label);
        heard.insert(label, said.of(db, &person).await?);
    }
    for person in drawn(db, rounds).await? {
        heard.insert(person.label.clone(), said.of(db, &person).await?);
    }
    let mut named = Vec::new();
    for row in store::named(db, meeting_id).await? {
        let heard = said.of(db, &person::called(&row)).await?;
        named.push(NamedOfficial {
            record: work::of(db, &row.label, row.called_at).await?,
            label: row.label,
            name: row.name,
            stratum: row.stratum,
            reason: row.reason,
            called_at: row.called_at,
            outcome: row.outcome,
            heard,
        });
    }
    let venues = store::venues(db, meeting_id).await?;
    let venues = venues.into_iter().map(|venue| Venue { id: venue.id, name: venue.name }).collect();
    let votes = store::votes(db, meeting_id).await?.into_iter().map(vote).collect();
    Ok(Hearings { heard, named, venues, places: store::places(db, rounds).await?, votes })
}

/// Everybody drawn so far.
async fn drawn(db: &impl ConnectionTrait, rounds: &[draw_round::Model]) -> ApiResult<Vec<Person>> {
    let mut labels = Vec::new();
    for round in rounds {
        labels.extend(snapshot::labels(round)?);
    }
    let officials = store::officials(db, &labels).await?;
    let mut people = Vec::with_capacity(labels.len());
    for round in rounds {
        let Some(since) = round.revealed_at else { continue };
        for label in snapshot::labels(round)? {
            people.push(person::drawn(round, &label, officials.get(&label).copied(), since));
        }
    }
    Ok(people)
}

/// All that was said and logged at a meeting, by label.
struct Said {
    calls: HashMap<String, Vec<meeting_call::Model>>,
    answers: HashMap<String, Vec<meeting_answer::Model>>,
    consents: HashMap<String, bool>,
}

impl Said {
    async fn of(&self, db: &impl ConnectionTrait, person: &Person) -> ApiResult<Heard> {
        let calls = self.calls.get(&person.label).map_or(&[][..], Vec::as_slice);
        let record = match person.kind {
            HeardKind::Household => on_record(db, person).await?,
            HeardKind::Official | HeardKind::Other => HashMap::new(),
        };
        let statements = self.statements(person, &record);
        let differing = statements.iter().filter(|statement| !statement.differs.is_empty()).count();
        Ok(Heard {
            kind: person.kind,
            official: person.official.clone(),
            agreed_to_be_heard: self.consents.get(&person.label).copied(),
            nobody_answered: rules::nobody_answered(&outcome::attempts(calls)),
            calls: calls.iter().filter_map(call).collect(),
            statements,
            differences: u32::try_from(differing).unwrap_or(u32::MAX),
        })
    }

    fn reply(&self, label: &str, question: rules::Question) -> Option<rules::Reply> {
        let answers = self.answers.get(label)?;
        answers.iter().find(|answer| answer.question == question.as_str())?.reply.parse().ok()
    }

    fn statements(&self, person: &Person, record: &HashMap<rules::Question, rules::Reply>) -> Vec<Statement> {
        let statement = |question: &rules::Question| {
            let own = self.reply(&person.label, *question);
            let said = match person.kind {
                HeardKind::Household => rules::Statements {
                    official: person.official.as_ref().and_then(|official| self.reply(official, *question)),
                    record: record.get(question).copied(),
                    household: own,
                },
                HeardKind::Official | HeardKind::Other => {
                    rules::Statements { official: own, ..Default::default() }
                }
            };
            (!said.is_empty()).then(|| Statement {
                question: Question::from(*question),
                official: said.official.map(Into::into),
                record: said.record.map(Into::into),
                household: said.household.map(Into::into),
                differs: said.differences().into_iter().map(Into::into).collect(),
            })
        };
        rules::Question::ALL.iter().filter_map(statement).collect()
    }
}

/// What was on record of a household when it was drawn.
async fn on_record(
    db: &impl ConnectionTrait,
    person: &Person,
) -> ApiResult<HashMap<rules::Question, rules::Reply>> {
    let Some(row) = household::behind(db, &person.label).await? else {
        return Ok(HashMap::new());
    };
    let official = match &person.official {
        Some(number) => store::officials(db, std::slice::from_ref(number)).await?.remove(number),
        None => None,
    };
    Ok(record::of(db, row.id, official, person.since).await?.into_iter().collect())
}

fn call(row: &meeting_call::Model) -> Option<Call> {
    let result: rules::CallResult = row.result.parse().ok()?;
    Some(Call { at: row.at, result: CallResult::from(result), on_air: row.on_air })
}

fn vote(row: panel_vote::Model) -> PanelVote {
    PanelVote {
        number: count(row.number),
        label: row.label,
        state: if row.state == "open" { VoteState::Open } else { VoteState::Closed },
        ballots: count(row.ballots),
        cast: count(row.cast_count),
        satisfied: row.satisfied.map(count),
        fair: row.fair.map(count),
        dissatisfied: row.dissatisfied.map(count),
        // Written by the close, and empty of a vote that was held with paper.
        commitments: row.commitments.and_then(|stored| serde_json::from_str(&stored).ok()),
    }
}

/// The panel, if one is seated.
pub(in crate::audit) async fn panel(db: &impl ConnectionTrait, meeting_id: Uuid) -> ApiResult<Option<Panel>> {
    let judges = store::judges(db, meeting_id).await?;
    if judges.is_empty() {
        return Ok(None);
    }
    let judges = judges.into_iter().map(|judge| Judge { name: judge.name, capacity: judge.capacity });
    Ok(Some(Panel { judges: judges.collect(), votes: count(store::last_vote(db, meeting_id).await?) }))
}

/// What an undo would take back.
pub(in crate::audit) async fn undoable(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    rounds: usize,
) -> ApiResult<Option<Undoable>> {
    let rounds = i32::try_from(rounds).map_err(anyhow::Error::from)?;
    let Some(last) = store::last_typed(db, meeting_id, rounds).await? else { return Ok(None) };
    let kind = TypedKind::parse(&last.kind);
    Ok(kind.map(|kind| Undoable { id: last.id, kind, label: last.label, at: last.at }))
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
