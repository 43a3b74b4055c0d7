//! Ordering packs of slips, what stands on them, and what is left undrawn.

use std::collections::{BTreeMap, HashMap};

use domain::rating::{RoundKind, RoundState};
use entity::rating_round;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    store,
    view::{UndrawnPage, UndrawnSlips},
};
use crate::{
    app::App,
    ballot_box::office,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    grid,
    http::page,
    pack::{self, view::Pack},
    rating::{self, duty_report, questionnaire, service::record},
    roster,
};

/// A round in sight in which slips are drawn.
pub(super) async fn drawing(app: &App, sight: &Sight, id: Uuid) -> ApiResult<rating_round::Model> {
    let round = rating::store::round(app.db.reader(), id).await?;
    let round = round.filter(|round| sight.includes_round(round.id)).ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Open.as_str() || round.kind != RoundKind::Household.as_str() {
        return Err(ApiError::conflict("round_not_open"));
    }
    Ok(round)
}

/// Orders a pack of slips for the officials of a grid.
pub(super) async fn order(caller: &Caller, sight: &Sight, id: Uuid, grid_id: Uuid) -> ApiResult<Pack> {
    let app = &caller.app;
    let db = app.db.reader();
    drawing(app, sight, id).await?;
    let places = grid::service::places(db, vec![grid_id]).await?;
    let place = places.get(&grid_id).ok_or_else(|| ApiError::field("grid_id", "unknown"))?;
    let villages = placed(db, id, &place.path).await?.len();
    let row = pack::order_slips(caller, id, grid_id, villages).await?;
    pack::show(app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

/// The officials of a round by the village in which their slips are handed out.
pub async fn placed(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    path: &str,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>, DbErr> {
    let mut villages: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in store::placed(db, round_id, path).await? {
        villages.entry(row.village_id).or_default().push(row.official_id);
    }
    Ok(villages)
}

/// What stands on the slips of some officials.
#[derive(Clone, Debug)]
pub struct OnSlips {
    pub round: String,
    pub question: String,
    /// By number.
    pub officials: Vec<Rated>,
}

/// An official on a slip.
#[derive(Clone, Debug)]
pub struct Rated {
    pub id: Uuid,
    /// There are never more valid slips of him.
    pub households: u32,
    pub name: String,
    pub unit: String,
    pub post: String,
    pub report: Option<String>,
}

/// Reads it.
pub async fn rated(app: &App, round_id: Uuid, officials: &[Uuid]) -> ApiResult<OnSlips> {
    let db = app.db.reader();
    let round = rating::store::round(db, round_id).await?.ok_or_else(ApiError::not_found)?;
    let question = questionnaire::of(&round)?.question.chinese().to_owned();
    let named = roster::service::official_refs(db, officials.to_vec()).await?;
    let mut rows = roster::service::officials(db, officials.to_vec()).await?;
    rows.sort_by(|left, right| left.number.cmp(&right.number));
    let mut rated = Vec::with_capacity(rows.len());
    for row in rows {
        let households =
            rating::store::roster_of(db, round_id, row.id).await?.map_or(0, |row| row.households);
        rated.push(Rated {
            id: row.id,
            households: u32::try_from(households).unwrap_or(0),
            unit: named.get(&row.id).map(|official| official.unit_name.clone()).unwrap_or_default(),
            report: duty_report::frozen(db, round_id, row.id).await?,
            name: row.name,
            post: row.post,
        });
    }
    Ok(OnSlips { round: round.name, question, officials: rated })
}

/// Officials of whom slips are left that nobody drew. What was used is in none of these numbers.
pub(super) async fn undrawn(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<UndrawnPage> {
    let app = &caller.app;
    let db = app.db.reader();
    drawing(app, sight, id).await?;
    let valid: HashMap<Uuid, u32> = app.ballot_box.ask(office::SlipsValid { round_id: id }).await?;
    let issued = rating::store::issued(db, id).await?;
    let left = valid.into_iter().filter_map(|(official, valid)| {
        let drawn = issued.get(&official).map_or(0, |issued| issued.slip);
        let undrawn = valid.saturating_sub(drawn);
        (undrawn > 0).then_some((official, (valid, undrawn)))
    });
    let left: HashMap<Uuid, (u32, u32)> = left.collect();
    let officials = roster::service::official_refs(db, left.keys().copied().collect()).await?;
    let after: Option<String> = page::cursor(cursor)?;
    let mut items: Vec<_> = officials
        .into_values()
        .filter(|official| after.as_ref().is_none_or(|after| official.number > *after))
        .filter_map(|official| {
            let (valid, undrawn) = *left.get(&official.id)?;
            Some(UndrawnSlips { official, valid, undrawn })
        })
        .collect();
    items.sort_by(|left, right| left.official.number.cmp(&right.official.number));
    let limit = page::limit(limit);
    items.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    let next_cursor = page::next(&mut items, limit, |one| one.official.number.clone());
    Ok(UndrawnPage { items, undrawn: left.values().map(|(_, undrawn)| undrawn).sum(), next_cursor })
}

/// The file of one village, ready to print; recorded before it is handed out.
pub(super) async fn file(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    pack_id: Uuid,
    file_id: Uuid,
) -> ApiResult<(String, Vec<u8>)> {
    let app = &caller.app;
    drawing(app, sight, id).await?;
    let fetched = pack::fetch(app, Some(id), pack_id, file_id).await?;
    let tx = app.db.begin().await?;
    let detail = serde_json::json!({ "pack": pack_id, "slips": fetched.cards });
    record(&tx, caller, "fetch_slips", id, detail).await?;
    tx.commit().await?;
    Ok((fetched.name, fetched.pdf))
}
