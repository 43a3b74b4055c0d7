//! Packs from their order to their end. Files are sealed, and gone after thirty days.

use std::{collections::HashMap, sync::Arc};

use chrono::Duration;
use domain::{
    identity::Operation,
    pack::{KEPT_DAYS, PackKind, PackState},
};
use entity::{pack::Model as PackRow, pack_file};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    contents, store,
    view::{Pack, PackFile, PackFilePage, PackForm},
};
use crate::{
    app::App,
    caller::Caller,
    clock::china_day,
    error::{ApiError, ApiResult},
    grid,
    http::page,
    job::{self, Work},
    journal::{self, Actor, Subject},
    keyring::{Keyring, Purpose, Unsealable},
    roster::view::NamedRef,
};

/// Files deleted in one transaction.
const AT_ONCE: u64 = 50;

/// Orders a pack.
pub async fn create(caller: &Caller, form: PackForm) -> ApiResult<PackRow> {
    caller.may(Operation::CreatePack)?;
    let app = &caller.app;
    let kind: PackKind = form.kind.into();
    if kind == PackKind::Slips {
        return Err(ApiError::field("kind", "slips_of_round"));
    }
    let unknown = || ApiError::field("grid_id", "unknown");
    let places = grid::service::places(app.db.reader(), vec![form.grid_id]).await?;
    let path = places.get(&form.grid_id).map(|place| place.path.clone()).ok_or_else(unknown)?;
    let villages = store::count_villages(app.db.reader(), &path).await?;
    if villages == 0 {
        return Err(ApiError::invalid("pack_empty"));
    }
    if let Err(error) = contents::fonts(app).await? {
        tracing::error!(error = error.to_string(), "nothing can be printed");
        return Err(ApiError::conflict("no_font"));
    }
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if store::is_under_way(&tx, kind, form.grid_id).await? {
        return Err(ApiError::conflict("pack_under_way"));
    }
    let pack = PackRow {
        id: app.clock.id(),
        kind: kind.as_str().to_owned(),
        grid_id: form.grid_id,
        round_id: None,
        state: PackState::Queued.as_str().to_owned(),
        done: 0,
        total: i32::try_from(villages).unwrap_or(i32::MAX),
        cards: 0,
        pages: 0,
        note: None,
        created_by: Some(caller.account_id),
        created_at: now,
        finished_at: None,
    };
    store::add(&tx, pack.clone()).await?;
    let detail = json!({ "kind": kind.as_str(), "grid_id": form.grid_id });
    let subject = Subject::new("pack", pack.id);
    journal::record(&tx, app.clock.id(), now, caller, "create_pack", subject, detail).await?;
    job::enqueue(&tx, app, &Work::Pack { pack_id: pack.id }).await?;
    tx.commit().await?;
    Ok(pack)
}

/// Packs as they are shown.
pub async fn show(app: &App, rows: Vec<PackRow>) -> ApiResult<Vec<Pack>> {
    let names = grid::service::names(app.db.reader(), rows.iter().map(|row| row.grid_id).collect()).await?;
    rows.into_iter()
        .map(|row| {
            let (kind, state) = (kind(&row)?, state(&row)?);
            let kept = matches!(state, PackState::Done | PackState::Failed);
            let until = row.finished_at.map(|at| china_day(at + Duration::days(KEPT_DAYS)));
            Ok(Pack {
                kind: kind.into(),
                state: state.into(),
                grid: named(&names, row.grid_id),
                id: row.id,
                done: row.done,
                total: row.total,
                cards: row.cards,
                pages: row.pages,
                address: app.public_url(),
                note: row.note,
                created_at: row.created_at,
                finished_at: row.finished_at,
                kept_until: until.filter(|_| kept),
            })
        })
        .collect()
}

/// Files as they are shown.
pub async fn show_files(app: &App, rows: Vec<pack_file::Model>) -> ApiResult<Vec<PackFile>> {
    let ids = rows.iter().map(|row| row.village_id).collect();
    let names = grid::service::names(app.db.reader(), ids).await?;
    let show = |row: pack_file::Model| PackFile {
        id: row.id,
        village: named(&names, row.village_id),
        village_code: row.village_code,
        cards: row.cards,
        pages: row.pages,
    };
    Ok(rows.into_iter().map(show).collect())
}

fn named(names: &HashMap<Uuid, String>, id: Uuid) -> NamedRef {
    NamedRef { id, name: names.get(&id).cloned().unwrap_or_default() }
}

/// A pack of a round, or one of none.
pub async fn one_of(db: &impl ConnectionTrait, round_id: Option<Uuid>, id: Uuid) -> ApiResult<PackRow> {
    let pack = store::find(db, id).await?.filter(|pack| pack.round_id == round_id);
    pack.ok_or_else(ApiError::not_found)
}

/// The packs of slips of a round, the newest first.
pub async fn of_round(app: &App, round_id: Uuid) -> ApiResult<Vec<Pack>> {
    show(app, store::of_round(app.db.reader(), round_id).await?).await
}

