//! What everybody may see of a meeting, without signing in: the stage, its events, and the published files.

use std::sync::Arc;

use domain::audit::pdraw1::StepCall;
use entity::draw_round;
use poem::{IntoResponse, Response, web::Data};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Json, Payload, PlainText},
    registry::{MetaSchema, MetaSchemaRef},
};
use uuid::Uuid;

use super::{
    files,
    replay::REVEALED,
    snapshot,
    stage::picture,
    store::{self, Place},
    stream::StageStream,
    view::{MeetingPage, Stage},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http::{Tag, Written, page},
};

/// A snapshot may be shown again for this long without asking.
const SHORTLY: &str = "public, max-age=1";
/// What is published once never changes.
const FOR_GOOD: &str = "public, max-age=86400, immutable";

/// Audit meetings, for everybody.
#[derive(Debug)]
pub struct PublicAuditApi;

/// A bundle, byte for byte.
#[derive(Debug)]
struct BundleJson(Vec<u8>);

impl Payload for BundleJson {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("object")))
    }
}

impl IntoResponse for BundleJson {
    fn into_response(self) -> Response {
        Response::builder().content_type(Self::CONTENT_TYPE).body(self.0)
    }
}

#[derive(ApiResponse)]
enum StageResponse {
    /// The snapshot.
    #[oai(status = 200)]
    Shown(Written<Stage>, #[oai(header = "ETag")] String, #[oai(header = "Cache-Control")] String),
    /// Nothing has changed since the version named by If-None-Match.
    #[oai(status = 304)]
    Unchanged(#[oai(header = "ETag")] String, #[oai(header = "Cache-Control")] String),
}

#[derive(ApiResponse)]
enum TextResponse {
    /// The file, byte for byte.
    #[oai(status = 200)]
    File(PlainText<String>, #[oai(header = "Cache-Control")] String),
}

#[derive(ApiResponse)]
enum BundleResponse {
    /// The bundle of protocol `pdraw1`.
    #[oai(status = 200)]
    Bundle(
        BundleJson,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "Content-Disposition")] String,
    ),
}

#[OpenApi(prefix_path = "/api/public", tag = "Tag::Audit")]
impl PublicAuditApi {
    /// Published meetings, the newest first
    #[oai(path = "/meetings", method = "get", operation_id = "listPublicMeetings")]
    async fn list(
        &self,
        Data(app): Data<&Arc<App>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<MeetingPage>> {
        let db = app.db.reader();
        let limit = page::limit(limit.0);
        let before: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::published(db, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.meets_on, row.id));
        Ok(Json(MeetingPage { items: snapshot::lines(db, rows).await?, next_cursor }))
    }

    /// What the stage shows
    #[oai(path = "/meetings/:id", method = "get", operation_id = "getPublicMeeting")]
    async fn get(
        &self,
        Data(app): Data<&Arc<App>>,
        id: Path<Uuid>,
        /// The ETag of the snapshot at hand.
        #[oai(name = "If-None-Match", validator(max_length = 200))]
        known: Header<Option<String>>,
    ) -> ApiResult<StageResponse> {
        let picture = picture(app, id.0).await?.ok_or_else(ApiError::not_found)?;
        let known = known.0.unwrap_or_default();
        let same = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == picture.etag);
        let (etag, cache) = (picture.etag.clone(), SHORTLY.to_owned());
        Ok(if same {
            StageResponse::Unchanged(etag, cache)
        } else {
            StageResponse::Shown(Written::new(picture.json.clone()), etag, cache)
        })
    }

    /// The stage as it changes
    ///
    /// Server-sent events named `stage`: the snapshot now and after each change.
    #[oai(path = "/meetings/:id/events", method = "get", operation_id = "meetingEvents")]
    async fn events(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<StageStream> {
        // Watching begins before reading: a change between the two is seen, not lost.
        let changes = app.live.watch();
        let first = picture(app, id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(StageStream::new(app.clone(), id.0, changes, &first))
    }

    /// A frozen roster, byte for byte
    #[oai(path = "/meetings/:id/roster.txt/:name", method = "get", operation_id = "getRoster")]
    async fn roster(
        &self,
        Data(app): Data<&Arc<App>>,
        id: Path<Uuid>,
        #[oai(validator(max_length = 64))] name: Path<String>,
    ) -> ApiResult<TextResponse> {
        let db = app.db.reader();
        let meeting = store::published_one(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        let roster = store::roster(db, meeting.id, &name.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(TextResponse::File(PlainText(roster.body), FOR_GOOD.to_owned()))
    }

    /// A part of a split roster, byte for byte
    ///
    /// Only those that a revealed round drew from are published.
    #[oai(path = "/meetings/:id/roster.txt/:name/:key", method = "get", operation_id = "getRosterPart")]
    async fn part(
        &self,
        Data(app): Data<&Arc<App>>,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] name: Path<String>,
        #[oai(validator(max_length = 32))] key: Path<String>,
    ) -> ApiResult<TextResponse> {
        let db = app.db.reader();
        let meeting = store::published_one(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        let plan = files::plan(&meeting)?;
        let from = |round: &draw_round::Model| {
            let call = StepCall::parse(&round.step);
            let step = plan.step(&call.step);
            step.is_some_and(|step| step.roster == name.0) && call.key.as_ref() == Some(&key.0)
        };
        let rounds = store::rounds(db, meeting.id).await?;
        if !rounds.iter().any(|round| round.state == REVEALED && from(round)) {
            return Err(ApiError::not_found());
        }
        let part = store::part(db, meeting.id, &name.0, &key.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(TextResponse::File(PlainText(part.body), FOR_GOOD.to_owned()))
    }

    /// The announcement, byte for byte
    #[oai(path = "/meetings/:id/announcement.txt", method = "get", operation_id = "getAnnouncement")]
    async fn announcement(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<TextResponse> {
        let meeting = store::published_one(app.db.reader(), id.0).await?.ok_or_else(ApiError::not_found)?;
        let announcement = meeting.announcement.ok_or_else(ApiError::not_found)?;
        Ok(TextResponse::File(PlainText(announcement), FOR_GOOD.to_owned()))
    }

    /// Everything a verifier needs, once the meeting is closed
    #[oai(path = "/meetings/:id/bundle.json", method = "get", operation_id = "getBundle")]
    async fn bundle(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<BundleResponse> {
        let db = app.db.reader();
        let meeting = store::published_one(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        let blob = store::bundle(db, &meeting).await?.ok_or_else(ApiError::not_found)?;
        let bytes = app.blobs.get(&blob).await?;
        let disposition = format!("inline; filename=\"{}.json\"", meeting.id);
        Ok(BundleResponse::Bundle(BundleJson(bytes), FOR_GOOD.to_owned(), disposition))
    }
}
