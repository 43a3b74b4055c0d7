//! The county's figures, counted for all grids at once.
//!
//! Counting a whole county takes a while, so what was counted is shown until it is old. How old it may become is a
//! multiple of how long counting took. A small county is always counted afresh, a large one every few seconds at most.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::view::CountyCounts;
use crate::app::App;

/// A county with fewer households is counted for every request.
const MANY: u64 = 5_000;
/// Counting may take one part in so many of the program's time.
const SHARE: u32 = 20;
/// Figures older than this are not shown, whatever counting takes.
const OLDEST: Duration = Duration::from_mins(2);

/// What was counted last.
#[derive(Debug, Default)]
pub struct FigureCache {
    last: RwLock<Option<Arc<Figures>>>,
    /// Held by the one who counts.
    counting: tokio::sync::Mutex<()>,
}

/// The figures of the county and of every grid above the contact grids.
#[derive(Debug)]
pub struct Figures {
    pub counts: CountyCounts,
    pub linked: u64,
    pub never_visited: u64,
    pub of_grid: HashMap<Uuid, AreaFigures>,
    /// Grids right below each grid.
    pub children: HashMap<Uuid, u64>,
    counted_at: Instant,
    took: Duration,
}

/// The figures of one grid.
#[derive(Clone, Copy, Debug, Default)]
pub struct AreaFigures {
    pub households: u64,
    pub linked: u64,
    pub open_requests: u64,
    pub overdue: u64,
}

/// The figures as they are, or as they were a moment ago.
pub async fn figures(app: &Arc<App>) -> Result<Arc<Figures>, DbErr> {
    let cache = &app.figures;
    let last = cache.last();
    if let Some(last) = &last {
        let age = last.counted_at.elapsed();
        let large = last.counts.households >= MANY;
        if large && age < last.took * SHARE {
            return Ok(last.clone());
        }
        if large && age < OLDEST {
            let app = app.clone();
            tokio::spawn(async move {
                let Ok(_counting) = app.figures.counting.try_lock() else { return };
                if let Err(error) = renew(&app).await {
                    tracing::warn!(%error, "the county's figures cannot be counted");
                }
            });
            return Ok(last.clone());
        }
    }
    let _counting = cache.counting.lock().await;
    if let Some(now) = cache.last()
        && last.is_none_or(|last| last.counted_at < now.counted_at)
    {
        return Ok(now);
    }
    renew(app).await
}