/// A page of the files of a pack, by the code of their village.
pub async fn files(
    app: &App,
    round_id: Option<Uuid>,
    id: Uuid,
    after: Option<String>,
    limit: u64,
) -> ApiResult<PackFilePage> {
    let db = app.db.reader();
    let pack = one_of(db, round_id, id).await?;
    let mut rows = store::files(db, pack.id, after, limit + 1).await?;
    let next_cursor = page::next(&mut rows, limit, |file| file.village_code.clone());
    Ok(PackFilePage { items: show_files(app, rows).await?, next_cursor })
}

/// The content of a file.
#[derive(Debug)]
pub struct Fetched {
    /// What it is called outside.
    pub name: String,
    pub pdf: Vec<u8>,
    pub kind: PackKind,
    pub village_id: Uuid,
    /// Pieces in it.
    pub cards: i32,
}

/// Opens a file of a pack.
pub async fn fetch(app: &App, round_id: Option<Uuid>, pack_id: Uuid, file_id: Uuid) -> ApiResult<Fetched> {
    let db = app.db.reader();
    let pack = one_of(db, round_id, pack_id).await?;
    let file = store::file(db, pack_id, file_id).await?.ok_or_else(ApiError::not_found)?;
    let blob = ::entity::blob::Entity::find_by_id(file.blob_id).one(db).await?;
    let sealed = app.blobs.get(&blob.ok_or_else(ApiError::not_found)?).await?;
    let kind = kind(&pack)?;
    Ok(Fetched {
        name: format!("{}-{kind}.pdf", file.village_code),
        pdf: open(&app.keyring, file.id, &sealed)?,
        kind,
        village_id: file.village_id,
        cards: file.cards,
    })
}

/// The content of a file, and a name for it. Fetching household codes is journalled.
pub async fn fetch_for(caller: &Caller, pack_id: Uuid, file_id: Uuid) -> ApiResult<(String, Vec<u8>)> {
    caller.may(Operation::GetPackFile)?;
    let app = &caller.app;
    let fetched = fetch(app, None, pack_id, file_id).await?;
    if fetched.kind.is_secret() {
        let tx = app.db.begin().await?;
        let detail = json!({ "pack": pack_id, "cards": fetched.cards });
        let subject = Subject::new("grid", fetched.village_id);
        let now = app.clock.now();
        journal::record(&tx, app.clock.id(), now, caller, "fetch_household_codes", subject, detail).await?;
        tx.commit().await?;
    }
    Ok((fetched.name, fetched.pdf))
}

const UNDER_WAY: [PackState; 2] = [PackState::Queued, PackState::Running];
const OVER: [PackState; 2] = [PackState::Done, PackState::Failed];

/// Gives up a pack that is being printed.
pub async fn cancel(caller: &Caller, id: Uuid) -> ApiResult<PackRow> {
    caller.may(Operation::CancelPack)?;
    one_of(caller.app.db.reader(), None, id).await?;
    end(caller, id, &UNDER_WAY, PackState::Cancelled, "cancel_pack", || ApiError::conflict("pack_ended"))
        .await
}

/// Deletes the files of a pack that is done.
pub async fn delete(caller: &Caller, id: Uuid) -> ApiResult<PackRow> {
    caller.may(Operation::DeletePack)?;
    one_of(caller.app.db.reader(), None, id).await?;
    end(caller, id, &OVER, PackState::Deleted, "delete_pack", || ApiError::conflict("pack_not_done")).await
}

/// Orders the slips of a round for a grid with so many villages; whether the caller may is the round's to say.
pub async fn order_slips(
    caller: &Caller,
    round_id: Uuid,
    grid_id: Uuid,
    villages: usize,
) -> ApiResult<PackRow> {
    let app = &caller.app;
    if villages == 0 {
        return Err(ApiError::invalid("pack_empty"));
    }
    if let Err(error) = contents::fonts(app).await? {
        tracing::error!(error = error.to_string(), "nothing can be printed");
        return Err(ApiError::conflict("no_font"));
    }
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    // One at a time: two would share out what households may still draw by chance.
    let before = store::of_round(&tx, round_id).await?;
    if before.iter().any(|pack| UNDER_WAY.iter().any(|state| state.as_str() == pack.state)) {
        return Err(ApiError::conflict("pack_under_way"));
    }
    let pack = PackRow {
        id: app.clock.id(),
        kind: PackKind::Slips.as_str().to_owned(),
        grid_id,
        round_id: Some(round_id),
        state: PackState::Queued.as_str().to_owned(),
        done: 0,
        total: i32::try_from(villages).unwrap_or(i32::MAX),
        cards: 0,
        pages: 0,
        note: None,
        created_by: Some(caller.account_id),
        created_at: now,
        finished_at: None,
    };
    store::add(&tx, pack.clone()).await?;
    let detail = json!({ "pack": pack.id, "grid_id": grid_id });
    let subject = Subject::new("rating_round", round_id);
    journal::record(&tx, app.clock.id(), now, caller, "create_slip_pack", subject, detail).await?;
    job::enqueue(&tx, app, &Work::Pack { pack_id: pack.id }).await?;
    tx.commit().await?;
    Ok(pack)
}

