//! Operations of those who run a meeting.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    host, prepare, rounds, snapshot,
    store::{self, Place},
    view::{LockForm, MeetingDetail, MeetingForm, MeetingPage, OpeningForm, RevealForm},
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::{Tag, page},
};
use entity::audit_meeting;
use sea_orm::EntityTrait;

/// Audit meetings, for those who run them.
#[derive(Debug)]
pub struct AuditApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Audit")]
impl AuditApi {
    /// Audit meetings, the newest first
    #[oai(path = "/meetings", method = "get", operation_id = "listMeetings")]
    async fn list(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<MeetingPage>> {
        let sight = caller.may(Operation::ListMeetings)?;
        let db = caller.app.db.reader();
        let limit = page::limit(limit.0);
        let before: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(db, &sight, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.meets_on, row.id));
        Ok(Json(MeetingPage { items: snapshot::lines(db, rows).await?, next_cursor }))
    }

    /// Prepare a meeting
    ///
    /// Freezes the roster `officials`: every active official who is not exempt, with his stratum and name.
    #[oai(path = "/meetings", method = "post", operation_id = "createMeeting")]
    async fn create(
        &self,
        Signed(caller): Signed,
        Json(form): Json<MeetingForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        let id = prepare::create(&caller, form).await?;
        show(&caller, id).await
    }

    /// One meeting as its host sees it
    #[oai(path = "/meetings/:id", method = "get", operation_id = "getMeeting")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<MeetingDetail>> {
        let sight = caller.may(Operation::GetMeeting)?;
        let db = caller.app.db.reader();
        let meeting = store::seen(db, &sight, id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(snapshot::detail(db, meeting).await?))
    }

    /// Publish the announcement with the roster
    ///
    /// Nothing of it changes from here. Publish it at least 24 hours before the meeting.
    #[oai(path = "/meetings/:id/announcement", method = "post", operation_id = "announceMeeting")]
    async fn announce(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<MeetingDetail>> {
        host::announce(&caller, id.0).await?;
        show(&caller, id.0).await
    }

    /// Record the public values
    #[oai(path = "/meetings/:id/opening", method = "post", operation_id = "openMeeting")]
    async fn open(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<OpeningForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        host::open(&caller, id.0, form).await?;
        show(&caller, id.0).await
    }

    /// Lock the dice of the next round
    ///
    /// The dice are typed by two people and must agree. The lock is published at once; there is no way back.
    #[oai(path = "/meetings/:id/rounds", method = "post", operation_id = "lockRound")]
    async fn lock(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<LockForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        rounds::lock(&caller, id.0, form).await?;
        show(&caller, id.0).await
    }

    /// Reveal who is drawn, with the code of the notary's envelope
    ///
    /// Sending the same code again changes nothing and answers the same.
    #[oai(path = "/meetings/:id/rounds/:number/reveal", method = "post", operation_id = "revealRound")]
    async fn reveal(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))] number: Path<u32>,
        Json(form): Json<RevealForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        rounds::reveal(&caller, id.0, number.0, form).await?;
        show(&caller, id.0).await
    }

    /// Close the meeting and publish its bundle
    ///
    /// The bundle is recomputed before it is published. Every locked round must be revealed.
    #[oai(path = "/meetings/:id/close", method = "post", operation_id = "closeMeeting")]
    async fn close(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<MeetingDetail>> {
        host::close(&caller, id.0).await?;
        show(&caller, id.0).await
    }
}

/// The meeting after a change, for whoever was allowed the change.
pub(super) async fn show(caller: &Caller, id: Uuid) -> ApiResult<Json<MeetingDetail>> {
    let db = caller.app.db.reader();
    let meeting = audit_meeting::Entity::find_by_id(id).one(db).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(snapshot::detail(db, meeting).await?))
}
