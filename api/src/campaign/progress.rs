//! How far a campaign is, counted for every official in every village at once.
//!
//! Counting a whole county takes a moment, so what was counted is shown again until it is old. How old it may become is
//! a multiple of how long counting took. A small campaign is always counted afresh.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::campaign::{Wants, Window};
use sea_orm::{DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::view::CampaignFigures;
use crate::{app::App, clock::china_midnight};
use entity::campaign;

/// A campaign with fewer households, some villages, is counted for every request.
const MANY: u64 = 5_000;
/// Counting may take one part in so many of the program's time.
const SHARE: u32 = 20;
/// Campaigns whose numbers are kept; more than run at the same time.
const MOST: usize = 16;

/// What was counted last of each campaign.
#[derive(Debug, Default)]
pub struct ProgressCache {
    last: Mutex<HashMap<Uuid, Counted>>,
    /// Held by the one who counts.
    counting: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Counted {
    progress: Arc<Progress>,
    at: Instant,
    took: Duration,
}

/// How far each official is in each village.
#[derive(Debug)]
pub struct Progress(Vec<Part>);

/// The households of one official in one village.
#[derive(Clone, Debug)]
struct Part {
    village: String,
    official_id: Uuid,
    figures: CampaignFigures,
}

impl CampaignFigures {
    fn add(&mut self, more: &Self) {
        self.households += more.households;
        self.visited += more.visited;
        self.cards += more.cards;
        self.opinions += more.opinions;
        self.complete += more.complete;
    }
}

/// Whether a grid is at or below another.
pub fn lies_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Progress {
    fn households(&self) -> u64 {
        self.0.iter().map(|part| part.figures.households).sum()
    }

    /// Of all households at or below a grid.
    pub fn below(&self, path: &str) -> CampaignFigures {
        let mut sum = CampaignFigures::default();
        self.0.iter().filter(|part| lies_below(&part.village, path)).for_each(|part| sum.add(&part.figures));
        sum
    }

    /// Of each official, over the villages in which `counts` says so of him.
    pub fn of_officials(&self, counts: impl Fn(&str, Uuid) -> bool) -> HashMap<Uuid, CampaignFigures> {
        let mut of: HashMap<Uuid, CampaignFigures> = HashMap::new();
        for part in self.0.iter().filter(|part| counts(&part.village, part.official_id)) {
            of.entry(part.official_id).or_default().add(&part.figures);
        }
        of
    }
}

impl ProgressCache {
    fn fresh(&self, id: Uuid) -> Option<Arc<Progress>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = last.get(&id)?;
        let fresh = counted.progress.households() >= MANY && counted.at.elapsed() < counted.took * SHARE;
        fresh.then(|| counted.progress.clone())
    }

    fn keep(&self, id: Uuid, counted: Counted) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= MOST {
            last.clear();
        }
        last.insert(id, counted);
    }
}

/// How far a campaign is, or was a moment ago.
pub async fn progress(app: &App, row: &campaign::Model) -> Result<Arc<Progress>, DbErr> {
    let cache = &app.campaigns;
    if let Some(fresh) = cache.fresh(row.id) {
        return Ok(fresh);
    }
    let _counting = cache.counting.lock().await;
    if let Some(fresh) = cache.fresh(row.id) {
        return Ok(fresh);
    }
    let at = Instant::now();
    let progress = Arc::new(count(app, row).await?);
    let took = at.elapsed();
    cache.keep(row.id, Counted { progress: progress.clone(), at, took });
    Ok(progress)
}

/// The days of a campaign.
pub fn window(row: &campaign::Model) -> Window {
    Window { from: row.from_on, to: row.to_on }
}

/// What a campaign wants.
pub fn wants(row: &campaign::Model) -> Wants {
    Wants {
        visit: row.wants_visit,
        card: row.wants_card,
        opinions: u32::try_from(row.opinions_each).unwrap_or(0),
        proposals: u32::try_from(row.proposals_each).unwrap_or(0),
    }
}

#[derive(FromQueryResult)]
struct Line {
    village: String,
    official_id: Uuid,
    households: i64,
    visited: i64,
    cards: i64,
    opinions: i64,
    complete: i64,
}

async fn count(app: &App, row: &campaign::Model) -> Result<Progress, DbErr> {
    let (db, window, wants) = (app.db.reader(), window(row), wants(row));
    // The same rules as `Wants::missing`, told to the database; a test holds them against each other.
    let mut complete = vec!["1 = 1".to_owned()];
    if wants.visit {
        complete.push("COALESCE(d.visits, 0) > 0".to_owned());
    }
    if wants.card {
        complete.push("COALESCE(d.cards, 0) > 0".to_owned());
    }
    if wants.opinions > 0 {
        complete.push(format!("COALESCE(d.opinions, 0) >= {}", wants.opinions));
    }
    let sum = |condition: &str| format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
    let sql = format!(
        "WITH done AS ( \
           SELECT v.household_id, COUNT(*) AS visits, \
             SUM(CASE WHEN v.card_left THEN 1 ELSE 0 END) AS cards, \
             SUM(CASE WHEN v.opinion IS NOT NULL OR r.visit_id IS NOT NULL THEN 1 ELSE 0 END) AS opinions \
           FROM visit v \
           LEFT JOIN (SELECT DISTINCT visit_id FROM request WHERE visit_id IS NOT NULL) r ON r.visit_id = v.id \
           WHERE v.claimed_at >= $1 AND v.claimed_at < $2 AND v.confirmation <> 'denied' \
           GROUP BY v.household_id) \
         SELECT g.path AS village, l.official_id AS official_id, COUNT(*) AS households, {} AS visited, \
           {} AS cards, {} AS opinions, {} AS complete \
         FROM link l JOIN household h ON h.id = l.household_id JOIN grid g ON g.id = h.village_id \
         LEFT JOIN done d ON d.household_id = h.id \
         WHERE l.kind = 'thirty' AND l.valid_from <= $3 AND (l.valid_to IS NULL OR l.valid_to > $3) \
           AND EXISTS (SELECT 1 FROM grid a WHERE a.id = $4 AND (g.path = a.path OR g.path LIKE a.path || '/%')) \
         GROUP BY g.path, l.official_id",
        sum("d.visits > 0"),
        sum("d.cards > 0"),
        sum(&format!("d.opinions >= {}", wants.opinions.max(1))),
        sum(&complete.join(" AND ")),
    );
    let values = [
        china_midnight(window.from).into(),
        china_midnight(window.to + chrono::Duration::days(1)).into(),
        window.links_on(app.clock.today()).into(),
        row.grid_id.into(),
    ];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let parts = Line::find_by_statement(statement).all(db).await?.into_iter().map(|line| Part {
        village: line.village,
        official_id: line.official_id,
        figures: CampaignFigures {
            households: number(line.households),
            visited: number(line.visited),
            cards: number(line.cards),
            opinions: number(line.opinions),
            complete: number(line.complete),
        },
    });
    Ok(Progress(parts.collect()))
}

#[cfg(test)]
mod tests {
    use super::lies_below;

    #[test]
    fn a_neighbour_whose_code_begins_alike_does_not_lie_below() {
        assert!(lies_below("371323/371323101", "371323"));
        assert!(lies_below("371323/371323101", "371323/371323101"));
        assert!(!lies_below("371323/371323101", "371323/37132310"));
    }
}
