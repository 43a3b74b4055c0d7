//! What links show, and what other capabilities ask of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{store, view::Link};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    pledge, rating, request, roster,
    sight::THIRTY,
    typed,
};
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

/// A day on which links may change hands: today or earlier, but after the opening of every rating round that is still
/// open, because who rates whom was frozen that day.
pub async fn day(db: &impl ConnectionTrait, app: &App, on: NaiveDate) -> ApiResult<NaiveDate> {
    let on = typed::day("on", on)?;
    if on > app.clock.today() {
        return Err(ApiError::field("on", "future"));
    }
    if rating::service::frozen_on(db).await?.is_some_and(|opened| on <= opened) {
        return Err(ApiError::field("on", "round_open"));
    }
    Ok(on)
}

/// Links households to an official from a day on. They must have no link that holds.
pub async fn begin(
    tx: &impl ConnectionTrait,
    app: &App,
    households: &[Uuid],
    official_id: Uuid,
    on: NaiveDate,
) -> Result<Vec<link::Model>, DbErr> {
    let rows: Vec<link::Model> = households
        .iter()
        .map(|household_id| link::Model {
            id: app.clock.id(),
            household_id: *household_id,
            official_id,
            kind: THIRTY.to_owned(),
            valid_from: on,
            valid_to: None,
        })
        .collect();
    store::insert(tx, &rows).await?;
    Ok(rows)
}

/// Ends the link of a household that is no more.
pub async fn end(tx: &impl ConnectionTrait, household_id: Uuid, on: NaiveDate) -> ApiResult<()> {
    for held in store::current(tx, vec![household_id]).await? {
        if held.valid_from > on {
            return Err(ApiError::field("on", "before_link"));
        }
        if !store::close(tx, held.id, on).await? {
            return Err(ApiError::conflict("stale"));
        }
    }
    Ok(())
}

/// What goes along with households that change hands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carried {
    pub requests: u64,
    pub pledges: u64,
}

/// Gives what is open at households to their next official, or to nobody until the next assignment.
pub async fn carry_over(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Option<Uuid>,
) -> Result<Carried, DbErr> {
    let requests = match official_id {
        Some(official_id) => request::service::hand_over(tx, households, official_id).await?,
        None => request::service::release(tx, households).await?,
    };
    // A pledge is somebody's: without another it stays with the one who made it.
    let pledges = match official_id {
        Some(official_id) => pledge::service::hand_over(tx, households, official_id).await?,
        None => 0,
    };
    Ok(Carried { requests, pledges })
}

/// The official to whom each household is linked now.
pub async fn holders(db: &impl ConnectionTrait, households: Vec<Uuid>) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let links = store::current(db, households).await?;
    Ok(links.into_iter().map(|link| (link.household_id, link.official_id)).collect())
}

/// The official to whom a household is linked now, or the one it is part of.
pub async fn official_of(db: &impl ConnectionTrait, household_id: Uuid) -> Result<Option<Uuid>, DbErr> {
    let household = roster::service::own_household(db, household_id).await?;
    let living = household.and_then(|household| household.successor_id).unwrap_or(household_id);
    Ok(store::current(db, vec![living]).await?.pop().map(|link| link.official_id))
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

/// The households that an official held on a day.
pub async fn households_on(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    day: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    store::households_on(db, official_id, day).await
}

/// Since when an official has not had each of some households any more. Those he never had are left out.
pub async fn ended(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    households: Vec<Uuid>,
) -> Result<HashMap<Uuid, NaiveDate>, DbErr> {
    let mut ended: HashMap<Uuid, NaiveDate> = HashMap::new();
    for link in store::ended(db, official_id, households).await? {
        if let Some(on) = link.valid_to {
            let last = ended.entry(link.household_id).or_insert(on);
            *last = on.max(*last);
        }
    }
    Ok(ended)
}
