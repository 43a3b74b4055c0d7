//! Branch venues (分会场): a name each, and which rounds are theirs.

use std::collections::HashSet;

use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    undo::{self, Before},
};
use crate::{
    app::App,
    audit::{turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{meeting_venue, round_venue};

/// What fits on the stage.
const LONGEST_NAME: usize = 60;

/// Names the venues. Those of the same name stay what they are; one that has a round cannot go.
pub(super) async fn set(caller: &Caller, id: Uuid, names: &[String]) -> ApiResult<()> {
    let turn = Turn::before_close(caller, Operation::SetVenues, id).await?;
    let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
    if names.iter().any(|name| name.is_empty()) {
        return Err(ApiError::field("names", "required"));
    }
    if names.iter().any(|name| name.chars().count() > LONGEST_NAME) {
        return Err(ApiError::field("names", "too_long"));
    }
    if names.iter().collect::<HashSet<_>>().len() < names.len() {
        return Err(ApiError::field("names", "twice"));
    }
    let tx = turn.begin().await?;
    if let Err(error) = put_all(&tx, &turn, &names).await {
        tx.rollback().await?;
        return Err(error);
    }
    turn.end(tx, "set_venues", json!({ "venues": names })).await
}

async fn put_all(tx: &DatabaseTransaction, turn: &Turn<'_>, names: &[&str]) -> ApiResult<()> {
    let used: HashSet<Uuid> = store::places(tx, &turn.rounds).await?.into_values().collect();
    let stored = store::venues(tx, turn.meeting.id).await?;
    for venue in stored.iter().filter(|venue| !names.contains(&venue.name.as_str())) {
        if used.contains(&venue.id) {
            return Err(ApiError::conflict("venue_in_use").with("name", &venue.name));
        }
        meeting_venue::Entity::delete_by_id(venue.id).exec(tx).await?;
    }
    for (position, name) in (0..).zip(names) {
        match stored.iter().find(|venue| venue.name == *name) {
            Some(venue) => {
                let change = meeting_venue::ActiveModel {
                    id: Set(venue.id),
                    position: Set(position),
                    ..Default::default()
                };
                meeting_venue::Entity::update(change).exec(tx).await?;
            }
            None => add(tx, turn.app(), turn.meeting.id, name, position).await?,
        }
    }
    Ok(())
}

async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    meeting_id: Uuid,
    name: &str,
    position: i32,
) -> Result<(), DbErr> {
    let row = meeting_venue::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(meeting_id),
        name: Set(name.to_owned()),
        position: Set(position),
    };
    meeting_venue::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Says to which venue a round belongs.
pub(super) async fn place(caller: &Caller, id: Uuid, number: u32, venue_id: Option<Uuid>) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::PlaceRound, id, MeetingState::Opened).await?;
    let db = turn.app().db.reader();
    let round = turn.rounds.iter().find(|round| u32::try_from(round.number) == Ok(number));
    let round = round.ok_or_else(ApiError::not_found)?;
    if let Some(venue_id) = venue_id
        && !store::venues(db, id).await?.iter().any(|venue| venue.id == venue_id)
    {
        return Err(ApiError::field("venue_id", "unknown"));
    }
    let tx = turn.begin().await?;
    let stood = round_venue::Entity::find_by_id(round.id).one(&tx).await?.map(|row| row.venue_id);
    put(&tx, round.id, venue_id).await?;
    let before = Before::Venue { round_id: round.id, stood };
    undo::remember(&tx, &turn, &number.to_string(), &before).await?;
    turn.end(tx, "place_round", json!({ "round": number, "venue": venue_id })).await
}

/// Writes down where a round belongs.
pub(super) async fn put(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    venue_id: Option<Uuid>,
) -> Result<(), DbErr> {
    round_venue::Entity::delete_by_id(round_id).exec(tx).await?;
    let Some(venue_id) = venue_id else { return Ok(()) };
    let row = round_venue::ActiveModel { draw_round_id: Set(round_id), venue_id: Set(venue_id) };
    round_venue::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}
