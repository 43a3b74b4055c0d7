//! A meeting as it is shown: to its host, to everybody, in lists.

use std::collections::HashMap;

use anyhow::Context;
use domain::audit::pdraw1::Exclusions;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{
    OFFICIALS,
    hearing::{self, Hearings},
    record, store,
    view::{
        Drawn, ExclusionCount, Meeting, MeetingDetail, MeetingState, PlanStep, RoundState, Stage, StageRound,
    },
};
use crate::error::{ApiError, ApiResult};
use entity::{audit_meeting, draw_outcome, draw_round};

/// Everything a screen shows, read at one version.
#[derive(Debug)]
struct Shown {
    meeting: audit_meeting::Model,
    population: u32,
    exclusions: Vec<ExclusionCount>,
    excluded: u32,
    rounds: Vec<StageRound>,
    /// What happened on stage; of those drawn it stands in the rounds.
    hearings: Hearings,
    drawn: u32,
}

/// The meeting as its host sees it.
pub(super) async fn detail(
    db: &impl ConnectionTrait,
    meeting: audit_meeting::Model,
) -> ApiResult<MeetingDetail> {
    let Shown { meeting, population, exclusions, excluded, rounds, hearings, drawn } =
        read(db, meeting).await?;
    let state = state(&meeting)?;
    let Hearings { named, venues, votes, .. } = hearings;
    let panel = hearing::panel(db, meeting.id).await?;
    let situation = hearing::Situation {
        state,
        plan: &meeting.plan,
        rounds: &rounds,
        named: &named,
        votes: &votes,
        panel: panel.as_ref(),
    };
    let next = hearing::next(db, &situation).await?;
    let undoable = match state {
        MeetingState::Opened => hearing::undoable(db, meeting.id, rounds.len()).await?,
        _ => None,
    };
    Ok(MeetingDetail {
        id: meeting.id,
        state,
        code: meeting.code,
        title: meeting.title,
        place: meeting.place,
        meets_on: meeting.meets_on,
        rehearsal: meeting.rehearsal,
        announcement: meeting.announcement,
        announcement_hash: meeting.announcement_hash,
        plan: meeting.plan,
        sources: meeting.sources,
        otc_tip: meeting.otc_tip,
        population,
        excluded,
        exclusions,
        opening: meeting.opening,
        rounds,
        named,
        venues,
        votes,
        panel,
        drawn,
        next,
        undoable,
        last_lock: meeting.last_lock,
        closed_at: meeting.closed_at,
        version: meeting.version,
    })
}

