//! Which grids a caller sees, with their figures and leaders; and what other capabilities ask of the grid.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, sea_query::Expr, sea_query::ExprTrait};
use uuid::Uuid;

use super::{
    area::Area,
    figures::{self, AreaFigures, ways_up},
    lineage, store,
    view::{County, Grid, GridLeader, GridLevel, GridStep},
};
use crate::{
    app::App,
    caller::{Scope, Sight},
    error::{ApiError, ApiResult},
    request,
    roster::{self, view::NamedRef},
    sight,
};
use entity::grid;

/// The grids a caller may know of: all for the county's people; a leader's subtree and the way up from it; the
/// villages of an official's households and the way up from them; else the townships.
pub async fn visible(db: &impl ConnectionTrait, sight: &Sight) -> Result<Condition, DbErr> {
    use grid::Column::{Level, OfficialId, Path};
    let mut open = Condition::any();
    for scope in sight.scopes() {
        open = match scope {
            Scope::County => open.add(Expr::value(1).eq(1)),
            Scope::Subtree { path, .. } => {
                open.add(sight::below(path)).add(Path.is_in(ways_up(path).map(str::to_owned)))
            }
            Scope::OwnLinks { official_id } => {
                let villages = store::village_paths_of(db, *official_id).await?;
                let mut paths: Vec<String> =
                    villages.iter().flat_map(|path| ways_up(path)).map(str::to_owned).collect();
                paths.sort_unstable();
                paths.dedup();
                open.add(Path.is_in(paths)).add(OfficialId.eq(*official_id))
            }
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => {
                open.add(Level.is_in(["county", "township"]))
            }
        };
    }
    Ok(open)
}

/// The county's figures.
pub async fn county(app: &Arc<App>) -> ApiResult<County> {
    let figures = figures::figures(app).await?;
    let households = figures.counts.households;
    Ok(County {
        name: app.county_name().await?,
        today: app.clock.today(),
        counts: figures.counts.clone(),
        linked_households: figures.linked,
        coverage_permille: (figures.linked * 1000).checked_div(households).unwrap_or(0),
        never_visited: figures.never_visited,
    })
}

/// Grids with their figures and leaders.
pub async fn show(app: &Arc<App>, rows: Vec<grid::Model>) -> ApiResult<Vec<Grid>> {
    let db = app.db.reader();
    let figures = figures::figures(app).await?;
    let contacts: Vec<Uuid> = rows.iter().filter_map(|row| row.official_id).collect();
    let of_contact = contact_figures(db, &contacts, app.clock.today()).await?;
    let mut leaders = leaders(db, rows.iter().map(|row| row.id).collect(), app.clock.today()).await?;
    rows.into_iter()
        .map(|row| {
            let own = match row.official_id {
                Some(official) => of_contact.get(&official).copied(),
                None => figures.of_grid.get(&row.id).copied(),
            };
            let own = own.unwrap_or_default();
            Ok(Grid {
                level: level(&row)?,
                children: figures.children.get(&row.id).copied().unwrap_or(0),
                households: own.households,
                linked: own.linked,
                open_requests: own.open_requests,
                overdue: own.overdue,
                leaders: leaders.remove(&row.id).unwrap_or_default(),
                id: row.id,
                code: row.code,
                name: row.name,
                parent_id: row.parent_id,
                path: None,
                closed_on: row.closed_on,
                merged_into: None,
                lineage: None,
            })
        })
        .collect()
}

async fn contact_figures(
    db: &impl ConnectionTrait,
    officials: &[Uuid],
    today: NaiveDate,
) -> ApiResult<HashMap<Uuid, AreaFigures>> {
    if officials.is_empty() {
        return Ok(HashMap::new());
    }
    let households = roster::service::loads(db, officials).await?;
    let requests = request::service::open_of_officials(db, officials, today).await?;
    let of = |id: &Uuid| {
        let linked = households.get(id).copied().unwrap_or(0);
        let (open_requests, overdue) = requests.get(id).copied().unwrap_or_default();
        (*id, AreaFigures { households: linked, linked, open_requests, overdue })
    };
    Ok(officials.iter().map(of).collect())
}

