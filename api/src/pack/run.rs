//! The job that prints a pack, village by village. Killed at any moment it goes on with the villages that have no
//! file yet.

use std::{collections::BTreeSet, sync::Arc};

use domain::pack::{PackKind, PackState};
use entity::{grid::Model as Grid, pack::Model as Pack, pack_file};
use futures_util::StreamExt;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    contents::Press,
    paper::Printed,
    service::{self, seal},
    slips, store,
};
use crate::{
    app::App,
    grid,
    job::{self, Work},
    journal::{self, Actor, Subject},
};

/// Villages printed in one turn of the worker; mails and the like go in between.
pub(super) const TURN: usize = 40;
/// Tries after which a pack that cannot be printed is given up and says so.
const MOST_TRIES: i32 = 3;
/// Characters that a note names.
const NAMED: usize = 40;
/// The beginning of a note on characters that the font lacks.
const LACKING: &str = "字体缺字：";

/// The job: a turn of a pack.
pub async fn perform(app: &Arc<App>, pack_id: Uuid, job_id: Uuid) -> anyhow::Result<()> {
    let Some(pack) = store::find(app.db.reader(), pack_id).await? else { return Ok(()) };
    if !service::state(&pack)?.is_under_way() {
        return Ok(());
    }
    let Err(error) = turn(app, &pack, job_id).await else { return Ok(()) };
    let tries = ::entity::job::Entity::find_by_id(job_id).one(app.db.reader()).await?;
    if tries.is_none_or(|job| job.attempts < MOST_TRIES) {
        return Err(error);
    }
    tracing::error!(pack = %pack_id, error = format!("{error:#}"), "pack given up");
    let tx = app.db.begin().await?;
    let under_way = [PackState::Queued, PackState::Running];
    if store::move_on(&tx, pack_id, &under_way, PackState::Failed, Some(app.clock.now())).await? {
        store::set_note(&tx, pack_id, &format!("{error:#}")).await?;
    }
    Ok(tx.commit().await?)
}

/// Threads that print: half of the machine, so that phones go on being served.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |all| (all.get() / 2).clamp(1, 4))
}

async fn turn(app: &Arc<App>, pack: &Pack, job_id: Uuid) -> anyhow::Result<()> {
    let kind = service::kind(pack)?;
    if kind == PackKind::Slips {
        return slips::turn(app, pack, job_id).await;
    }
    let press = Press::open(app, kind).await?;
    let actor = service::actor(app, pack).await?;
    let places = grid::service::places(app.db.reader(), vec![pack.grid_id]).await?;
    let path = places.get(&pack.grid_id).map(|place| place.path.clone()).unwrap_or_default();
    let mut villages = store::villages_to_do(app.db.reader(), &path, Some(pack.id)).await?;
    let left = i32::try_from(villages.len()).unwrap_or(i32::MAX);
    let more = villages.len() > TURN;
    villages.truncate(TURN);

    let tx = app.db.begin().await?;
    store::move_on(&tx, pack.id, &[PackState::Queued], PackState::Running, None).await?;
    tx.commit().await?;
    let mut done = pack.total.saturating_sub(left);
    let mut printed = press.files(villages, threads());
    while let Some(file) = printed.next().await {
        let (village, file) = file?;
        if !keep(app, pack, kind, &actor, &village, file).await? {
            return Ok(());
        }
        done += 1;
        job::set_progress(app, job_id, done, pack.total).await?;
        if app.stopping.is_cancelled() {
            break;
        }
    }
    let tx = app.db.begin().await?;
    if more || app.stopping.is_cancelled() {
        job::enqueue(&tx, app, &Work::Pack { pack_id: pack.id }).await?;
    } else {
        store::move_on(&tx, pack.id, &[PackState::Running], PackState::Done, Some(app.clock.now())).await?;
    }
    Ok(tx.commit().await?)
}

/// Keeps the file of a village, sealed. False when the pack was given up meanwhile.
pub(super) async fn keep(
    app: &Arc<App>,
    pack: &Pack,
    kind: PackKind,
    actor: &Actor,
    village: &Grid,
    printed: Printed,
) -> anyhow::Result<bool> {
    let (id, now) = (app.clock.id(), app.clock.now());
    let (cards, pages) = (i32::try_from(printed.pieces)?, i32::try_from(printed.sheets)?);
    let sealed = seal(&app.keyring, id, &printed.pdf);
    let tx = app.db.begin().await?;
    if !store::count_in(&tx, pack.id, cards, pages).await? {
        return Ok(false);
    }
    // Another worker may have taken the same pack after this one was thought dead.
    if store::has_file(&tx, pack.id, village.id).await? {
        return Ok(true);
    }
    let blob_id = app.blobs.put(&tx, id, now, "pack", "application/octet-stream", sealed).await?;
    let file = pack_file::Model {
        id,
        pack_id: pack.id,
        village_id: village.id,
        village_code: village.code.clone(),
        blob_id,
        cards,
        pages,
    };
    store::add_file(&tx, file).await?;
    if kind.is_secret() {
        let detail = json!({ "pack": pack.id, "cards": cards });
        let subject = Subject::new("grid", village.id);
        let action = if kind == PackKind::Slips { "print_slip_pack" } else { "print_household_codes" };
        journal::record(&tx, app.clock.id(), now, actor.clone(), action, subject, detail).await?;
    }
    if !printed.missing.is_empty() {
        note_missing(&tx, pack.id, printed.missing).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn note_missing(
    tx: &sea_orm::DatabaseTransaction,
    pack_id: Uuid,
    mut missing: BTreeSet<char>,
) -> anyhow::Result<()> {
    let noted = store::find(tx, pack_id).await?.and_then(|pack| pack.note).unwrap_or_default();
    missing.extend(noted.trim_start_matches(LACKING).chars());
    let named: String = missing.into_iter().take(NAMED).collect();
    Ok(store::set_note(tx, pack_id, &format!("{LACKING}{named}")).await?)
}
