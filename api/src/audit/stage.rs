//! What is kept in memory of meetings: the picture that everybody sees, made once per change however many watch,
//! and the state of the draw.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use domain::audit::pdraw1::Opened;
use poem_openapi::types::ToJSON;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{snapshot, store};
use crate::{app::App, error::ApiResult};

/// The meetings of this process.
#[derive(Debug, Default)]
pub struct Stages {
    slots: Mutex<HashMap<Uuid, Arc<Slot>>>,
    opened: Mutex<HashMap<Uuid, Opened>>,
}

/// What everybody sees, ready to be sent.
#[derive(Debug)]
pub(super) struct Picture {
    /// The snapshot as JSON.
    pub(super) json: Bytes,
    /// The same as an event of a stream.
    pub(super) event: Bytes,
    /// Names the content: `"..."`.
    pub(super) etag: String,
    /// How much had been told when it was read.
    as_of: u64,
}

#[derive(Debug, Default)]
struct Slot {
    shown: Mutex<Option<Arc<Picture>>>,
    /// Held while the picture is made, so that thousands who were woken together make it once.
    making: tokio::sync::Mutex<()>,
}

impl Slot {
    fn fresh(&self, wanted: u64) -> Option<Arc<Picture>> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone().filter(|picture| picture.as_of >= wanted)
    }
}

impl Stages {
    /// The state of a draw, if it is kept.
    pub(super) fn kept(&self, meeting_id: Uuid) -> Option<Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&meeting_id).cloned()
    }

    /// Keeps the state of a draw.
    pub(super) fn keep(&self, meeting_id: Uuid, opened: Opened) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(meeting_id, opened);
    }

    /// Forgets the state of a draw that is over.
    pub(super) fn forget(&self, meeting_id: Uuid) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(&meeting_id);
    }

    fn slot(&self, meeting_id: Uuid) -> Arc<Slot> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(meeting_id).or_default().clone()
    }

    fn drop_slot(&self, meeting_id: Uuid) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&meeting_id);
    }
}

/// The picture of a published meeting, no older than the last telling; none when there is no such meeting.
pub(super) async fn picture(app: &App, meeting_id: Uuid) -> ApiResult<Option<Arc<Picture>>> {
    let wanted = app.live.tellings();
    let slot = app.stages.slot(meeting_id);
    if let Some(picture) = slot.fresh(wanted) {
        return Ok(Some(picture));
    }
    let _making = slot.making.lock().await;
    if let Some(picture) = slot.fresh(wanted) {
        return Ok(Some(picture));
    }
    let as_of = app.live.tellings();
    let Some(meeting) = store::published_one(app.db.reader(), meeting_id).await? else {
        // Guessed ids must not fill the memory.
        app.stages.drop_slot(meeting_id);
        return Ok(None);
    };
    let stage = snapshot::stage(&app.db, meeting.id).await?;
    let picture = Arc::new(draw(&stage.to_json_string(), stage.version, as_of));
    *slot.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(picture.clone());
    Ok(Some(picture))
}

fn draw(json: &str, version: i32, as_of: u64) -> Picture {
    let hash = Sha256::digest(json.as_bytes());
    Picture {
        event: Bytes::from(format!("id: {version}\nevent: stage\ndata: {json}\n\n")),
        json: Bytes::from(json.to_owned()),
        etag: format!("\"{}\"", data_encoding::HEXLOWER.encode(&hash[..16])),
        as_of,
    }
}