impl FigureCache {
    /// Counts afresh next time: somebody has just changed what is counted, and looks at it.
    pub fn forget(&self) {
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn last(&self) -> Option<Arc<Figures>> {
        self.last.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn renew(app: &App) -> Result<Arc<Figures>, DbErr> {
    let figures = Arc::new(count(app.db.reader(), app.clock.today()).await?);
    *app.figures.last.write().unwrap_or_else(PoisonError::into_inner) = Some(figures.clone());
    Ok(figures)
}

#[derive(FromQueryResult)]
struct Place {
    id: Uuid,
    path: String,
    level: String,
    closed: bool,
}

#[derive(FromQueryResult)]
struct Pair {
    id: Option<Uuid>,
    number: i64,
    second: i64,
}

async fn pairs(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<(Uuid, u64, u64)>, DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Pair::find_by_statement(statement).all(db).await?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(rows
        .into_iter()
        .filter_map(|row| row.id.map(|id| (id, number(row.number), number(row.second))))
        .collect())
}

async fn total(db: &impl ConnectionTrait, of: &str) -> Result<u64, DbErr> {
    let sql = format!("SELECT COUNT(*) AS number FROM {of}");
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    let number = row.map(|row| row.try_get::<i64>("", "number")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(number).unwrap_or(0))
}

const HOUSEHOLDS: &str = "SELECT village_id AS id, COUNT(*) AS number, COUNT(*) - COUNT(last_visit_on) AS second \
                          FROM household GROUP BY village_id";
/// Those that are history; so few that counting all and taking these away keeps to the index.
const ENDED: &str = "SELECT village_id AS id, COUNT(*) AS number, COUNT(*) - COUNT(last_visit_on) AS second \
                     FROM household WHERE state <> 'active' GROUP BY village_id";
const LINKED: &str = "SELECT h.village_id AS id, COUNT(*) AS number, CAST(0 AS BIGINT) AS second FROM link l \
                      JOIN household h ON h.id = l.household_id \
                      WHERE l.valid_to IS NULL AND l.kind = 'thirty' GROUP BY h.village_id";
const OPEN: &str = "SELECT village_id AS id, COUNT(*) AS number, \
                    COUNT(CASE WHEN due_on < $1 THEN 1 END) AS second FROM request \
                    WHERE complaint = FALSE AND state NOT IN ('confirmed', 'unconfirmed', 'withdrawn') \
                    GROUP BY village_id";
const CHILDREN: &str = "SELECT parent_id AS id, COUNT(*) AS number, CAST(0 AS BIGINT) AS second \
                        FROM grid WHERE closed_on IS NULL GROUP BY parent_id";
// A village that was merged lies below its successor and counts there.
const PLACES: &str =
    "SELECT id, path, level, closed_on IS NOT NULL AS closed FROM grid WHERE level <> 'contact'";
const MEMBERS: &str = "member WHERE household_id NOT IN (SELECT id FROM household WHERE state <> 'active')";

async fn count(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Figures, DbErr> {
    let started = Instant::now();
    let places =
        Place::find_by_statement(Statement::from_string(db.get_database_backend(), PLACES)).all(db).await?;
    let mut of_village: HashMap<Uuid, AreaFigures> = HashMap::new();
    let (mut linked, mut never_visited) = (0, 0);
    for (village, households, never) in pairs(db, HOUSEHOLDS, vec![]).await? {
        of_village.entry(village).or_default().households = households;
        never_visited += never;
    }
    for (village, ended, never) in pairs(db, ENDED, vec![]).await? {
        let figures = of_village.entry(village).or_default();
        figures.households = figures.households.saturating_sub(ended);
        never_visited = never_visited.saturating_sub(never);
    }
    for (village, links, _) in pairs(db, LINKED, vec![]).await? {
        of_village.entry(village).or_default().linked = links;
        linked += links;
    }
    for (village, open, overdue) in pairs(db, OPEN, vec![today.into()]).await? {
        let figures = of_village.entry(village).or_default();
        (figures.open_requests, figures.overdue) = (open, overdue);
    }
    let children: HashMap<Uuid, u64> =
        pairs(db, CHILDREN, vec![]).await?.into_iter().map(|(id, number, _)| (id, number)).collect();
    let open = || places.iter().filter(|place| !place.closed);
    let level = |level: &str| open().filter(|place| place.level == level).count() as u64;
    let of = |figure: fn(&AreaFigures) -> u64| of_village.values().map(figure).sum();
    let counts = CountyCounts {
        townships: level("township"),
        work_areas: level("work_area"),
        villages: level("village"),
        contacts: total(db, "grid WHERE level = 'contact' AND closed_on IS NULL").await?,
        units: total(db, "unit").await?,
        officials: total(db, "official WHERE state = 'active'").await?,
        households: of(|figures| figures.households),
        members: total(db, MEMBERS).await?,
        visits: total(db, "visit").await?,
        requests: total(db, "request WHERE complaint = FALSE").await?,
        open_requests: of(|figures| figures.open_requests),
        overdue_requests: of(|figures| figures.overdue),
    };
    let of_grid = rolled_up(&places, &of_village);
    let took = started.elapsed();
    Ok(Figures { counts, linked, never_visited, of_grid, children, counted_at: started, took })
}

/// Adds every village to all grids above it.
fn rolled_up(places: &[Place], of_village: &HashMap<Uuid, AreaFigures>) -> HashMap<Uuid, AreaFigures> {
    let by_path: HashMap<&str, Uuid> = places.iter().map(|place| (place.path.as_str(), place.id)).collect();
    let mut of_grid: HashMap<Uuid, AreaFigures> = HashMap::new();
    for place in places {
        let Some(village) = of_village.get(&place.id) else { continue };
        for above in ways_up(&place.path) {
            let Some(grid) = by_path.get(above) else { continue };
            let sum = of_grid.entry(*grid).or_default();
            sum.households += village.households;
            sum.linked += village.linked;
            sum.open_requests += village.open_requests;
            sum.overdue += village.overdue;
        }
    }
    of_grid
}

/// A path and the paths above it, the nearest first.
pub fn ways_up(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_counts_in_every_grid_above_it() {
        let place = |path: &str, level: &str| Place {
            id: crate::clock::orderless_id(),
            path: path.to_owned(),
            level: level.to_owned(),
            closed: false,
        };
        let places = [
            place("1", "county"),
            place("1/2", "township"),
            place("1/2/3", "village"),
            place("1/22/4", "village"),
        ];
        let figures = AreaFigures { households: 5, linked: 4, open_requests: 2, overdue: 1 };
        let of_village = [(places[2].id, figures), (places[3].id, figures)].into();
        let sums = rolled_up(&places, &of_village);
        assert_eq!(sums[&places[0].id].households, 10);
        assert_eq!(sums[&places[1].id].households, 5);
        assert_eq!(sums[&places[2].id].overdue, 1);
    }
}
