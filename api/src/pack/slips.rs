//! The job that prints the slips of a round, village by village. The codes are made by the ballot box for one file at a
//! time; what a killed turn had made is on no paper, and the box takes it back before it makes others.

use std::{collections::HashSet, sync::Arc};

use anyhow::{Context, anyhow};
use domain::pack::PackState;
use entity::pack::Model as Pack;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    contents, paper,
    run::{TURN, keep},
    service, store,
};
use crate::{
    app::App,
    ballot_box::office,
    grid,
    job::{self, Work},
    rating::slips::{self, Rated},
};

pub(super) async fn turn(app: &Arc<App>, pack: &Pack, job_id: Uuid) -> anyhow::Result<()> {
    let round_id = pack.round_id.context("a pack of slips is of a round")?;
    let fonts = contents::fonts(app).await??;
    let kind = service::kind(pack)?;
    let actor = service::actor(app, pack).await?;
    let db = app.db.reader();
    let places = grid::service::places(db, vec![pack.grid_id]).await?;
    let path = places.get(&pack.grid_id).map(|place| place.path.clone()).unwrap_or_default();
    let printed: HashSet<Uuid> = store::printed_villages(db, pack.id).await?.into_iter().collect();
    let placed = slips::placed(db, round_id, &path).await?;
    let mut villages = store::grids(db, placed.keys().copied().collect()).await?;
    villages.retain(|village| !printed.contains(&village.id));
    let more = villages.len() > TURN;
    villages.truncate(TURN);

    let tx = app.db.begin().await?;
    store::move_on(&tx, pack.id, &[PackState::Queued], PackState::Running, None).await?;
    tx.commit().await?;
    let mut done = i32::try_from(printed.len())?;
    for village in villages {
        let Some(officials) = placed.get(&village.id) else { continue };
        let rated = slips::rated(app, round_id, officials).await.map_err(|error| anyhow!("{error:?}"))?;
        let most = rated.officials.iter().map(|official| (official.id, official.households)).collect();
        let batch = office::PrintBatch { round_id, batch: batch(pack.id, village.id), most };
        let mut codes = app.ballot_box.ask(batch).await.map_err(|error| anyhow!("{error:?}"))?;
        let sheets = paper::slip::SlipSheets {
            title: format!("{} {} 评议票", village.code, village.name),
            round: rated.round,
            question: rated.question,
            hotline: app.settings.hotline.clone(),
            address: app.slip_url(),
            officials: rated
                .officials
                .into_iter()
                .filter_map(|official| {
                    let codes = codes.remove(&official.id).filter(|codes| !codes.is_empty())?;
                    let Rated { name, unit, post, report, .. } = official;
                    Some(paper::slip::SlipsOf { name, unit, post, report, codes })
                })
                .collect(),
        };
        let fonts = fonts.clone();
        let printing = tokio::task::spawn_blocking(move || paper::slip::print(&fonts, &sheets));
        let file = printing.await.context("printing stopped")??;
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

/// What the box knows the slips of a file by: it says nothing, and no time is in it.
fn batch(pack_id: Uuid, village_id: Uuid) -> office::Bytes {
    office::Bytes(Sha256::digest(format!("slips|{pack_id}|{village_id}")).to_vec())
}
