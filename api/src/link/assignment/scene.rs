//! What the solver is given, read from the county: households, who may have them, who has them today.

use std::collections::HashMap;

use domain::link::assignment::{Household, Instance, Official, Pair, Point};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use super::store;
use crate::sight::{self, THIRTY};
use entity::{assignment, grid, household, link, official, recusal, unit};

/// A county or a township to assign, with the ids behind the places of the solver's lists.
#[derive(Debug)]
pub struct Scene {
    pub townships: Vec<Uuid>,
    pub households: Vec<Uuid>,
    pub officials: Vec<Server>,
    /// Who has each household today, whether he may keep it or not, by place.
    pub before: Vec<Option<usize>>,
    pub instance: Instance,
}

/// An official as far as an assignment is concerned.
#[derive(Debug)]
pub struct Server {
    pub id: Uuid,
    /// In service and not exempt, and serving here.
    pub serving: bool,
    pub left: bool,
    /// His households that lie elsewhere.
    pub elsewhere: usize,
}

#[derive(Debug, FromQueryResult)]
struct Held {
    official_id: Uuid,
    village_id: Uuid,
    households: i64,
}

/// Villages of the whole county and the townships they lie in.
struct Land {
    townships: Vec<grid::Model>,
    villages: HashMap<Uuid, (usize, Point)>,
}

/// Where each official serves.
struct Posting {
    township: HashMap<Uuid, usize>,
    /// Households he has by township.
    held: HashMap<Uuid, HashMap<usize, usize>>,
}

/// Reads everything that an assignment of a grid needs.
pub async fn read(
    db: &impl ConnectionTrait,
    row: &assignment::Model,
    grid: &grid::Model,
) -> Result<Scene, DbErr> {
    let land = land(db).await?;
    let officials = official::Entity::find().order_by_asc(official::Column::Number).all(db).await?;
    let max = usize::try_from(row.max_load).unwrap_or_default();
    let min = usize::try_from(row.min_load).unwrap_or_default();
    let posting = posting(db, &land, &officials).await?;
    let inside: Vec<usize> = (0..land.townships.len())
        .filter(|at| {
            let path = &land.townships[*at].path;
            *path == grid.path || path.starts_with(&format!("{}/", grid.path))
        })
        .collect();
    let place_of_township: HashMap<usize, usize> =
        inside.iter().enumerate().map(|(place, at)| (*at, place)).collect();

    let rows = households(db, &grid.path).await?;
    let mut place_of: HashMap<Uuid, usize> = HashMap::with_capacity(rows.len());
    let mut numbers: HashMap<Uuid, usize> = HashMap::new();
    let mut ids = Vec::with_capacity(rows.len());
    let mut places = Vec::with_capacity(rows.len());
    for (id, village_id, group, x, y) in rows {
        let Some((township, centre)) = land.villages.get(&village_id) else { continue };
        let Some(township) = place_of_township.get(township) else { continue };
        let next = numbers.len();
        let position = match (x, y) {
            (Some(x), Some(y)) => Point { x, y },
            _ => *centre,
        };
        place_of.insert(id, ids.len());
        ids.push(id);
        places.push(Household {
            township: *township,
            village: *numbers.entry(village_id).or_insert(next),
            group: u32::try_from(group).unwrap_or_default(),
            position,
        });
    }

    let links = links(db, &grid.path).await?;
    let mut holders: HashMap<Uuid, usize> = HashMap::new();
    for (_, official) in &links {
        *holders.entry(*official).or_default() += 1;
    }
    let mut scene = Scene {
        townships: inside.iter().map(|at| land.townships[*at].id).collect(),
        households: ids,
        officials: Vec::new(),
        before: vec![None; places.len()],
        instance: Instance { townships: inside.len(), households: places, ..Instance::default() },
    };
    let mut place_of_official: HashMap<Uuid, usize> = HashMap::new();
    for row in &officials {
        let active = row.state == "active";
        let township = posting.township.get(&row.id).and_then(|at| place_of_township.get(at)).copied();
        let here = holders.get(&row.id).copied().unwrap_or(0);
        if here == 0 && (township.is_none() || !active) {
            continue;
        }
        let serving = active && row.exempt.is_none() && township.is_some();
        let all: usize = posting.held.get(&row.id).map_or(0, |held| held.values().sum());
        let elsewhere = all.saturating_sub(here);
        let home = row.home_village_id.and_then(|id| land.villages.get(&id)).map(|(_, at)| *at);
        let township = township.unwrap_or_else(|| serves_most(&posting, row.id, &place_of_township));
        place_of_official.insert(row.id, scene.officials.len());
        scene.officials.push(Server { id: row.id, serving, left: !active, elsewhere });
        scene.instance.officials.push(Official {
            township,
            home: home.unwrap_or_else(|| middle(&land, inside[township])),
            least: if serving { min.saturating_sub(elsewhere) } else { 0 },
            most: if serving { max.saturating_sub(elsewhere) } else { 0 },
            exempt: !serving,
        });
    }
    for (household, official) in links {
        let (Some(household), Some(place)) = (place_of.get(&household), place_of_official.get(&official))
        else {
            continue;
        };
        scene.before[*household] = Some(*place);
    }
    for (household, official) in recusals(db).await? {
        if let (Some(household), Some(official)) =
            (place_of.get(&household), place_of_official.get(&official))
        {
            scene.instance.recusals.push(Pair { household: *household, official: *official });
        }
    }
    scene.instance.links = kept_links(&scene, &officials);
    Ok(scene)
}

