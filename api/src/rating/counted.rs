//! The public count of the round that people ask about, with its tree: reading a county's takes a second, and whoever
//! looks for a receipt needs no account.

use std::sync::Arc;

use domain::rating::count::{Bundle, NotACount, Tree};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::store;
use crate::{
    app::App,
    error::{ApiError, ApiResult},
};

/// A published count and the tree over it.
#[derive(Debug)]
pub(super) struct Counted {
    /// Of the file; a published one never changes.
    blob_id: Uuid,
    pub(super) bundle: Bundle,
    pub(super) tree: Tree,
}

/// The count that was asked for last.
#[derive(Debug, Default)]
pub struct LastCounted(Mutex<Option<Arc<Counted>>>);

/// The bundle of a closed round, byte for byte.
pub(super) async fn stored(app: &App, round_id: Uuid) -> ApiResult<Vec<u8>> {
    read(app, published(app, round_id).await?).await
}

/// The same, read. Who asks while it is read waits for it.
pub(super) async fn counted(app: &App, round_id: Uuid) -> ApiResult<Arc<Counted>> {
    let blob_id = published(app, round_id).await?;
    let mut last = app.counted.0.lock().await;
    if let Some(counted) = last.as_ref().filter(|counted| counted.blob_id == blob_id) {
        return Ok(counted.clone());
    }
    let text = read(app, blob_id).await?;
    let parsed = tokio::task::spawn_blocking(move || {
        let bundle = Bundle::parse(&text)?;
        let tree = bundle.tree();
        Ok::<_, NotACount>(Counted { blob_id, bundle, tree })
    });
    let counted = parsed.await.map_err(anyhow::Error::from)?.map_err(ApiError::internal)?;
    let counted = Arc::new(counted);
    *last = Some(counted.clone());
    Ok(counted)
}

async fn published(app: &App, round_id: Uuid) -> ApiResult<Uuid> {
    let round = store::round(app.db.reader(), round_id).await?.ok_or_else(ApiError::not_found)?;
    round.bundle_id.ok_or_else(ApiError::not_found)
}

async fn read(app: &App, blob_id: Uuid) -> ApiResult<Vec<u8>> {
    let blob = app.blobs.find(app.db.reader(), blob_id).await?.ok_or_else(ApiError::not_found)?;
    Ok(app.blobs.get(&blob).await?)
}