/// The meeting as everybody sees it.
pub(super) async fn stage(db: &impl ConnectionTrait, meeting: audit_meeting::Model) -> ApiResult<Stage> {
    let Shown { meeting, population, exclusions, excluded, rounds, hearings, drawn } =
        read(db, meeting).await?;
    Ok(Stage {
        id: meeting.id,
        state: state(&meeting)?,
        plan: steps(&meeting.plan),
        code: meeting.code,
        title: meeting.title,
        place: meeting.place,
        meets_on: meeting.meets_on,
        rehearsal: meeting.rehearsal,
        announcement_hash: meeting.announcement_hash,
        population,
        excluded,
        exclusions,
        opening: meeting.opening,
        rounds,
        named: hearings.named,
        venues: hearings.venues,
        votes: hearings.votes,
        drawn,
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
            state: state(&meeting)?,
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

fn parse(selected: Option<&str>) -> anyhow::Result<Vec<String>> {
    selected
        .map_or(Ok(Vec::new()), |text| serde_json::from_str(text).context("a stored selection is malformed"))
}

async fn read(db: &impl ConnectionTrait, meeting: audit_meeting::Model) -> ApiResult<Shown> {
    let (meeting, rows, outcomes) = at_one_version(db, meeting).await?;
    let population = store::populations(db, &[meeting.id]).await?.get(&meeting.id).copied();
    let population = narrow(population.unwrap_or_default());
    let exclusions = Exclusions::parse(&meeting.exclusions).map_err(anyhow::Error::from)?;
    let excluded = size(exclusions.len());
    let people = people(db, meeting.id, &rows).await?;
    let mut hearings = hearing::hearings(db, meeting.id, &rows).await?;
    let mut drawn = 0;
    let mut rounds = Vec::with_capacity(rows.len());
    for row in rows {
        let eligible = population.saturating_sub(excluded).saturating_sub(drawn);
        let outcomes = outcomes.get(&row.id).map_or(&[][..], Vec::as_slice);
        let round = round(db, row, eligible, outcomes, &people, &mut hearings).await?;
        drawn += size(round.selected.len());
        rounds.push(round);
    }
    let exclusions = exclusions
        .counts_per_code()
        .into_iter()
        .map(|(code, count)| ExclusionCount { reason_code: code.to_owned(), count: size(count) })
        .collect();
    Ok(Shown { meeting, population, exclusions, excluded, rounds, hearings, drawn })
}

type Rows = (audit_meeting::Model, Vec<draw_round::Model>, HashMap<Uuid, Vec<draw_outcome::Model>>);

/// A change between two queries would show a meeting that never was: read again until nothing changed meanwhile.
async fn at_one_version(db: &impl ConnectionTrait, mut meeting: audit_meeting::Model) -> ApiResult<Rows> {
    loop {
        let rounds = store::rounds(db, meeting.id).await?;
        let outcomes = store::outcomes(db, &rounds).await?;
        let now = audit_meeting::Entity::find_by_id(meeting.id).one(db).await?;
        let now = now.ok_or_else(ApiError::not_found)?;
        if now.version == meeting.version {
            return Ok((now, rounds, outcomes));
        }
        meeting = now;
    }
}

async fn round(
    db: &impl ConnectionTrait,
    row: draw_round::Model,
    eligible: u32,
    outcomes: &[draw_outcome::Model],
    people: &HashMap<String, Vec<String>>,
    hearings: &mut Hearings,
) -> ApiResult<StageRound> {
    let mut selected = Vec::new();
    for label in labels(&row)? {
        let fields = people.get(&label).map_or(&[][..], Vec::as_slice);
        let field = |at: usize| fields.get(at).cloned().unwrap_or_default();
        let outcome = outcomes.iter().find(|outcome| outcome.label == label);
        let record = match row.revealed_at {
            Some(until) => record::of(db, &label, until).await?,
            None => None,
        };
        selected.push(Drawn {
            name: field(1),
            stratum: field(0),
            outcome: outcome.map(|outcome| outcome.outcome.clone()),
            record,
            heard: hearings.of(&label),
            label,
        });
    }
    Ok(StageRound {
        number: narrow(row.number),
        state: match row.state.as_str() {
            "revealed" => RoundState::Revealed,
            "locked" => RoundState::Locked,
            _ => RoundState::Typed,
        },
        step: row.step,
        eligible,
        dice: row.dice,
        lock: row.lock_hash,
        otc: row.otc,
        selected,
        venue_id: hearings.place(row.id),
    })
}

/// The fields of those drawn, from the frozen roster and not from today's: names stay as announced.
async fn people(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    rounds: &[draw_round::Model],
) -> ApiResult<HashMap<String, Vec<String>>> {
    let mut wanted: HashMap<String, Vec<String>> = HashMap::new();
    for round in rounds {
        wanted.extend(labels(round)?.into_iter().map(|label| (label, Vec::new())));
    }
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let Some(roster) = store::roster(db, meeting_id, OFFICIALS).await? else { return Ok(wanted) };
    for line in roster.body.lines().skip(1) {
        let mut cells = line.split('|');
        let Some(fields) = cells.next().and_then(|label| wanted.get_mut(label)) else { continue };
        fields.extend(cells.map(str::to_owned));
    }
    Ok(wanted)
}

fn steps(plan: &str) -> Vec<PlanStep> {
    plan.split(';')
        .map(|step| {
            let mut parts = step.splitn(3, ':').map(str::to_owned);
            let mut next = || parts.next().unwrap_or_default();
            PlanStep { step: next(), roster: next(), params: next() }
        })
        .collect()
}

fn state(meeting: &audit_meeting::Model) -> anyhow::Result<MeetingState> {
    Ok(match meeting.state.as_str() {
        "draft" => MeetingState::Draft,
        "announced" => MeetingState::Announced,
        "opened" => MeetingState::Opened,
        "closed" => MeetingState::Closed,
        other => anyhow::bail!("{other:?} is no state of a meeting"),
    })
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn narrow(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
