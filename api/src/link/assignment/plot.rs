//! A township before and after an assignment, as points to be drawn: a list tells who moves, a drawing tells whether it
//! makes sense.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::view::{Plot, PlotOfficial, PlotVillage};
use crate::{
    error::{ApiError, ApiResult},
    grid,
    roster::{
        self,
        view::{NamedRef, OfficialRef},
    },
};
use entity::assignment;

#[derive(Debug, FromQueryResult)]
struct Lying {
    village_id: Uuid,
    x: f64,
    y: f64,
    official_id: Option<Uuid>,
    from_official_id: Option<Uuid>,
    to_official_id: Option<Uuid>,
    left_out: Option<String>,
}

/// Officials in the order in which they come up.
#[derive(Default)]
struct Cast {
    places: HashMap<Uuid, usize>,
    ids: Vec<Uuid>,
    before: Vec<u32>,
    after: Vec<u32>,
    sums: Vec<(f64, f64)>,
}

impl Cast {
    fn place(&mut self, id: Option<Uuid>) -> Option<usize> {
        let id = id?;
        let next = self.ids.len();
        let place = *self.places.entry(id).or_insert(next);
        if place == next {
            self.ids.push(id);
            self.before.push(0);
            self.after.push(0);
            self.sums.push((0.0, 0.0));
        }
        Some(place)
    }
}

/// The points of a township, or of a smaller grid of it.
pub async fn plot(db: &impl ConnectionTrait, row: &assignment::Model, grid_id: Uuid) -> ApiResult<Plot> {
    let of = grid::service::grid(db, row.grid_id).await?.ok_or_else(ApiError::not_found)?;
    let unknown = || ApiError::field("grid_id", "unknown");
    let grid = grid::service::grid(db, grid_id).await?.ok_or_else(unknown)?;
    let inside = grid.path == of.path || grid.path.starts_with(&format!("{}/", of.path));
    if !inside || !matches!(grid.level.as_str(), "township" | "work_area" | "village") {
        return Err(unknown());
    }
    let mut cast = Cast::default();
    let mut points = Vec::new();
    let mut villages: Vec<(Uuid, u32)> = Vec::new();
    for lying in lying(db, row.id, &grid.path).await? {
        let moves = lying.to_official_id.is_some() && lying.left_out.is_none();
        let (before, after) = if moves {
            (lying.from_official_id, lying.to_official_id)
        } else {
            (lying.official_id, lying.official_id)
        };
        let (before, after) = (cast.place(before), cast.place(after));
        if let Some(at) = before {
            cast.before[at] += 1;
        }
        if let Some(at) = after {
            cast.after[at] += 1;
            cast.sums[at] = (cast.sums[at].0 + lying.x, cast.sums[at].1 + lying.y);
        }
        let place = |place: Option<usize>| place.and_then(|at| i32::try_from(at).ok()).unwrap_or(-1);
        points.push(vec![metres(lying.x), metres(lying.y), place(after), place(before)]);
        match villages.last_mut() {
            Some((id, count)) if *id == lying.village_id => *count += 1,
            _ => villages.push((lying.village_id, 1)),
        }
    }
    let named = roster::service::official_refs(db, cast.ids.clone()).await?;
    let grids = grid::service::grids(db, villages.iter().map(|(id, _)| *id).collect()).await?;
    let officials = cast.ids.iter().enumerate().map(|(at, id)| {
        let count = f64::from(cast.after[at].max(1));
        let mean = |sum: f64| (cast.after[at] > 0).then(|| metres(sum / count));
        PlotOfficial {
            official: named.get(id).cloned().unwrap_or_else(|| nameless(*id)),
            x: mean(cast.sums[at].0),
            y: mean(cast.sums[at].1),
            before: cast.before[at],
            after: cast.after[at],
        }
    });
    let villages = villages.into_iter().map(|(id, points)| {
        let grid = grids.get(&id);
        PlotVillage {
            village: NamedRef { id, name: grid.map(|grid| grid.name.clone()).unwrap_or_default() },
            x: grid.and_then(|grid| grid.x).map(metres),
            y: grid.and_then(|grid| grid.y).map(metres),
            points,
        }
    });
    Ok(Plot { officials: officials.collect(), villages: villages.collect(), points })
}

/// Somebody of whom only the links are left.
fn nameless(id: Uuid) -> OfficialRef {
    OfficialRef { id, number: String::new(), name: String::new(), unit_name: String::new() }
}

#[allow(clippy::cast_possible_truncation, reason = "a county is some fifty thousand metres wide")]
fn metres(at: f64) -> i32 {
    at.round() as i32
}

/// Village after village, in the order of the codes.
async fn lying(db: &impl ConnectionTrait, assignment_id: Uuid, path: &str) -> Result<Vec<Lying>, DbErr> {
    let sql = "SELECT household.village_id, \
               COALESCE(household.x, grid.x, 0.0) AS x, COALESCE(household.y, grid.y, 0.0) AS y, \
               link.official_id, m.from_official_id, m.to_official_id, m.left_out \
               FROM grid JOIN household ON household.village_id = grid.id \
               LEFT JOIN link ON link.household_id = household.id AND link.kind = 'thirty' \
                    AND link.valid_to IS NULL \
               LEFT JOIN assignment_move m ON m.assignment_id = $1 AND m.household_id = household.id \
               WHERE household.state = 'active' AND grid.level = 'village' AND (grid.path = $2 OR grid.path LIKE $3) \
               ORDER BY household.code";
    let values = [assignment_id.into(), path.into(), format!("{path}/%").into()];
    Lying::find_by_statement(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .all(db)
        .await
}