/// The links that may be kept: of those in service who are not exempt. The solver breaks the recused ones.
fn kept_links(scene: &Scene, officials: &[official::Model]) -> Vec<Pair> {
    let may_keep: HashMap<Uuid, bool> =
        officials.iter().map(|row| (row.id, row.state == "active" && row.exempt.is_none())).collect();
    let keeps = |official: usize| may_keep.get(&scene.officials[official].id).copied().unwrap_or(false);
    let pair = |(household, official): (usize, &Option<usize>)| {
        official.filter(|official| keeps(*official)).map(|official| Pair { household, official })
    };
    scene.before.iter().enumerate().filter_map(pair).collect()
}

/// The township inside the scene where somebody from elsewhere has most of his households.
fn serves_most(posting: &Posting, official: Uuid, places: &HashMap<usize, usize>) -> usize {
    let held = posting.held.get(&official);
    let inside = held.into_iter().flatten().filter_map(|(at, count)| Some((*count, *places.get(at)?)));
    inside.max_by_key(|(count, place)| (*count, std::cmp::Reverse(*place))).map_or(0, |(_, place)| place)
}

/// The middle of a township's villages, for an official of whom no place is known.
fn middle(land: &Land, township: usize) -> Point {
    let (mut sum, mut count) = (Point::default(), 0.0);
    for (_, at) in land.villages.values().filter(|(of, _)| *of == township) {
        sum = Point { x: sum.x + at.x, y: sum.y + at.y };
        count += 1.0;
    }
    if count > 0.0 { Point { x: (sum.x / count).round(), y: (sum.y / count).round() } } else { sum }
}

async fn land(db: &impl ConnectionTrait) -> Result<Land, DbErr> {
    let of_level = |level: &'static str| {
        grid::Entity::find().filter(grid::Column::Level.eq(level)).order_by_asc(grid::Column::Code)
    };
    let townships = of_level("township").all(db).await?;
    let by_path: HashMap<&str, usize> =
        townships.iter().enumerate().map(|(at, township)| (township.path.as_str(), at)).collect();
    let mut villages = HashMap::new();
    for village in of_level("village").all(db).await? {
        if let Some(township) = store::township_path(&village.path).and_then(|path| by_path.get(path)) {
            let at = Point { x: village.x.unwrap_or_default(), y: village.y.unwrap_or_default() };
            villages.insert(village.id, (*township, at));
        }
    }
    Ok(Land { townships, villages })
}

