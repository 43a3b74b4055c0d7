//! The leaders of grids are shown, and one takes over from another.

use std::collections::HashMap;

use domain::roster::Rank;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Leader, LeaderForm, LedGrid},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster::{self, view::NamedRef},
    typed,
};
use entity::{grid, grid_leader};

/// Grids with who leads them today.
pub async fn show(
    db: &impl ConnectionTrait,
    caller: &Caller,
    rows: Vec<grid::Model>,
) -> ApiResult<Vec<LedGrid>> {
    let today = caller.app.clock.today();
    let leading = store::leading(db, rows.iter().map(|row| row.id).collect(), today).await?;
    let mut ids: Vec<Uuid> = leading.iter().map(|row| row.official_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let held = store::held(db, Some(&ids)).await?;
    let officials = store::officials(db, ids.clone()).await?;
    let named = roster::service::official_refs(db, ids).await?;
    let mut of_grid: HashMap<Uuid, Vec<grid_leader::Model>> = HashMap::new();
    for row in leading {
        of_grid.entry(row.grid_id).or_default().push(row);
    }
    rows.into_iter()
        .map(|row| {
            let lies = |path: &str| path == row.path || path.starts_with(&format!("{}/", row.path));
            let leaders = of_grid.remove(&row.id).unwrap_or_default().into_iter().filter_map(|leader| {
                let his = held.get(&leader.official_id);
                Some(Leader {
                    official: named.get(&leader.official_id)?.clone(),
                    rank: officials.get(&leader.official_id)?.rank.clone(),
                    borrowed: !his.into_iter().flatten().any(|held| lies(&held.path)),
                    post: leader.post,
                    since: leader.valid_from,
                })
            });
            let leaders = leaders.collect();
            let level: domain::grid::Level = row.level.parse().map_err(anyhow::Error::from)?;
            let grid = NamedRef { id: row.id, name: row.name };
            Ok(LedGrid { grid, level: level.into(), code: row.code, leaders })
        })
        .collect()
}

/// Gives a grid another leader. Nobody's households move, neither his nor those of whoever steps down.
pub async fn set(caller: &Caller, grid_id: Uuid, form: LeaderForm) -> ApiResult<LedGrid> {
    let app = &caller.app;
    let post = typed::required("post", &form.post)?;
    let on = typed::day("on", form.on)?;
    if on > app.clock.today() {
        return Err(ApiError::field("on", "future"));
    }
    let tx = app.db.begin().await?;
    let grid =
        store::hold(&tx, grid_id).await?.filter(|grid| grid.level != "contact" && grid.closed_on.is_none());
    let grid = grid.ok_or_else(ApiError::not_found)?;
    let official = roster::service::official(&tx, form.official_id).await?;
    let official = official.ok_or_else(|| ApiError::field("official_id", "unknown"))?;
    let rank: Rank = official.rank.parse().map_err(anyhow::Error::from)?;
    if official.state != "active" {
        return Err(ApiError::invalid("leader_left"));
    }
    if !rank.may_lead_a_village() {
        return Err(ApiError::invalid("leader_rank").with("official", &official.name));
    }
    let leading = store::leading(&tx, vec![grid_id], app.clock.today()).await?;
    if leading.iter().any(|row| row.official_id == official.id && form.replaces != Some(official.id)) {
        return Err(ApiError::conflict("leads_already"));
    }
    if let Some(replaced) = form.replaces
        && !leading.iter().any(|row| row.official_id == replaced)
    {
        return Err(ApiError::field("replaces", "unknown"));
    }
    // One leads a village or a work area; a township has its secretary beside a leader of the county.
    let alone = matches!(grid.level.as_str(), "village" | "work_area");
    let steps_down = |row: &&grid_leader::Model| match form.replaces {
        Some(replaced) => row.official_id == replaced,
        None => alone,
    };
    let mut ended = Vec::new();
    for row in leading.iter().filter(steps_down) {
        if row.valid_from > on {
            return Err(ApiError::field("on", "before_link"));
        }
        if !store::end(&tx, row.id, on).await? {
            return Err(ApiError::conflict("stale"));
        }
        ended.push(row.official_id);
    }
    let row = grid_leader::Model {
        id: app.clock.id(),
        grid_id,
        official_id: official.id,
        post,
        valid_from: on,
        valid_to: None,
    };
    grid_leader::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let detail = json!({ "official": official.id, "on": on, "instead_of": ended });
    let subject = Subject::new("grid", grid_id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "set_leader", subject, detail).await?;
    let shown = show(&tx, caller, vec![grid]).await?.pop().ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(shown)
}
