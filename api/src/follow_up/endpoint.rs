//! Operations on follow-ups.

use std::sync::Arc;

use domain::identity::Operation;
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{
    group, inquiry, opening, public, service,
    store::{self, Filter, Place},
    view::{
        EvidencePicture, FindingForm, FollowUpDetail, FollowUpForm, FollowUpKind, FollowUpPage,
        FollowUpState, GroupCandidates, GroupForm, NoteForm, PieceForm, PublicFollowUps, WordForm,
    },
};
use crate::{
    app::App,
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::{Tag, page},
    visit::photo::view::PhotoBody,
};
use entity::follow_up;

/// What follows an audit meeting.
#[derive(Debug)]
pub struct FollowUpApi;

async fn shown(caller: &Caller, row: follow_up::Model) -> ApiResult<Json<FollowUpDetail>> {
    Ok(Json(service::detail(caller, row).await?))
}

#[OpenApi(prefix_path = "/api", tag = "Tag::FollowUp")]
impl FollowUpApi {
    /// Rectifications and published findings, for everybody
    #[oai(path = "/public/follow-ups", method = "get", operation_id = "listPublicFollowUps")]
    async fn public(
        &self,
        Data(app): Data<&Arc<App>>,
        /// Those of one meeting.
        meeting_id: Query<Option<Uuid>>,
    ) -> ApiResult<Json<PublicFollowUps>> {
        Ok(Json(PublicFollowUps { items: public::items(app, meeting_id.0).await? }))
    }

    /// Follow-ups in sight, the earliest day first
    #[oai(path = "/follow-ups", method = "get", operation_id = "listFollowUps")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        meeting_id: Query<Option<Uuid>>,
        official_id: Query<Option<Uuid>>,
        kind: Query<Option<FollowUpKind>>,
        state: Query<Option<FollowUpState>>,
        /// Only those that have not ended, or only the others.
        running: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<FollowUpPage>> {
        let sight = caller.may(Operation::ListFollowUps)?;
        let db = caller.app.db.reader();
        let filter = Filter {
            meeting_id: meeting_id.0,
            official_id: official_id.0,
            kind: kind.0.map(Into::into),
            state: state.0.map(Into::into),
            running: running.0,
        };
        let limit = page::limit(limit.0);
        let after: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(db, &sight, caller.account_id, &filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.due_on, row.id));
        Ok(Json(FollowUpPage { items: service::show(db, &caller.app, rows).await?, next_cursor }))
    }

    /// One follow-up with its events
    #[oai(path = "/follow-ups/:id", method = "get", operation_id = "getFollowUp")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::GetFollowUp)?;
        let row = store::one(caller.app.db.reader(), &sight, caller.account_id, id.0).await?;
        shown(&caller, row.ok_or_else(ApiError::not_found)?).await
    }

    /// Open a follow-up for somebody who was drawn or called by name
    #[oai(path = "/follow-ups", method = "post", operation_id = "openFollowUp")]
    async fn open(
        &self,
        Signed(caller): Signed,
        Json(form): Json<FollowUpForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::OpenFollowUp)?;
        shown(&caller, opening::open(&caller, &sight, form).await?).await
    }

    /// Say that what was pledged is done
    ///
    /// It ends when the household says so too.
    #[oai(path = "/follow-ups/:id/done", method = "post", operation_id = "sayRectified")]
    async fn say_done(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<NoteForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::SayRectified)?;
        shown(&caller, service::say_done(&caller, &sight, id.0, &form.note).await?).await
    }

    /// Record what the household said on the phone
    #[oai(path = "/follow-ups/:id/word", method = "post", operation_id = "recordHouseholdWord")]
    async fn hear(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<WordForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::RecordHouseholdWord)?;
        shown(&caller, service::hear(&caller, &sight, id.0, form).await?).await
    }

    /// End a rectification whose day has passed
    ///
    /// It counts as not done, or as never confirmed when the official said that it was done.
    #[oai(path = "/follow-ups/:id/end", method = "post", operation_id = "endFollowUp")]
    async fn end(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<NoteForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::EndFollowUp)?;
        shown(&caller, service::end(&caller, &sight, id.0, &form.note).await?).await
    }

    /// Who may be drawn into the group, and whom the program recuses
    #[oai(path = "/follow-ups/:id/candidates", method = "get", operation_id = "listGroupCandidates")]
    async fn candidates(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<GroupCandidates>> {
        let sight = caller.may(Operation::ListGroupCandidates)?;
        Ok(Json(GroupCandidates { items: group::list(&caller, &sight, id.0).await? }))
    }

    /// Freeze and publish who may be drawn into the group, and who is recused
    #[oai(path = "/follow-ups/:id/group", method = "post", operation_id = "announceGroup")]
    async fn announce_group(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<GroupForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::AnnounceGroup)?;
        shown(&caller, group::announce(&caller, &sight, id.0, form).await?).await
    }

    /// Add evidence to an investigation of one's own
    ///
    /// The id is the client's; the same evidence sent again is added once.
    #[oai(path = "/follow-ups/:id/evidence/:piece_id", method = "put", operation_id = "addEvidence")]
    async fn add_evidence(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        piece_id: Path<Uuid>,
        Json(form): Json<PieceForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::AddEvidence)?;
        shown(&caller, inquiry::add(&caller, &sight, id.0, piece_id.0, form).await?).await
    }

    /// Add a picture to evidence of one's own
    #[oai(
        path = "/follow-ups/:id/evidence/:piece_id/photo",
        method = "put",
        operation_id = "addEvidencePhoto"
    )]
    async fn add_photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        piece_id: Path<Uuid>,
        body: PhotoBody,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::AddEvidencePhoto)?;
        shown(&caller, inquiry::add_photo(&caller, &sight, id.0, piece_id.0, body).await?).await
    }

    /// The picture of a piece of evidence
    #[oai(
        path = "/follow-ups/:id/evidence/:piece_id/photo",
        method = "get",
        operation_id = "getEvidencePhoto"
    )]
    async fn photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        piece_id: Path<Uuid>,
    ) -> ApiResult<EvidencePicture> {
        let sight = caller.may(Operation::GetEvidencePhoto)?;
        let jpeg = inquiry::photo(&caller, &sight, id.0, piece_id.0).await?;
        Ok(EvidencePicture::Jpeg(Binary(jpeg)))
    }

    /// Write down what the group found
    #[oai(path = "/follow-ups/:id/finding", method = "post", operation_id = "recordFinding")]
    async fn find(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<FindingForm>,
    ) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::RecordFinding)?;
        shown(&caller, inquiry::find(&caller, &sight, id.0, form).await?).await
    }

    /// Make a finding public
    ///
    /// By somebody else than whoever wrote it down. It enters the assessment.
    #[oai(path = "/follow-ups/:id/publication", method = "post", operation_id = "publishFinding")]
    async fn publish(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<FollowUpDetail>> {
        let sight = caller.may(Operation::PublishFinding)?;
        shown(&caller, inquiry::publish(&caller, &sight, id.0).await?).await
    }
}