/// Deletes the files of a pack of slips, or gives it up.
pub async fn drop_slips(caller: &Caller, round_id: Uuid, id: Uuid) -> ApiResult<Pack> {
    let app = &caller.app;
    let pack = one_of(app.db.reader(), Some(round_id), id).await?;
    let to = if state(&pack)?.is_under_way() { PackState::Cancelled } else { PackState::Deleted };
    let from = [UNDER_WAY, OVER].concat();
    let row = end(caller, id, &from, to, "delete_pack", || ApiError::conflict("pack_ended")).await?;
    show(app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

/// Ends the packs of a round that stops: nobody draws a slip any more. The sweep deletes their files.
pub async fn end_slips(tx: &impl ConnectionTrait, app: &App, round_id: Uuid) -> ApiResult<()> {
    for pack in store::of_round(tx, round_id).await? {
        let from = [UNDER_WAY, OVER].concat();
        let finished_at = pack.finished_at.is_none().then(|| app.clock.now());
        store::move_on(tx, pack.id, &from, PackState::Deleted, finished_at).await?;
    }
    Ok(())
}

async fn end(
    caller: &Caller,
    id: Uuid,
    from: &[PackState],
    to: PackState,
    action: &'static str,
    refusal: impl FnOnce() -> ApiError,
) -> ApiResult<PackRow> {
    let app = &caller.app;
    let (now, tx) = (app.clock.now(), app.db.begin().await?);
    let pack = store::find(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let finished_at = pack.finished_at.is_none().then_some(now);
    if !store::move_on(&tx, id, from, to, finished_at).await? {
        return Err(refusal());
    }
    let detail = json!({ "kind": pack.kind, "cards": pack.cards });
    journal::record(&tx, app.clock.id(), now, caller, action, Subject::new("pack", id), detail).await?;
    tx.commit().await?;
    forget(app, id).await?;
    store::find(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)
}

/// Deletes the files of packs that are void, a few at a time.
async fn forget(app: &App, id: Uuid) -> anyhow::Result<()> {
    loop {
        let tx = app.db.begin().await?;
        let files = store::files(&tx, id, None, AT_ONCE).await?;
        if files.is_empty() {
            return Ok(());
        }
        for file in files {
            store::remove_file(&tx, file.id).await?;
            if let Some(blob) = ::entity::blob::Entity::find_by_id(file.blob_id).one(&tx).await? {
                app.blobs.delete(&tx, &blob).await?;
            }
        }
        tx.commit().await?;
    }
}

/// Deletes what has lain for thirty days, and what a killed program had begun to delete.
pub async fn sweep(app: &Arc<App>) -> anyhow::Result<()> {
    let now = app.clock.now();
    for pack in store::outlived(app.db.reader(), now - Duration::days(KEPT_DAYS)).await? {
        let tx = app.db.begin().await?;
        if store::move_on(&tx, pack.id, &[state(&pack)?], PackState::Deleted, None).await? {
            let detail = json!({ "kind": pack.kind, "cards": pack.cards, "days": KEPT_DAYS });
            let (actor, subject) = (Actor::program("sweep"), Subject::new("pack", pack.id));
            journal::record(&tx, app.clock.id(), now, actor, "delete_pack", subject, detail).await?;
        }
        tx.commit().await?;
    }
    for id in store::undeleted(app.db.reader()).await? {
        forget(app, id).await?;
    }
    Ok(())
}

/// Whoever ordered a pack.
pub async fn actor(app: &App, pack: &PackRow) -> anyhow::Result<Actor> {
    let account = match pack.created_by {
        Some(id) => ::entity::account::Entity::find_by_id(id).one(app.db.reader()).await?,
        None => None,
    };
    Ok(account.map_or_else(
        || Actor::program("pack"),
        |account| Actor { id: Some(account.id), name: account.login },
    ))
}

pub fn kind(pack: &PackRow) -> anyhow::Result<PackKind> {
    Ok(pack.kind.parse()?)
}

pub fn state(pack: &PackRow) -> anyhow::Result<PackState> {
    Ok(pack.state.parse()?)
}

/// Seals a file; it opens as this file alone.
pub fn seal(keyring: &Keyring, file_id: Uuid, pdf: &[u8]) -> Vec<u8> {
    keyring.seal_with(Purpose::Data, format!("pack file|{file_id}").as_bytes(), pdf)
}

fn open(keyring: &Keyring, file_id: Uuid, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    keyring.open_with(Purpose::Data, format!("pack file|{file_id}").as_bytes(), sealed)
}

/// The grid of a code, for the command line; without one the county.
pub async fn path_of(db: &impl ConnectionTrait, code: Option<&str>) -> anyhow::Result<String> {
    use ::entity::grid::{Column, Entity};
    use sea_orm::{ColumnTrait, QueryFilter};
    let query = match code {
        Some(code) => Entity::find().filter(Column::Code.eq(code)),
        None => Entity::find().filter(Column::Level.eq("county")),
    };
    let found = query.one(db).await?;
    let Some(grid) = found else {
        match code {
            Some(code) => anyhow::bail!("there is no grid with the code {code}"),
            None => anyhow::bail!("the county has no grid yet; import grids first"),
        }
    };
    Ok(grid.path)
}
