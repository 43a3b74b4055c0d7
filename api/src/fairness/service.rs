//! Counting what the bundles say.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use domain::audit::{
    fairness::{Chance, chances, interval},
    pdraw1::{Bundle, Exclusions},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::{ExcludedFor, FairMeeting, FairPlace, Fairness};
use crate::{app::App, error::ApiResult};
use entity::{audit_meeting, grid, official, unit};

/// What was read of meetings that are over; a published bundle never changes.
#[derive(Debug, Default)]
pub struct Cache(Mutex<HashMap<Uuid, Arc<Held>>>);

#[derive(Debug)]
struct Held {
    shown: FairMeeting,
    chances: Vec<Chance>,
}

/// Every meeting that is over and was no rehearsal.
async fn held(app: &App) -> ApiResult<Vec<Arc<Held>>> {
    let db = app.db.reader();
    let rows = audit_meeting::Entity::find()
        .filter(audit_meeting::Column::State.eq("closed"))
        .filter(audit_meeting::Column::Rehearsal.eq(false))
        .order_by_asc(audit_meeting::Column::MeetsOn)
        .order_by_asc(audit_meeting::Column::Id)
        .all(db)
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let known = app.fairness.0.lock().unwrap_or_else(PoisonError::into_inner).get(&row.id).cloned();
        if let Some(known) = known {
            all.push(known);
            continue;
        }
        let Some(blob_id) = row.bundle_blob_id else { continue };
        let Some(blob) = app.blobs.find(db, blob_id).await? else { continue };
        let bundle = Bundle::parse(&app.blobs.get(&blob).await?).map_err(anyhow::Error::from)?;
        let read = tokio::task::spawn_blocking(move || read(&row, &bundle)).await;
        let (id, read) = read.map_err(anyhow::Error::from)??;
        let read = Arc::new(read);
        app.fairness.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, read.clone());
        all.push(read);
    }
    Ok(all)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn read(row: &audit_meeting::Model, bundle: &Bundle) -> anyhow::Result<(Uuid, Held)> {
    let chances = chances(bundle)?;
    let outcomes = bundle.rounds.iter().flat_map(|round| &round.outcomes);
    let shown = FairMeeting {
        id: row.id,
        code: row.code.clone(),
        title: row.title.clone(),
        meets_on: row.meets_on,
        population: narrow(chances.len()),
        excluded: narrow(chances.iter().filter(|one| one.excluded).count()),
        exclusions: Exclusions::parse(&bundle.exclusions)?
            .counts_per_code()
            .into_iter()
            .map(|(code, count)| ExcludedFor { reason_code: code.to_owned(), count: narrow(count) })
            .collect(),
        rounds: narrow(bundle.rounds.len()),
        drawn: narrow(chances.iter().filter(|one| one.drawn).count()),
        voids: narrow(bundle.rounds.iter().filter(|round| round.void.is_some()).count()),
        no_answer: narrow(outcomes.filter(|outcome| outcome.outcome == "NO_ANSWER").count()),
    };
    Ok((row.id, Held { shown, chances }))
}

/// Township and unit of everybody by his number.
async fn places(db: &impl ConnectionTrait) -> Result<HashMap<String, (String, String)>, DbErr> {
    let officials: Vec<(Uuid, String, Uuid)> = official::Entity::find()
        .select_only()
        .columns([official::Column::Id, official::Column::Number, official::Column::UnitId])
        .into_tuple()
        .all(db)
        .await?;
    let units: Vec<(Uuid, String, Option<Uuid>)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::Name, unit::Column::GridId])
        .into_tuple()
        .all(db)
        .await?;
    let units: HashMap<Uuid, (String, Option<Uuid>)> =
        units.into_iter().map(|(id, name, grid)| (id, (name, grid))).collect();
    let grids: Vec<(Uuid, String, String, String, String, Option<Uuid>)> = grid::Entity::find()
        .select_only()
        .columns([
            grid::Column::Id,
            grid::Column::Code,
            grid::Column::Name,
            grid::Column::Level,
            grid::Column::Path,
            grid::Column::OfficialId,
        ])
        .filter(grid::Column::Level.is_in(["township", "contact"]))
        .into_tuple()
        .all(db)
        .await?;
    let (mut names, mut contacts, mut paths) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (id, code, name, level, path, official_id) in grids {
        if level == "township" {
            names.insert(code, name);
        }
        match official_id {
            Some(official_id) => contacts.insert(official_id, path),
            None => paths.insert(id, path),
        };
    }
    let township = |path: &String| path.split('/').nth(1).and_then(|code| names.get(code)).cloned();
    let of = officials.into_iter().map(|(id, number, unit_id)| {
        let (unit, grid) = units.get(&unit_id).cloned().unwrap_or_default();
        let path = contacts.get(&id).or_else(|| paths.get(&grid?));
        (number, (path.and_then(township).unwrap_or_default(), unit))
    });
    Ok(of.collect())
}

#[derive(Default)]
struct Sum {
    entries: u32,
    excluded: u32,
    drawn: u32,
    expected: f64,
    unexcluded: f64,
}

fn ranked(sums: BTreeMap<String, Sum>) -> Vec<FairPlace> {
    let cents = |value: f64| (value * 100.0).round() / 100.0;
    let mut places: Vec<(f64, FairPlace)> = sums
        .into_iter()
        .map(|(name, sum)| {
            let (low, high) = interval(sum.expected);
            let beyond = (f64::from(sum.drawn) - sum.expected) / sum.expected.max(0.01).sqrt();
            let place = FairPlace {
                name,
                entries: sum.entries,
                excluded: sum.excluded,
                drawn: sum.drawn,
                expected: cents(sum.expected),
                expected_without_exclusions: cents(sum.unexcluded),
                low,
                high,
                within: (low..=high).contains(&sum.drawn),
                rank: 0,
            };
            (beyond, place)
        })
        .collect();
    places.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.name.cmp(&other.name)));
    let numbered = places.into_iter().enumerate();
    numbered.map(|(at, (_, place))| FairPlace { rank: narrow(at + 1), ..place }).collect()
}

/// All meetings, townships and units.
pub(super) async fn fairness(app: &App) -> ApiResult<Fairness> {
    let held = held(app).await?;
    let places = places(app.db.reader()).await?;
    let (mut townships, mut units) = (BTreeMap::new(), BTreeMap::new());
    for one in held.iter().flat_map(|held| &held.chances) {
        // Households and inspectors stand on rosters too, but not in the county's list of officials.
        let Some((township, unit)) = places.get(&one.label) else { continue };
        for (sums, name) in [(&mut townships, township), (&mut units, unit)] {
            if name.is_empty() {
                continue;
            }
            let sum: &mut Sum = sums.entry(name.clone()).or_default();
            sum.entries += 1;
            sum.excluded += u32::from(one.excluded);
            sum.drawn += u32::from(one.drawn);
            sum.expected += one.expected;
            sum.unexcluded += one.unexcluded;
        }
    }
    Ok(Fairness {
        meetings: held.iter().map(|held| held.shown.clone()).collect(),
        townships: ranked(townships),
        units: ranked(units),
    })
}
