//! The job that computes an assignment: reads the county, lets the solver work in a thread of its own, and writes the
//! proposal a few thousand rows at a time, so that phones write in between.

use std::{
    collections::{HashMap, HashSet},
    num::NonZeroUsize,
    sync::Arc,
    time::Instant,
};

use anyhow::Context;
use domain::link::{
    Choice, MoveReason, OverflowReason,
    assignment::{self as solver, Pair, Reason},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    figures::{self, Counts, Measured, TownshipCounts},
    scene::{self, Scene},
    store,
};
use crate::{app::App, grid, job};
use entity::{assignment, assignment_move, assignment_official, assignment_overflow};

/// Tries before an assignment is given up.
const MOST_TRIES: i32 = 3;
/// Rows written in one transaction.
const BITE: usize = 2_000;
/// Percent of the work when the county is read, and when the solver is done.
const READ: i32 = 20;
const SOLVED: i32 = 60;

/// What a computed assignment consists of.
#[derive(Debug, Default)]
struct Proposal {
    counts: Counts,
    moves: Vec<assignment_move::ActiveModel>,
    overflow: Vec<assignment_overflow::ActiveModel>,
    officials: Vec<assignment_official::ActiveModel>,
}

/// The job. Done again after a crash it begins anew; an assignment that was withdrawn meanwhile is left alone.
pub async fn perform(app: &Arc<App>, id: Uuid, job_id: Uuid) -> anyhow::Result<()> {
    let Err(error) = propose(app, id, Some(job_id)).await else { return Ok(()) };
    let tries = ::entity::job::Entity::find_by_id(job_id).one(app.db.reader()).await?;
    if tries.is_none_or(|job| job.attempts < MOST_TRIES) {
        return Err(error);
    }
    tracing::error!(assignment = %id, error = format!("{error:#}"), "assignment given up");
    let tx = app.db.begin().await?;
    store::fail(&tx, id, &format!("{error:#}"), app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Computes an assignment that stands as computing.
pub async fn propose(app: &Arc<App>, id: Uuid, job_id: Option<Uuid>) -> anyhow::Result<()> {
    let db = app.db.reader();
    let Some(row) = store::computing(db, id).await? else { return Ok(()) };
    // What an interrupted try left behind.
    store::forget(&app.db, id).await?;
    let grid = grid::service::grid(db, row.grid_id).await?.context("the grid is gone")?;
    let scene = scene::read(db, &row, &grid).await?;
    if !say(app, id, job_id, READ).await? {
        return Ok(());
    }
    let affinity = f64::from(row.affinity_m);
    let (proposal, took) = tokio::task::spawn_blocking(move || solve(&row, &scene, affinity)).await??;
    if !say(app, id, job_id, SOLVED).await? {
        return Ok(());
    }
    write(app, id, job_id, proposal, took).await
}

/// Says how far it is. False when somebody has withdrawn it.
async fn say(app: &App, id: Uuid, job_id: Option<Uuid>, percent: i32) -> anyhow::Result<bool> {
    let tx = app.db.begin().await?;
    let still = store::advance(&tx, id, percent).await?;
    tx.commit().await?;
    if let Some(job_id) = job_id {
        job::set_progress(app, job_id, percent, 100).await?;
    }
    Ok(still)
}

/// The solver's answer as rows, and how many milliseconds it took.
fn solve(row: &assignment::Model, scene: &Scene, affinity: f64) -> anyhow::Result<(Proposal, i32)> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let began = Instant::now();
    let solved = solver::assign(&scene.instance, &solver::Settings { affinity, threads })?;
    let took = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
    Ok((rows(row, scene, &solved), took))
}

fn rows(row: &assignment::Model, scene: &Scene, solved: &solver::Assignment) -> Proposal {
    let households = &scene.instance.households;
    let recused: HashSet<Pair> = scene.instance.recusals.iter().copied().collect();
    let ids = Ids::of(row.id);
    let mut proposal = Proposal::default();
    let mut townships: Vec<TownshipCounts> = scene
        .townships
        .iter()
        .map(|id| TownshipCounts { grid_id: *id, ..TownshipCounts::default() })
        .collect();
    // How many households of a group each official has afterwards.
    let mut of_group = HashMap::new();
    let mut groups = HashSet::new();
    for (household, official) in households.iter().zip(&solved.official_of) {
        let group = (household.village, household.group);
        if groups.insert(group) {
            townships[household.township].groups += 1;
        }
        if let Some(official) = official {
            *of_group.entry((group, *official)).or_insert(0_u32) += 1;
        }
    }
    let mut overflow_reason = HashMap::new();
    for overflow in &solved.overflow {
        overflow_reason.extend(overflow.households.iter().map(|at| (*at, reason_of(&overflow.reason))));
    }
    // Nobody has been found for them yet, so they stay where they are.
    let mut after = solved.official_of.clone();
    for (at, household) in households.iter().enumerate() {
        let township = &mut townships[household.township];
        let before = scene.before[at];
        let from = before.map(|official| scene.officials[official].id);
        township.households += 1;
        township.linked += u64::from(before.is_some());
        match solved.official_of[at] {
            None => {
                township.overflow += 1;
                township.waiting += u64::from(before.is_some());
                after[at] = before;
                let reason = overflow_reason.get(&at).copied().unwrap_or(OverflowReason::TownshipFull);
                proposal.overflow.push(assignment_overflow::ActiveModel {
                    id: Set(ids.id(at)),
                    assignment_id: Set(row.id),
                    household_id: Set(scene.households[at]),
                    from_official_id: Set(from),
                    reason: Set(reason.as_str().to_owned()),
                });
            }
            to if to == before => township.kept += 1,
            Some(to) => {
                township.moves += 1;
                let reason = match before {
                    None => MoveReason::New,
                    Some(official) if recused.contains(&Pair { household: at, official }) => {
                        MoveReason::Recused
                    }
                    Some(official) if scene.officials[official].left => MoveReason::Departed,
                    Some(_) => MoveReason::Exempt,
                };
                let others = of_group.get(&((household.village, household.group), to)).copied().unwrap_or(0);
                let choice = if others > 1 { Choice::SameGroup } else { Choice::Nearest };
                proposal.counts.add(reason);
                proposal.moves.push(assignment_move::ActiveModel {
                    id: Set(ids.id(at)),
                    assignment_id: Set(row.id),
                    household_id: Set(scene.households[at]),
                    from_official_id: Set(from),
                    to_official_id: Set(scene.officials[to].id),
                    reason: Set(reason.as_str().to_owned()),
                    choice: Set(choice.as_str().to_owned()),
                    changed_by: Set(None),
                    left_out: Set(None),
                });
            }
        }
    }
    proposal.counts.townships = townships;
    let before = figures::measure_all(scene, &scene.before);
    let after = figures::measure_all(scene, &after);
    proposal.officials = officials(row.id, scene, &ids, &before, &after);
    proposal
}

fn officials(
    assignment_id: Uuid,
    scene: &Scene,
    ids: &Ids,
    before: &[Measured],
    after: &[Measured],
) -> Vec<assignment_official::ActiveModel> {
    let row = |(at, server): (usize, &scene::Server)| {
        let (before, after) = (before[at], after[at]);
        let elsewhere = i32::try_from(server.elsewhere).unwrap_or(i32::MAX);
        assignment_official::ActiveModel {
            id: Set(ids.id(at)),
            assignment_id: Set(assignment_id),
            official_id: Set(server.id),
            township_id: Set(scene.townships[scene.instance.officials[at].township]),
            serving: Set(server.serving),
            load_before: Set(before.load + elsewhere),
            load_after: Set(after.load + elsewhere),
            metres_before: Set(before.metres),
            metres_after: Set(after.metres),
            groups_before: Set(before.groups),
            groups_after: Set(after.groups),
            x: Set(after.mean.map(|mean| mean.x)),
            y: Set(after.mean.map(|mean| mean.y)),
        }
    };
    scene.officials.iter().enumerate().map(row).collect()
}

fn reason_of(reason: &Reason) -> OverflowReason {
    match reason {
        Reason::NoOfficials => OverflowReason::NoOfficials,
        Reason::AllRecused => OverflowReason::AllRecused,
        Reason::TownshipFull { .. } => OverflowReason::TownshipFull,
        Reason::RoomIsRecused => OverflowReason::RoomIsRecused,
    }
}

/// Writes the rows of a proposal and makes it a draft, unless somebody withdraws it on the way.
async fn write(
    app: &Arc<App>,
    id: Uuid,
    job_id: Option<Uuid>,
    proposal: Proposal,
    took: i32,
) -> anyhow::Result<()> {
    let figures = serde_json::to_string(&proposal.counts)?;
    let all = proposal.moves.len() + proposal.overflow.len() + proposal.officials.len();
    let mut done = 0;
    store::write(&app.db, proposal.officials, BITE).await?;
    store::write(&app.db, proposal.overflow, BITE).await?;
    let mut moves = proposal.moves.into_iter().peekable();
    while moves.peek().is_some() {
        let bite: Vec<_> = moves.by_ref().take(BITE * 5).collect();
        done += bite.len();
        store::write(&app.db, bite, BITE).await?;
        let share = i32::try_from(done * 100 / all.max(1)).unwrap_or(100);
        if !say(app, id, job_id, SOLVED + share * (99 - SOLVED) / 100).await? {
            return Ok(store::forget(&app.db, id).await?);
        }
    }
    let tx = app.db.begin().await?;
    let drafted = store::draft(&tx, id, &figures, took).await?;
    tx.commit().await?;
    if !drafted {
        store::forget(&app.db, id).await?;
    }
    Ok(())
}

/// Ids of the rows of an assignment in the order of its households, and the same whenever they are made.
struct Ids {
    of: [u8; 16],
}

impl Ids {
    fn of(assignment: Uuid) -> Self {
        Self { of: assignment.into_bytes() }
    }

    fn id(&self, at: usize) -> Uuid {
        let (seconds, nanos) =
            Uuid::from_bytes(self.of).get_timestamp().map_or((0, 0), |timestamp| timestamp.to_unix());
        let mut tail = [0_u8; 10];
        tail[..3].copy_from_slice(&self.of[13..]);
        tail[3..7].copy_from_slice(&u32::try_from(at).unwrap_or(u32::MAX).to_be_bytes());
        tail[7..].copy_from_slice(&self.of[9..12]);
        uuid::Builder::from_unix_timestamp_millis(seconds * 1000 + u64::from(nanos / 1_000_000), &tail)
            .into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_households_and_differ_by_assignment() {
        let one = Ids::of(Uuid::parse_str("0193507b-1c00-7abc-8def-0123456789ab").expect("an id"));
        let other = Ids::of(Uuid::parse_str("0193507b-1c00-7abc-8def-0123456789ac").expect("an id"));
        assert!((0..1_000).all(|at| one.id(at) < one.id(at + 1)));
        assert_eq!(one.id(7), one.id(7));
        assert_ne!(one.id(7), other.id(7));
        assert_eq!(one.id(7).get_version_num(), 7);
    }
}
