//! Keeping and showing photos.

use poem_openapi::payload::Json;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    sealed::{self, MEDIA_TYPE, drawn_anew},
    view::{Kept, Photo, PhotoBody},
};
use crate::{
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    keyring::Purpose,
    visit::store,
};
use entity::visit_photo;

/// So many photos say what a visit was; more are an album.
const MOST_OF_A_VISIT: u64 = 9;

/// Keeps a photo of a visit of the caller's own, once for every id.
pub async fn add(
    caller: &Caller,
    sight: &Sight,
    visit_id: Uuid,
    id: Uuid,
    body: PhotoBody,
) -> ApiResult<Kept> {
    let app = &caller.app;
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let own = |row: &entity::visit::Model| row.official_id == official_id;
    let db = app.db.reader();
    store::by_id(db, visit_id).await?.filter(own).ok_or_else(ApiError::not_found)?;
    let sent = sealed::sent(body);
    let sent_hash = [b"visit photo|".as_slice(), &Sha256::digest(&sent.0)].concat();
    let sent_hash = app.keyring.mac(Purpose::Hash, &sent_hash);
    if let Some(there) = store::photo(db, id).await? {
        return same(&there, visit_id, &sent_hash);
    }
    let drawn = drawn_anew(sent).await?;
    let now = app.clock.now();
    let row = visit_photo::Model {
        id,
        visit_id,
        blob_id: app.clock.id(),
        sent_hash,
        width: i32::try_from(drawn.width).map_err(ApiError::internal)?,
        height: i32::try_from(drawn.height).map_err(ApiError::internal)?,
        received_at: now,
    };
    let sealed = app.keyring.seal_with(Purpose::Data, &context(&row), &drawn.jpeg);
    let tx = app.db.begin().await?;
    if !store::insert_photo(&tx, &row).await? {
        let there = store::photo(&tx, id).await?.ok_or_else(|| ApiError::conflict("photo_id_used"))?;
        return same(&there, visit_id, &row.sent_hash);
    }
    if store::count_photos(&tx, visit_id).await? > MOST_OF_A_VISIT {
        return Err(ApiError::invalid("too_many_photos").with("most", MOST_OF_A_VISIT));
    }
    // The file last: when it cannot be written nothing is said to be there.
    app.blobs.put(&tx, row.blob_id, now, "photo", MEDIA_TYPE, sealed).await?;
    tx.commit().await?;
    Ok(Kept::Created(Json(show(&row))))
}

fn same(there: &visit_photo::Model, visit_id: Uuid, sent_hash: &[u8]) -> ApiResult<Kept> {
    if there.visit_id != visit_id || there.sent_hash != sent_hash {
        return Err(ApiError::conflict("photo_id_used"));
    }
    Ok(Kept::Same(Json(show(there))))
}

fn show(row: &visit_photo::Model) -> Photo {
    Photo {
        id: row.id,
        visit_id: row.visit_id,
        width: row.width,
        height: row.height,
        received_at: row.received_at,
    }
}

/// A sealed photo opens as the photo of its visit only.
fn context(row: &visit_photo::Model) -> Vec<u8> {
    format!("visit photo|{}|{}", row.visit_id, row.id).into_bytes()
}

/// The picture of a photo of a visit in sight. A look at what is not one's own work is recorded before it is granted.
pub async fn open(caller: &Caller, sight: &Sight, visit_id: Uuid, id: Uuid) -> ApiResult<Vec<u8>> {
    let app = &caller.app;
    let db = app.db.reader();
    store::in_sight(db, sight, visit_id).await?.ok_or_else(ApiError::not_found)?;
    let of_visit = |row: &visit_photo::Model| row.visit_id == visit_id;
    let row = store::photo(db, id).await?.filter(of_visit).ok_or_else(ApiError::not_found)?;
    let jpeg = sealed::open(db, app, row.blob_id, &context(&row)).await?;
    if !sight.is_own_links_only() {
        let tx = app.db.begin().await?;
        record(&tx, caller, visit_id, id).await?;
        tx.commit().await?;
    }
    Ok(jpeg)
}

async fn record(tx: &impl ConnectionTrait, caller: &Caller, visit_id: Uuid, id: Uuid) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("visit", visit_id);
    let detail = json!({ "photo": id });
    journal::record(tx, clock.id(), clock.now(), caller, "look_at_photo", subject, detail).await?;
    Ok(())
}
