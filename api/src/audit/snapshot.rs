//! A meeting as it is shown: to its host, to everybody, in lists.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use domain::audit::pdraw1::{Exclusions, Plan, Recusals, StepCall};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    away, carried, files,
    hearing::{self, Hearings},
    record, store,
    view::{
        AgendaItem, Carried, Drawn, ExclusionCount, Inspector, InspectorsOf, Meeting, MeetingDetail,
        MeetingState, PlanStep, RosterFile, RosterKind, RoundState, Stage, StageRound, StageTyping, Stratum,
        Typing,
    },
};
use crate::{
    app::App,
    db::Database,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, draw_outcome, draw_round, draw_typing};

/// The fields of labels, as they stand on the frozen rosters.
pub(super) type People = HashMap<String, Vec<String>>;

/// Everything a screen shows, read at one moment.
#[derive(Debug)]
struct Shown {
    meeting: audit_meeting::Model,
    state: MeetingState,
    agenda: Vec<AgendaItem>,
    rosters: Vec<RosterFile>,
    steps: Vec<PlanStep>,
    population: u32,
    exclusions: Vec<ExclusionCount>,
    excluded: u32,
    recused: Option<u32>,
    carried: Vec<Carried>,
    rounds: Vec<StageRound>,
    /// What happened on stage; of those drawn it stands in the rounds.
    hearings: Hearings,
    /// The round whose dice may be typed, and who has.
    typing: Option<(u32, Vec<draw_typing::Model>)>,
    drawn: u32,
}

/// The meeting as its host sees it; `account` is who looks.
pub(super) async fn detail(app: &App, id: Uuid, account: Uuid) -> ApiResult<MeetingDetail> {
    let moment = app.db.snapshot().await?;
    let shown = detail_at(app, &moment, id, account).await;
    moment.rollback().await?;
    shown
}

async fn detail_at(app: &App, db: &DatabaseTransaction, id: Uuid, account: Uuid) -> ApiResult<MeetingDetail> {
    let shown = read(db, id).await?;
    let meeting = shown.meeting;
    let typing = shown.typing.map(|(round, typed)| Typing {
        round,
        step: typed.first().map(|typing| typing.step.clone()),
        mine: typed.iter().any(|typing| typing.account_id == account),
        typed_by: typed.into_iter().map(|typing| typing.account_name).collect(),
        differed: narrow(meeting.dice_differed),
    });
    let Hearings { named, venues, votes, .. } = shown.hearings;
    let panel = hearing::panel(db, meeting.id).await?;
    let situation = hearing::Situation {
        state: shown.state,
        plan: &meeting.plan,
        carried: &shown.carried,
        rounds: &shown.rounds,
        code_ahead: meeting.code_ahead,
        named: &named,
        votes: &votes,
        panel: panel.as_ref(),
    };
    let next = hearing::next(db, &situation).await?;
    let undoable = match shown.state {
        MeetingState::Opened => hearing::undoable(db, meeting.id, shown.rounds.len()).await?,
        _ => None,
    };
    Ok(MeetingDetail {
        id: meeting.id,
        state: shown.state,
        code: meeting.code,
        title: meeting.title,
        place: meeting.place,
        meets_on: meeting.meets_on,
        rehearsal: meeting.rehearsal,
        announcement: meeting.announcement,
        announcement_hash: meeting.announcement_hash,
        announced_at: meeting.announced_at,
        agenda: shown.agenda,
        rosters: shown.rosters,
        plan: meeting.plan,
        steps: shown.steps,
        sources: meeting.sources,
        otc_tip: meeting.otc_tip,
        population: shown.population,
        excluded: shown.excluded,
        exclusions: shown.exclusions,
        recused: shown.recused,
        carried: shown.carried,
        opening: meeting.opening,
        rounds: shown.rounds,
        typing,
        named,
        venues,
        votes,
        panel,
        drawn: shown.drawn,
        next,
        undoable,
        last_lock: meeting.last_lock,
        code_ahead: meeting.code_ahead,
        closed_at: meeting.closed_at,
        pack: away::shown(app, db, meeting.id).await?,
        in_hall: app.hall.is_some(),
        version: meeting.version,
    })
}

/// The meeting as everybody sees it.
pub(super) async fn stage(db: &Database, id: Uuid) -> ApiResult<Stage> {
    let moment = db.snapshot().await?;
    let shown = stage_at(&moment, id).await;
    moment.rollback().await?;
    shown
}