/// An official serves where most of his households lie; without any, where his home village lies, or his unit. Those
/// of whom nothing is known go, one after the other, to the township with the most households per official.
async fn posting(
    db: &impl ConnectionTrait,
    land: &Land,
    officials: &[official::Model],
) -> Result<Posting, DbErr> {
    let mut held: HashMap<Uuid, HashMap<usize, usize>> = HashMap::new();
    for row in held_by_village(db).await? {
        if let Some((township, _)) = land.villages.get(&row.village_id) {
            *held.entry(row.official_id).or_default().entry(*township).or_default() +=
                usize::try_from(row.households).unwrap_or_default();
        }
    }
    let units: HashMap<Uuid, Option<Uuid>> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::GridId])
        .into_tuple::<(Uuid, Option<Uuid>)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let of_grid: HashMap<Uuid, usize> =
        land.townships.iter().enumerate().map(|(at, township)| (township.id, at)).collect();
    let mut township = HashMap::new();
    let mut placeless = Vec::new();
    for row in officials {
        let most = held.get(&row.id).and_then(|held| {
            held.iter().max_by_key(|(at, count)| (**count, std::cmp::Reverse(**at))).map(|(at, _)| *at)
        });
        let home = || row.home_village_id.and_then(|id| land.villages.get(&id)).map(|(at, _)| *at);
        let unit = || {
            let grid = units.get(&row.unit_id).copied().flatten()?;
            of_grid.get(&grid).copied().or_else(|| land.villages.get(&grid).map(|(at, _)| *at))
        };
        match most.or_else(home).or_else(unit) {
            Some(at) => drop(township.insert(row.id, at)),
            None if row.state == "active" && row.exempt.is_none() => placeless.push(row.id),
            None => {}
        }
    }
    let mut serving = vec![0_u64; land.townships.len()];
    for row in officials.iter().filter(|row| row.state == "active" && row.exempt.is_none()) {
        if let Some(at) = township.get(&row.id) {
            serving[*at] += 1;
        }
    }
    if !placeless.is_empty() && !land.townships.is_empty() {
        let households = households_by_township(db, land).await?;
        for id in placeless {
            let burden = |at: &usize| households[*at] * 1_000 / (serving[*at] + 1);
            let at = (0..serving.len()).max_by_key(|at| (burden(at), std::cmp::Reverse(*at))).unwrap_or(0);
            serving[at] += 1;
            township.insert(id, at);
        }
    }
    Ok(Posting { township, held })
}

async fn households_by_township(db: &impl ConnectionTrait, land: &Land) -> Result<Vec<u64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = household::Entity::find()
        .select_only()
        .column(household::Column::VillageId)
        .column_as(household::Column::Id.count(), "households")
        .filter(household::Column::State.eq("active"))
        .group_by(household::Column::VillageId)
        .into_tuple()
        .all(db)
        .await?;
    let mut households = vec![0; land.townships.len()];
    for (village, count) in rows {
        if let Some((township, _)) = land.villages.get(&village) {
            households[*township] += u64::try_from(count).unwrap_or_default();
        }
    }
    Ok(households)
}

async fn held_by_village(db: &impl ConnectionTrait) -> Result<Vec<Held>, DbErr> {
    let sql = "SELECT link.official_id, household.village_id, count(*) AS households FROM link \
               JOIN household ON household.id = link.household_id \
               WHERE link.kind = 'thirty' AND link.valid_to IS NULL \
               GROUP BY link.official_id, household.village_id";
    Held::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await
}

type HouseholdPlace = (Uuid, Uuid, i32, Option<f64>, Option<f64>);

/// Village after village, in the order of the codes.
async fn households(db: &impl ConnectionTrait, path: &str) -> Result<Vec<HouseholdPlace>, DbErr> {
    use household::Column::{Code, GroupNo, Id, State, VillageId, X, Y};
    household::Entity::find()
        .select_only()
        .columns([Id, VillageId, GroupNo, X, Y])
        .filter(sight::households_lying(path))
        .filter(State.eq("active"))
        .order_by_asc(Code)
        .into_tuple()
        .all(db)
        .await
}

async fn links(db: &impl ConnectionTrait, path: &str) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    link::Entity::find()
        .select_only()
        .columns([link::Column::HouseholdId, link::Column::OfficialId])
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .filter(sight::links_lying(path))
        .into_tuple()
        .all(db)
        .await
}

async fn recusals(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    recusal::Entity::find()
        .select_only()
        .columns([recusal::Column::HouseholdId, recusal::Column::OfficialId])
        .filter(recusal::Column::LiftedAt.is_null())
        .order_by_asc(recusal::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
