//! The stage as it changes, as server-sent events. A stream holds a reference to the one picture all of them send.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use poem::{Body, IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    payload::Payload,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};
use uuid::Uuid;

use super::{
    stage::{Picture, picture},
    view::Stage,
};
use crate::{app::App, live};

/// A comment this often keeps proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const STILL_HERE: Bytes = Bytes::from_static(b":\n\n");

/// A stream of snapshots.
#[derive(Debug)]
pub(super) struct StageStream(Body);

impl StageStream {
    /// Sends the picture now and after each change, until the program stops.
    pub(super) fn new(app: Arc<App>, meeting_id: Uuid, changes: Receiver<Uuid>, first: &Picture) -> Self {
        let stopping = app.stopping.clone();
        let event = first.event.clone();
        let mut quiet = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
        quiet.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let watch = Watch {
            app,
            meeting_id,
            changes,
            quiet,
            sent: first.etag.clone(),
            behind: false,
            _open: Open::new(),
        };
        let events = stream::once(async { event })
            .chain(stream::unfold(watch, |mut watch| async move { Some((watch.next().await?, watch)) }))
            .take_until(stopping.cancelled_owned());
        Self(Body::from_bytes_stream(events.map(Ok::<_, std::io::Error>)))
    }
}

/// Counts the open streams.
#[derive(Debug)]
struct Open;

impl Open {
    fn new() -> Self {
        ::metrics::gauge!("lianxin_open_streams").increment(1.0);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        ::metrics::gauge!("lianxin_open_streams").decrement(1.0);
    }
}

#[derive(Debug)]
struct Watch {
    app: Arc<App>,
    meeting_id: Uuid,
    changes: Receiver<Uuid>,
    quiet: Interval,
    /// The `ETag` of what was sent last.
    sent: String,
    /// The last change could not be read; it is tried again at the next tick.
    behind: bool,
    _open: Open,
}

impl Watch {
    /// What to send next; none ends the stream.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let ticked = tokio::select! {
                told = self.changes.recv() => match told {
                    Ok(told) if !live::concerns(told, self.meeting_id) => continue,
                    // Who lagged behind reads the newest, and misses nothing by it.
                    Ok(_) | Err(RecvError::Lagged(_)) => false,
                    Err(RecvError::Closed) => return None,
                },
                _ = self.quiet.tick() => true,
            };
            if ticked && !self.behind {
                return Some(STILL_HERE);
            }
            match picture(&self.app, self.meeting_id).await {
                Ok(Some(picture)) => {
                    self.behind = false;
                    if picture.etag != self.sent {
                        self.sent.clone_from(&picture.etag);
                        self.quiet.reset();
                        return Some(picture.event.clone());
                    }
                }
                Ok(None) => return None,
                Err(_) => self.behind = true,
            }
            if ticked {
                return Some(STILL_HERE);
            }
        }
    }
}

impl Payload for StageStream {
    const CONTENT_TYPE: &'static str = "text/event-stream";

    fn schema_ref() -> MetaSchemaRef {
        let schema = MetaSchema::new_with_format("array", "event-stream");
        MetaSchemaRef::Inline(Box::new(MetaSchema { items: Some(Box::new(Stage::schema_ref())), ..schema }))
    }

    fn register(registry: &mut Registry) {
        Stage::register(registry);
    }
}

impl ApiResponse for StageStream {
    fn meta() -> MetaResponses {
        let content = MetaMediaType { content_type: Self::CONTENT_TYPE, schema: Self::schema_ref() };
        let response = MetaResponse {
            description: "Events named `stage`; the data of each is the snapshot.",
            status: Some(200),
            status_range: None,
            content: vec![content],
            headers: vec![],
        };
        MetaResponses { responses: vec![response] }
    }

    fn register(registry: &mut Registry) {
        <Self as Payload>::register(registry);
    }
}

impl IntoResponse for StageStream {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type(Self::CONTENT_TYPE)
            .header("cache-control", "no-cache")
            .header("x-accel-buffering", "no")
            .body(self.0)
    }
}