async fn stage_at(db: &DatabaseTransaction, id: Uuid) -> ApiResult<Stage> {
    let shown = read(db, id).await?;
    let meeting = shown.meeting;
    let typing = shown.typing.map(|(round, typed)| StageTyping {
        round,
        step: typed.first().map(|typing| typing.step.clone()),
        typed: !typed.is_empty(),
        differed: meeting.dice_differed > 0,
    });
    Ok(Stage {
        id: meeting.id,
        state: shown.state,
        code: meeting.code,
        title: meeting.title,
        place: meeting.place,
        meets_on: meeting.meets_on,
        rehearsal: meeting.rehearsal,
        announcement_hash: meeting.announcement_hash,
        announced_at: meeting.announced_at,
        agenda: shown.agenda,
        rosters: shown.rosters,
        plan: shown.steps,
        population: shown.population,
        excluded: shown.excluded,
        exclusions: shown.exclusions,
        recused: shown.recused,
        carried: shown.carried,
        opening: meeting.opening,
        rounds: shown.rounds,
        typing,
        last_lock: meeting.last_lock,
        named: shown.hearings.named,
        venues: shown.hearings.venues,
        votes: shown.hearings.votes,
        drawn: shown.drawn,
        version: meeting.version,
    })
}

/// Lines of a list.
pub(super) async fn lines(
    db: &impl ConnectionTrait,
    meetings: Vec<audit_meeting::Model>,
) -> ApiResult<Vec<Meeting>> {
    let ids: Vec<Uuid> = meetings.iter().map(|meeting| meeting.id).collect();
    let populations = store::populations(db, &ids).await?;
    let mut drawn: HashMap<Uuid, usize> = HashMap::new();
    for (meeting_id, selected) in store::drawn(db, &ids).await? {
        *drawn.entry(meeting_id).or_default() += parse(selected.as_deref())?.len();
    }
    let line = |meeting: audit_meeting::Model| {
        Ok(Meeting {
            id: meeting.id,
            state: MeetingState::read(&meeting.state)?,
            code: meeting.code,
            title: meeting.title,
            place: meeting.place,
            meets_on: meeting.meets_on,
            rehearsal: meeting.rehearsal,
            announcement_hash: meeting.announcement_hash,
            population: narrow(populations.get(&meeting.id).copied().unwrap_or_default()),
            drawn: size(drawn.get(&meeting.id).copied().unwrap_or_default()),
        })
    };
    meetings.into_iter().map(line).collect()
}

/// The labels a round drew, in the order of the protocol.
pub(super) fn labels(round: &draw_round::Model) -> anyhow::Result<Vec<String>> {
    parse(round.selected.as_deref())
}

/// The inspectors of every object a round drew; none when it has none.
pub(super) fn pairs(round: &draw_round::Model) -> anyhow::Result<Option<BTreeMap<String, Vec<String>>>> {
    let pairs = round.pairs.as_deref().map(serde_json::from_str).transpose();
    pairs.context("stored pairs are malformed")
}

fn parse(selected: Option<&str>) -> anyhow::Result<Vec<String>> {
    selected
        .map_or(Ok(Vec::new()), |text| serde_json::from_str(text).context("a stored selection is malformed"))
}

/// Reads all of it within one transaction: nobody is shown a meeting half before and half after a press.
async fn read(db: &DatabaseTransaction, id: Uuid) -> ApiResult<Shown> {
    let meeting = audit_meeting::Entity::find_by_id(id).one(db).await?.ok_or_else(ApiError::not_found)?;
    let rows = store::rounds(db, id).await?;
    let outcomes = store::outcomes(db, &rows).await?;
    let state = MeetingState::read(&meeting.state)?;
    let plan = files::plan(&meeting)?;
    let mut rosters = Vec::new();
    for (name, kind, stratum, count, hash) in store::roster_lines(db, meeting.id).await? {
        let stratum = stratum.as_deref().and_then(Stratum::read);
        rosters.push(RosterFile {
            name,
            kind: RosterKind::read(&kind)?,
            stratum,
            count: narrow(count),
            hash,
        });
    }
    let exclusions = Exclusions::parse(&meeting.exclusions).map_err(anyhow::Error::from)?;
    let recusals =
        meeting.recusals.as_deref().map(Recusals::parse).transpose().map_err(anyhow::Error::from)?;
    let people = people(db, &meeting, &rows).await?;
    let mut carried = carried::shown(db, &meeting).await?;
    let first: Vec<String> = carried.iter().map(|carried| carried.label.clone()).collect();
    let hearings = hearing::hearings(db, meeting.id, &rows, first).await?;
    if state != MeetingState::Draft && state != MeetingState::Announced {
        for carried in &mut carried {
            carried.heard = hearings.of(&carried.label);
        }
    }
    let last = rows.last();
    let may_type = state == MeetingState::Opened
        && !meeting.code_ahead
        && last.is_none_or(|round| round.state == super::replay::REVEALED || round.envelope_lost);
    let number = size(rows.len()) + 1;
    let typing = if may_type { Some((number, store::typings(db, meeting.id).await?)) } else { None };
    let mut drawn = 0;
    let mut rounds = Vec::with_capacity(rows.len());
    for row in rows {
        let outcomes = outcomes.get(&row.id).map_or(&[][..], Vec::as_slice);
        let round = round(db, row, &plan, &rosters, outcomes, &people, &hearings).await?;
        if round.key.is_none() {
            drawn += size(round.selected.len());
        }
        rounds.push(round);
    }
    let count =
        |(code, count): (&str, usize)| ExclusionCount { reason_code: code.to_owned(), count: size(count) };
    Ok(Shown {
        state,
        agenda: serde_json::from_str(&meeting.agenda).context("a stored agenda is malformed")?,
        steps: steps(&plan, &meeting.plan),
        population: rosters.first().map_or(0, |roster| roster.count),
        rosters,
        excluded: size(exclusions.len()),
        exclusions: exclusions.counts_per_code().into_iter().map(count).collect(),
        recused: recusals.map(|recusals| size(recusals.len())),
        carried,
        rounds,
        hearings,
        typing,
        drawn,
        meeting,
    })
}

