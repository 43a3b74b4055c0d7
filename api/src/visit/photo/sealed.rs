//! Pictures that are kept sealed: drawn anew first, and each opens in its own place only.

use image::ImageFormat;
use poem::http::StatusCode;
use sea_orm::ConnectionTrait;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    picture::{LONGER_SIDE, Picture, Unfit, redraw},
    view::PhotoBody,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    keyring::Purpose,
};

/// What a sealed picture's file is called outside: its content is nobody's business.
pub const MEDIA_TYPE: &str = "application/octet-stream";
/// How many pictures are open at the same time: each may take a hundred megabytes.
static OPENING: Semaphore = Semaphore::const_new(2);

/// What was sent, and as what.
pub fn sent(body: PhotoBody) -> (Vec<u8>, ImageFormat) {
    match body {
        PhotoBody::Jpeg(bytes) => (bytes.0, ImageFormat::Jpeg),
        PhotoBody::Png(bytes) => (bytes.0, ImageFormat::Png),
    }
}

/// The picture without what cameras write beside it.
pub async fn drawn_anew(sent: (Vec<u8>, ImageFormat)) -> ApiResult<Picture> {
    drawn_within(sent, LONGER_SIDE).await
}

/// The same, neither side longer than this.
pub async fn drawn_within((bytes, format): (Vec<u8>, ImageFormat), longer_side: u32) -> ApiResult<Picture> {
    let opening = OPENING.acquire().await.map_err(ApiError::internal)?;
    let drawn = tokio::task::spawn_blocking(move || redraw(&bytes, format, longer_side)).await;
    drop(opening);
    drawn.map_err(ApiError::internal)?.map_err(|unfit| match unfit {
        Unfit::TooLarge => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "photo_too_large"),
        Unfit::Unreadable => ApiError::invalid("photo_unreadable"),
    })
}

/// Seals a picture for its place and puts it into the store of files. Returns the id of the file.
pub async fn keep(
    tx: &impl ConnectionTrait,
    app: &App,
    name: &str,
    place: &[u8],
    jpeg: &[u8],
) -> ApiResult<Uuid> {
    let sealed = app.keyring.seal_with(Purpose::Data, place, jpeg);
    Ok(app.blobs.put(tx, app.clock.id(), app.clock.now(), name, MEDIA_TYPE, sealed).await?)
}

/// Opens the picture of a place.
pub async fn open(db: &impl ConnectionTrait, app: &App, blob_id: Uuid, place: &[u8]) -> ApiResult<Vec<u8>> {
    let blob = app.blobs.find(db, blob_id).await?.ok_or_else(ApiError::not_found)?;
    let sealed = app.blobs.get(&blob).await?;
    Ok(app.keyring.open_with(Purpose::Data, place, &sealed)?)
}
