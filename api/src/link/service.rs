//! What links show, and what other capabilities ask of them.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{store, view::Link};
use crate::{error::ApiResult, roster};
use entity::link;

/// Links with the names of their two sides.
pub async fn show(db: &impl ConnectionTrait, rows: Vec<link::Model>) -> ApiResult<Vec<Link>> {
    let households =
        roster::service::household_refs(db, rows.iter().map(|row| row.household_id).collect()).await?;
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let show = |row: link::Model| {
        Some(Link {
            household: households.get(&row.household_id)?.clone(),
            official: officials.get(&row.official_id)?.clone(),
            id: row.id,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    };
    Ok(rows.into_iter().filter_map(show).collect())
}

/// The official to whom a household is linked now.
pub async fn official_of(db: &impl ConnectionTrait, household_id: Uuid) -> Result<Option<Uuid>, DbErr> {
    Ok(store::current(db, vec![household_id]).await?.pop().map(|link| link.official_id))
}

/// Whether an official held a household on a day.
pub async fn held(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    household_id: Uuid,
    day: NaiveDate,
) -> Result<bool, DbErr> {
    store::held(db, official_id, household_id, day).await
}