async fn round(
    db: &impl ConnectionTrait,
    row: draw_round::Model,
    plan: &Plan,
    rosters: &[RosterFile],
    outcomes: &[draw_outcome::Model],
    people: &People,
    hearings: &Hearings,
) -> ApiResult<StageRound> {
    let call = StepCall::parse(&row.step);
    let roster = plan.step(&call.step).map(|step| step.roster.clone()).unwrap_or_default();
    let kind = rosters.iter().find(|file| file.name == roster).map_or(RosterKind::List, |file| file.kind);
    let field = |label: &str, at: usize| {
        people.get(label).and_then(|fields| fields.get(at)).cloned().unwrap_or_default()
    };
    let mut selected = Vec::new();
    for label in labels(&row)? {
        let outcome = outcomes.iter().find(|outcome| outcome.label == label);
        let record = match row.revealed_at {
            Some(until) if kind == RosterKind::Officials => record::of(db, &label, until).await?,
            _ => None,
        };
        selected.push(Drawn {
            // In place of a household's name stands a hash, which is no name to show.
            name: if kind == RosterKind::Households { String::new() } else { field(&label, 1) },
            stratum: field(&label, 0),
            outcome: outcome.map(|outcome| outcome.outcome.clone()),
            record,
            heard: hearings.of(&label),
            label,
        });
    }
    let pairs = pairs(&row)?.map(|pairs| {
        let inspector = |label: &String| Inspector { name: field(label, 1), label: label.clone() };
        let of = |drawn: &Drawn| InspectorsOf {
            object: drawn.label.clone(),
            inspectors: pairs.get(&drawn.label).into_iter().flatten().map(inspector).collect(),
        };
        selected.iter().map(of).collect()
    });
    Ok(StageRound {
        number: narrow(row.number),
        state: if row.state == super::replay::REVEALED { RoundState::Revealed } else { RoundState::Locked },
        step: row.step,
        roster,
        kind,
        key: call.key,
        eligible: row.eligible.map(narrow),
        dice: row.dice,
        lock: row.lock_hash,
        envelope_lost: row.envelope_lost,
        otc: row.otc,
        selected,
        venue_id: hearings.place(row.id),
        void: row.void,
        pairs,
    })
}

/// The fields of those drawn and of their inspectors, from the frozen rosters and not from today's: names stay as
/// announced.
pub(super) async fn people(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
    rounds: &[draw_round::Model],
) -> ApiResult<People> {
    let plan = files::plan(meeting)?;
    // Which labels are looked for in which file.
    let mut wanted: BTreeMap<(String, Option<String>), Vec<String>> = BTreeMap::new();
    for round in rounds {
        let call = StepCall::parse(&round.step);
        let Some(step) = plan.step(&call.step) else { continue };
        wanted.entry((step.roster.clone(), call.key)).or_default().extend(labels(round)?);
        if let (Some(pair), Some(pairs)) = (&step.pair, pairs(round)?) {
            wanted.entry((pair.inspectors.clone(), None)).or_default().extend(pairs.into_values().flatten());
        }
    }
    let mut people = People::new();
    for ((roster, key), labels) in wanted {
        if labels.is_empty() {
            continue;
        }
        let body = match key {
            Some(key) => store::part(db, meeting.id, &roster, &key).await?.map(|part| part.body),
            None => store::roster(db, meeting.id, &roster).await?.map(|roster| roster.body),
        };
        let mut found: People = labels.into_iter().map(|label| (label, Vec::new())).collect();
        for line in body.iter().flat_map(|body| body.lines().skip(1)) {
            let mut cells = line.split('|');
            let Some(fields) = cells.next().and_then(|label| found.get_mut(label)) else { continue };
            *fields = cells.map(str::to_owned).collect();
        }
        people.extend(found);
    }
    Ok(people)
}

fn steps(plan: &Plan, text: &str) -> Vec<PlanStep> {
    let params = text.split(';').map(|step| step.splitn(3, ':').nth(2).unwrap_or_default());
    plan.steps()
        .iter()
        .zip(params)
        .map(|(step, params)| PlanStep {
            step: step.name.clone(),
            roster: step.roster.clone(),
            params: params.to_owned(),
            within: step.within.clone(),
            inspectors: step.pair.as_ref().map(|pair| pair.inspectors.clone()),
        })
        .collect()
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn narrow(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