/// Who leads each grid on a day.
pub async fn leaders(
    db: &impl ConnectionTrait,
    grids: Vec<Uuid>,
    on: NaiveDate,
) -> ApiResult<HashMap<Uuid, Vec<GridLeader>>> {
    let rows = store::leaders(db, grids, on).await?;
    let officials = rows.values().flatten().map(|row| row.official_id).collect();
    let officials = roster::service::official_refs(db, officials).await?;
    let show = |row: entity::grid_leader::Model| {
        officials
            .get(&row.official_id)
            .map(|official| GridLeader { official: official.clone(), post: row.post })
    };
    Ok(rows.into_iter().map(|(grid, rows)| (grid, rows.into_iter().filter_map(&show).collect())).collect())
}

/// One grid with the way to it.
pub async fn detail(app: &Arc<App>, row: grid::Model) -> ApiResult<Grid> {
    let paths = ways_up(&row.path).map(str::to_owned).collect();
    let path = store::by_paths(app.db.reader(), paths)
        .await?
        .into_iter()
        .map(|step| Ok(GridStep { level: level(&step)?, id: step.id, name: step.name }))
        .collect::<ApiResult<_>>()?;
    let merged_into = match row.merged_into_id {
        Some(id) => store::by_id(app.db.reader(), id).await?.map(lineage::named),
        None => None,
    };
    let lineage = Some(lineage::of(app.db.reader(), row.id).await?);
    let grid = show(app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(Grid { path: Some(path), merged_into, lineage, ..grid })
}

/// The level of a grid.
pub fn level(row: &grid::Model) -> ApiResult<GridLevel> {
    let level: domain::grid::Level = row.level.parse().map_err(anyhow::Error::from)?;
    Ok(level.into())
}

/// What lies in a grid, as a filter.
pub async fn area(db: &impl ConnectionTrait, id: Uuid) -> Result<Area, DbErr> {
    Ok(match store::by_id(db, id).await? {
        None => Area::Nowhere,
        Some(grid::Model { official_id: Some(official), .. }) => Area::Contact(official),
        Some(grid) => Area::Below(grid.path),
    })
}

/// A grid, to be worked with by a rule.
pub async fn grid(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    store::by_id(db, id).await
}

/// Grids of ids.
pub async fn grids(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, grid::Model>, DbErr> {
    Ok(store::by_ids(db, ids).await?.into_iter().map(|grid| (grid.id, grid)).collect())
}

/// The names of grids.
pub async fn names(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows = store::by_ids(db, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A grid's name and path.
#[derive(Clone, Debug)]
pub struct Place {
    pub name: String,
    pub path: String,
}

/// The names and paths of grids.
pub async fn places(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Place>, DbErr> {
    let rows = store::by_ids(db, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, Place { name: row.name, path: row.path })).collect())
}

/// Ends every leadership of an official. Answers which grids he led.
pub async fn end_leaderships(
    tx: &impl ConnectionTrait,
    official_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<NamedRef>, DbErr> {
    let led = store::led_by(tx, official_id).await?;
    store::end_leaderships(tx, entity::grid_leader::Column::OfficialId.eq(official_id).into(), on).await?;
    Ok(led.into_iter().map(|grid| NamedRef { id: grid.id, name: grid.name }).collect())
}

/// Closes the contact grid of an official who has left.
pub async fn close_contact(tx: &impl ConnectionTrait, official_id: Uuid, on: NaiveDate) -> Result<(), DbErr> {
    store::close_contact(tx, official_id, on).await
}

/// An open village.
pub async fn open_village(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    let village = domain::grid::Level::Village.as_str();
    Ok(store::by_id(db, id).await?.filter(|row| row.level == village && row.closed_on.is_none()))
}

/// The grid of a level in which a village lies; the village itself for its own level.
pub async fn above(db: &impl ConnectionTrait, village_id: Uuid, level: &str) -> Result<Option<Uuid>, DbErr> {
    let Some(village) = store::by_id(db, village_id).await? else { return Ok(None) };
    let above = store::by_paths(db, ways_up(&village.path).map(str::to_owned).collect()).await?;
    Ok(above.into_iter().find(|grid| grid.level == level).map(|grid| grid.id))
}

/// A grid by its id, for a rule or a public page.
pub async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    store::by_id(db, id).await
}

/// A grid by its code, for a public page.
pub async fn of_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<grid::Model>, DbErr> {
    store::by_code(db, code).await
}

/// The grids right below one, contact grids aside, by code.
pub async fn right_below(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<grid::Model>, DbErr> {
    store::right_below(db, id).await
}

/// The open grids of a level at or below a path, by code.
pub async fn of_level(db: &impl ConnectionTrait, level: &str, path: &str) -> Result<Vec<grid::Model>, DbErr> {
    store::of_level(db, level, path).await
}
