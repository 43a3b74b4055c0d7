//! What visits show, what households say to them, and what other capabilities ask of them.

use std::{collections::HashMap, sync::Arc};

use domain::visit::{Confirmation, HeldBack, standing};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    flag, store,
    view::{Position, Visit},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    roster,
};
use entity::visit;

pub const SEALED_NOTE: &str = "visit.note";
pub const SEALED_OPINION: &str = "visit.opinion";
/// How many visits a household's page lists.
const OF_A_HOUSEHOLD: u64 = 100;

/// Visits with their names; the texts only for those who serve the household or check how it is served.
pub async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<visit::Model>,
    with_texts: bool,
) -> ApiResult<Vec<Visit>> {
    let households =
        roster::service::household_refs(db, rows.iter().map(|row| row.household_id).collect()).await?;
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let mut photos = store::photo_ids(db, rows.iter().map(|row| row.id).collect()).await?;
    let mut visits = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(household), Some(official)) =
            (households.get(&row.household_id), officials.get(&row.official_id))
        else {
            continue;
        };
        let confirmation: Confirmation = row.confirmation.parse().map_err(anyhow::Error::from)?;
        let held_back = row.held_back.as_deref().map(str::parse::<HeldBack>).transpose();
        let held_back = held_back.map_err(anyhow::Error::from)?;
        let note = row.note.as_ref().filter(|_| with_texts);
        let opinion = row.opinion.as_ref().filter(|_| with_texts);
        visits.push(Visit {
            household: household.clone(),
            official: official.clone(),
            note: note.map(|note| app.keyring.open(SEALED_NOTE, note)).transpose()?,
            opinion: opinion.map(|opinion| app.keyring.open(SEALED_OPINION, opinion)).transpose()?,
            standing: standing(row.tag_seen, confirmation, held_back.is_some()).into(),
            held_back: held_back.map(Into::into),
            position: position(&row).filter(|_| with_texts),
            photos: photos.remove(&row.id).filter(|_| with_texts).unwrap_or_default(),
            card_left: row.card_left,
            saved_at: row.saved_at,
            confirmation: confirmation.into(),
            id: row.id,
            claimed_at: row.claimed_at,
            received_at: row.received_at,
            step: row.step,
            topic: row.topic,
            tag_seen: row.tag_seen,
        });
    }
    Ok(visits)
}

fn position(row: &visit::Model) -> Option<Position> {
    Some(Position { latitude: row.latitude?, longitude: row.longitude?, accuracy_m: row.accuracy_m? })
}

/// One visit with its texts.
pub(super) async fn one(db: &impl ConnectionTrait, app: &App, row: visit::Model) -> ApiResult<Visit> {
    show(db, app, vec![row], true).await?.pop().ok_or_else(ApiError::not_found)
}

/// The visits to a household, for the household itself, the newest first. The official's notes are not among it.
pub async fn of_household(app: &Arc<App>, household_id: Uuid) -> ApiResult<Vec<Visit>> {
    let db = app.db.reader();
    let rows = store::of_household(db, household_id, OF_A_HOUSEHOLD).await?;
    show(db, app, rows, false).await
}

/// The household says whether a visit to it happened. Once: saying the same again is nothing new, saying the
/// contrary is refused.
pub async fn answer(app: &Arc<App>, household_id: Uuid, visit_id: Uuid, confirmed: bool) -> ApiResult<()> {
    let said = if confirmed { Confirmation::Confirmed } else { Confirmation::Denied };
    let tx = app.db.begin().await?;
    if !store::answer(&tx, household_id, visit_id, said.as_str(), app.clock.now()).await? {
        let there = store::one_of_household(&tx, household_id, visit_id).await?;
        let there = there.ok_or_else(ApiError::not_found)?;
        if there.confirmation != said.as_str() {
            return Err(ApiError::conflict("visit_answered"));
        }
        return Ok(());
    }
    if said == Confirmation::Denied
        && let Some(row) = store::by_id(&tx, visit_id).await?
    {
        flag::service::denied(&tx, app, &row).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The last visits to each of some households, the newest first, with their texts.
pub async fn last_of_households(
    db: &impl ConnectionTrait,
    app: &App,
    households: Vec<Uuid>,
    each: i32,
) -> ApiResult<HashMap<Uuid, Vec<Visit>>> {
    let rows = store::last_of_households(db, households, each).await?;
    let mut of: HashMap<Uuid, Vec<Visit>> = HashMap::new();
    for visit in show(db, app, rows, true).await? {
        of.entry(visit.household.id).or_default().push(visit);
    }
    Ok(of)
}

/// Whether a visit was to this household.
pub async fn is_of(db: &impl ConnectionTrait, visit_id: Uuid, household_id: Uuid) -> Result<bool, DbErr> {
    let row = store::by_id(db, visit_id).await?;
    Ok(row.is_some_and(|row| row.household_id == household_id))
}
