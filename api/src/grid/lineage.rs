//! What villages were made of, and what has become of their former codes.

use std::collections::{HashMap, HashSet};

use domain::grid::GridChange;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    store,
    view::{GridLineage, GridName},
};
use crate::error::ApiResult;
use entity::{grid, grid_lineage};

/// A grid by code and name.
pub fn named(row: grid::Model) -> GridName {
    GridName { id: row.id, code: row.code, name: row.name }
}

/// The changes in the life of a village and of all it was made of, the latest first.
pub async fn of(db: &impl ConnectionTrait, id: Uuid) -> ApiResult<Vec<GridLineage>> {
    let mut rows: HashMap<Uuid, grid_lineage::Model> = HashMap::new();
    let (mut known, mut next) = (HashSet::from([id]), vec![id]);
    while !next.is_empty() {
        let parts = store::lineage_into(db, std::mem::take(&mut next)).await?;
        next.extend(parts.iter().map(|row| row.from_id).filter(|part| known.insert(*part)));
        rows.extend(parts.into_iter().map(|row| (row.id, row)));
    }
    rows.extend(store::lineage_from(db, id).await?.into_iter().map(|row| (row.id, row)));
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.happened_on, row.id)));
    rows.into_iter().map(show).collect()
}

fn show(row: grid_lineage::Model) -> ApiResult<GridLineage> {
    let kind: GridChange = row.kind.parse().map_err(anyhow::Error::from)?;
    Ok(GridLineage {
        kind: kind.into(),
        on: row.happened_on,
        from: GridName { id: row.from_id, code: row.from_code, name: row.from_name },
        into: GridName { id: row.into_id, code: row.into_code, name: row.into_name },
        group_shift: row.group_shift,
    })
}

/// What a former code of a village means today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    pub grid_id: Uuid,
    /// Village group n under the former code is group n + this.
    pub group_shift: i32,
}

/// Every former code, with the open village that has become of it.
pub async fn former_codes(db: &impl ConnectionTrait) -> Result<HashMap<String, Today>, DbErr> {
    let changes = store::lineage(db).await?;
    let mut merged: HashMap<Uuid, (Uuid, i32)> = HashMap::new();
    for row in changes.iter().filter(|row| row.from_id != row.into_id) {
        merged.insert(row.from_id, (row.into_id, row.group_shift));
    }
    let today = |grid_id: Uuid| {
        let mut today = Today { grid_id, group_shift: 0 };
        // A merger ends its village, so the way on has an end.
        while let Some((into, shift)) = merged.get(&today.grid_id) {
            today = Today { grid_id: *into, group_shift: today.group_shift + shift };
        }
        today
    };
    let mut codes = HashMap::new();
    for (grid_id, former) in store::former_codes(db).await? {
        codes.extend(former.split(' ').map(|code| (code.to_owned(), Today { grid_id, group_shift: 0 })));
    }
    // What was recorded knows the groups; what a sheet says of former codes does not.
    codes.extend(changes.into_iter().map(|row| (row.from_code, today(row.from_id))));
    Ok(codes)
}
