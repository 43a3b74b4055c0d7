//! Who should lead each township, work area and village: the county's grids and ranks laid before the rule, and its
//! answer in names.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    link::{
        assignment::Point,
        leaders::{self as rules, Candidate, Grid, Grids, Village},
    },
    roster::Rank,
};
use sea_orm::{
    Condition, ConnectionTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    store,
    view::{LeaderProposal, LeaderProposals},
};
use crate::{
    error::{ApiError, ApiResult},
    roster::{self, view::NamedRef},
};
use entity::{grid, official};

/// The grids in the order of the rule's places.
#[derive(Default)]
struct Places {
    townships: Vec<grid::Model>,
    work_areas: Vec<grid::Model>,
    villages: Vec<grid::Model>,
}

/// Proposes leaders for all grids of the county and shows those of a grid.
pub async fn propose(
    db: &impl ConnectionTrait,
    path: Option<&str>,
    today: NaiveDate,
) -> ApiResult<LeaderProposals> {
    let places = places(db).await?;
    let held = store::held(db, None).await?;
    let of_village: HashMap<Uuid, usize> =
        places.villages.iter().enumerate().map(|(at, village)| (village.id, at)).collect();
    let mut candidates: Vec<(official::Model, Candidate)> = Vec::new();
    for row in store::ranked(db).await? {
        // He is at home where most of his households lie; without any, where he lives.
        let most = held.get(&row.id).and_then(|held| held.first()).map(|held| held.village_id);
        let village = most.or(row.home_village_id).and_then(|id| of_village.get(&id)).copied();
        let Some(village) = village else { continue };
        let rank: Rank = row.rank.parse().map_err(anyhow::Error::from)?;
        candidates.push((row, Candidate { rank, village }));
    }
    let place_of: HashMap<Uuid, usize> =
        candidates.iter().enumerate().map(|(at, (row, _))| (row.id, at)).collect();
    let mut rows: Vec<(Grid, &grid::Model)> = Vec::new();
    rows.extend(places.townships.iter().enumerate().map(|(at, grid)| (Grid::Township(at), grid)));
    rows.extend(places.work_areas.iter().enumerate().map(|(at, grid)| (Grid::WorkArea(at), grid)));
    rows.extend(places.villages.iter().enumerate().map(|(at, grid)| (Grid::Village(at), grid)));
    let leading = store::leading(db, rows.iter().map(|(_, grid)| grid.id).collect(), today).await?;
    let of_grid: HashMap<Uuid, Grid> = rows.iter().map(|(place, grid)| (grid.id, *place)).collect();
    let today = leading
        .iter()
        .filter_map(|row| Some((*of_grid.get(&row.grid_id)?, *place_of.get(&row.official_id)?)));
    let grids = Grids {
        townships: places.townships.len(),
        work_areas: places.work_areas.len(),
        villages: villages(&places),
        officials: candidates.iter().map(|(_, candidate)| *candidate).collect(),
        today: today.collect(),
    };
    let proposed = tokio::task::spawn_blocking(move || rules::leaders(&grids));
    let proposed = proposed.await.map_err(anyhow::Error::from)?;

    let mut present: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in &leading {
        present.entry(row.grid_id).or_default().push(row.official_id);
    }
    let mut ids: Vec<Uuid> = leading.iter().map(|row| row.official_id).collect();
    ids.extend(candidates.iter().map(|(row, _)| row.id));
    let named = roster::service::official_refs(db, ids).await?;
    rows.sort_by(|one, other| one.1.code.cmp(&other.1.code));
    let mut shown = LeaderProposals { items: Vec::new(), villages: 0, kept: 0, borrowed: 0, without: 0 };
    for (place, grid) in rows {
        let lies = |inner: &str, outer: &str| inner == outer || inner.starts_with(&format!("{outer}/"));
        if path.is_some_and(|path| !lies(&grid.path, path)) {
            continue;
        }
        let chosen = match place {
            Grid::Township(at) => proposed.townships.get(at),
            Grid::WorkArea(at) => proposed.work_areas.get(at),
            Grid::Village(at) => proposed.villages.get(at),
        };
        let chosen = chosen.copied().flatten().map(|at| &candidates[at].0);
        let leads = present.get(&grid.id).map(Vec::as_slice).unwrap_or_default();
        let his: Vec<&store::Held> = chosen.and_then(|row| held.get(&row.id)).into_iter().flatten().collect();
        let inside: i64 =
            his.iter().filter(|held| lies(&held.path, &grid.path)).map(|held| held.households).sum();
        let borrowed = chosen.is_some() && inside == 0;
        let kept = chosen.is_some_and(|row| leads.contains(&row.id));
        if matches!(place, Grid::Village(_)) {
            shown.villages += 1;
            shown.kept += u32::from(kept);
            shown.borrowed += u32::from(borrowed);
            shown.without += u32::from(chosen.is_none());
        }
        let present = if kept { chosen.map(|row| row.id) } else { leads.first().copied() };
        let level: domain::grid::Level = grid.level.parse().map_err(anyhow::Error::from)?;
        shown.items.push(LeaderProposal {
            grid: NamedRef { id: grid.id, name: grid.name.clone() },
            level: level.into(),
            code: grid.code.clone(),
            present: present.and_then(|id| named.get(&id).cloned()),
            proposed: chosen.and_then(|row| named.get(&row.id).cloned()),
            rank: chosen.map(|row| row.rank.clone()),
            households: u32::try_from(inside).unwrap_or_default(),
            borrowed,
            metres: metres(grid, &his),
        });
    }
    Ok(shown)
}

async fn places(db: &impl ConnectionTrait) -> ApiResult<Places> {
    let everything = || Condition::all().add(Expr::value(1).eq(1));
    let mut places = Places::default();
    for row in store::grids(db, everything(), None, None, None, None).await? {
        match row.level.as_str() {
            "township" => places.townships.push(row),
            "work_area" => places.work_areas.push(row),
            "village" => places.villages.push(row),
            _ => {}
        }
    }
    if places.townships.is_empty() { Err(ApiError::not_found()) } else { Ok(places) }
}

/// Villages lie in a township by their path, and in a work area where there is one.
fn villages(places: &Places) -> Vec<Village> {
    let by_path = |grids: &[grid::Model]| -> HashMap<String, usize> {
        grids.iter().enumerate().map(|(at, grid)| (grid.path.clone(), at)).collect()
    };
    let (townships, areas) = (by_path(&places.townships), by_path(&places.work_areas));
    let village = |village: &grid::Model| {
        let above = village.path.rsplit_once('/').map(|(above, _)| above).unwrap_or_default();
        let township = village.path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        Village {
            township: townships.get(&township).copied().unwrap_or_default(),
            work_area: areas.get(above).copied(),
            position: Point { x: village.x.unwrap_or_default(), y: village.y.unwrap_or_default() },
        }
    };
    places.villages.iter().map(village).collect()
}

/// From a village to the mean position of somebody's households.
#[allow(clippy::cast_precision_loss, reason = "a few dozen households")]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres inside a county")]
fn metres(grid: &grid::Model, his: &[&store::Held]) -> Option<u32> {
    let count: i64 = his.iter().map(|held| held.households).sum();
    let (x, y) = (grid.x?, grid.y?);
    if count == 0 {
        return None;
    }
    let sum = |of: fn(&store::Held) -> f64| his.iter().map(|held| of(held)).sum::<f64>() / count as f64;
    let mean = Point { x: sum(|held| held.x), y: sum(|held| held.y) };
    Some(Point { x, y }.distance(mean).round() as u32)
}
