//! Keeping, replacing and dropping photos.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    archive::{self, Packed},
    store,
    view::{OfficialPhoto, PhotoReport},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster,
    visit::photo::{
        sealed::{drawn_within, sent},
        view::PhotoBody,
    },
};

/// The longer side: twice what a household's page shows, for fine screens.
const LONGER_SIDE: u32 = 224;
pub(super) const MEDIA_TYPE: &str = "image/jpeg";

fn place(blob_id: Uuid) -> String {
    format!("/p/photos/{blob_id}")
}

/// Where the photos of officials are seen, of those who have one.
pub async fn addresses(
    db: &impl ConnectionTrait,
    officials: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let photos = store::photos(db, officials).await?;
    Ok(photos.into_iter().map(|(official, blob_id)| (official, place(blob_id))).collect())
}

/// Where an official's photo is seen.
pub async fn address(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Option<String>, DbErr> {
    Ok(addresses(db, vec![official_id]).await?.remove(&official_id))
}

/// Keeps a photo of an official in the place of an earlier one.
pub(super) async fn put(caller: &Caller, official_id: Uuid, body: PhotoBody) -> ApiResult<OfficialPhoto> {
    let app = &caller.app;
    known(app.db.reader(), official_id).await?;
    let drawn = drawn_within(sent(body), LONGER_SIDE).await?;
    let tx = app.db.begin().await?;
    let blob_id = keep(&tx, app, official_id, drawn.jpeg).await?;
    record(&tx, caller, "put_official_photo", official_id).await?;
    tx.commit().await?;
    Ok(OfficialPhoto { official_id, address: place(blob_id) })
}

async fn known(db: &impl ConnectionTrait, official_id: Uuid) -> ApiResult<()> {
    let official = roster::service::official(db, official_id).await?;
    official.map(drop).ok_or_else(ApiError::not_found)
}

async fn keep(tx: &impl ConnectionTrait, app: &App, official_id: Uuid, jpeg: Vec<u8>) -> ApiResult<Uuid> {
    let before = store::photos(tx, vec![official_id]).await?.remove(&official_id);
    let (id, now) = (app.clock.id(), app.clock.now());
    let blob_id = app.blobs.put(tx, id, now, "portrait", MEDIA_TYPE, jpeg).await?;
    store::put_photo(tx, official_id, blob_id).await?;
    if let Some(before) = before.filter(|before| *before != blob_id) {
        forget(tx, app, before).await?;
    }
    Ok(blob_id)
}

/// Deletes a file that nobody's photo is any more.
async fn forget(tx: &impl ConnectionTrait, app: &App, blob_id: Uuid) -> ApiResult<()> {
    if !store::is_shown(tx, blob_id).await?
        && let Some(blob) = app.blobs.find(tx, blob_id).await?
    {
        app.blobs.delete(tx, &blob).await?;
    }
    Ok(())
}

/// Drops an official's photo; his initial stands in its place.
pub(super) async fn drop_photo(caller: &Caller, official_id: Uuid) -> ApiResult<()> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let before = store::photos(&tx, vec![official_id]).await?.remove(&official_id);
    let before = before.ok_or_else(ApiError::not_found)?;
    store::drop_photo(&tx, official_id).await?;
    forget(&tx, app, before).await?;
    record(&tx, caller, "drop_official_photo", official_id).await?;
    Ok(tx.commit().await?)
}

/// Keeps the photos of an archive, each by the number that is its name.
pub(super) async fn put_all(caller: &Caller, archive: Vec<u8>) -> ApiResult<PhotoReport> {
    let app = &caller.app;
    let files = tokio::task::spawn_blocking(move || archive::unpack(archive)).await;
    let files = files.map_err(anyhow::Error::from)??;
    let numbers = files.iter().map(|file| file.number.clone()).collect();
    let officials = store::by_numbers(app.db.reader(), numbers).await?;
    let mut report = PhotoReport::default();
    for Packed { file, number, picture } in files {
        let Some(official_id) = officials.get(&number) else {
            report.unknown.push(file);
            continue;
        };
        let drawn = match picture {
            Some(picture) => drawn_within(picture, LONGER_SIDE).await.ok(),
            None => None,
        };
        let Some(drawn) = drawn else {
            report.unfit.push(file);
            continue;
        };
        let tx = app.db.begin().await?;
        keep(&tx, app, *official_id, drawn.jpeg).await?;
        record(&tx, caller, "put_official_photo", *official_id).await?;
        tx.commit().await?;
        report.kept += 1;
    }
    Ok(report)
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    official_id: Uuid,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("official", official_id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, json!({})).await?;
    Ok(())
}
