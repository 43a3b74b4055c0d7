//! Operations of those who run the hall between two draws, and of the judges.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    answer, ballot, call, file, named, outcome, panel, undo, venue,
    view::{
        AnswerForm, BallotForm, BallotPaper, CallForm, CastForm, ConsentForm, HeardFile, NamedForm,
        PanelForm, PanelReceipt, PanelSheets, PanelSignature, PhoneShown, RoundVenueForm, SignForm, UndoForm,
        VenuesForm, VoteForm,
    },
    word::Question,
};
use crate::{
    app::App,
    audit::{endpoint::show, form::OutcomeForm, view::MeetingDetail},
    caller::Signed,
    error::ApiResult,
    http::Tag,
};

/// What happens on stage after a draw.
#[derive(Debug)]
pub struct HearingApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Audit")]
impl HearingApi {
    /// The file of somebody drawn or called by name
    ///
    /// A look at a household's file is journalled.
    #[oai(path = "/meetings/:id/heard/:label/file", method = "get", operation_id = "getHeardFile")]
    async fn file(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
    ) -> ApiResult<Json<HeardFile>> {
        Ok(Json(file::read(&caller, id.0, &label.0).await?))
    }

    /// The phone number to dial, for the caller alone
    ///
    /// Each look is journalled. Without a number: 409 `no_phone`; somebody goes to the door, and `IN_PERSON` or
    /// `ROSTER_ERROR` is recorded.
    #[oai(path = "/meetings/:id/heard/:label/phone", method = "post", operation_id = "showPhone")]
    async fn phone(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
    ) -> ApiResult<Json<PhoneShown>> {
        Ok(Json(call::phone(&caller, id.0, &label.0).await?))
    }

    /// Log a call
    ///
    /// Three calls within five minutes of which none was answered allow the outcome `NO_ANSWER`, and nothing else does.
    #[oai(path = "/meetings/:id/heard/:label/calls", method = "post", operation_id = "logCall")]
    async fn call(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<CallForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        call::log(&caller, id.0, &label.0, form.result).await?;
        show(&caller, id.0).await
    }

    /// Record whether a household agrees to be heard in the hall
    ///
    /// It holds for this meeting. Until then it is dialled off the air.
    #[oai(path = "/meetings/:id/heard/:label/consent", method = "put", operation_id = "recordConsent")]
    async fn consent(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<ConsentForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        call::consent(&caller, id.0, &label.0, form.agreed).await?;
        show(&caller, id.0).await
    }

    /// Record an answer to a question of the checklist
    ///
    /// Of an official it is his claim, of a household what it says; differences are marked by the program.
    #[oai(
        path = "/meetings/:id/heard/:label/answers/:question",
        method = "put",
        operation_id = "recordAnswer"
    )]
    async fn answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        question: Path<Question>,
        Json(form): Json<AnswerForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        answer::record(&caller, id.0, &label.0, question.0, form).await?;
        show(&caller, id.0).await
    }

    /// Record what became of somebody drawn
    ///
    /// `NO_ANSWER` stands only on three logged calls within five minutes.
    #[oai(
        path = "/meetings/:id/rounds/:number/outcomes/:label",
        method = "put",
        operation_id = "recordOutcome"
    )]
    async fn outcome(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))] number: Path<u32>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<OutcomeForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        outcome::record(&caller, id.0, number.0, &label.0, &form.outcome).await?;
        show(&caller, id.0).await
    }

    /// Take back the last thing typed
    ///
    /// Answers, calls, outcomes, people called by name and venues, until the next round is locked. Never a draw, and never
    /// a vote.
    #[oai(path = "/meetings/:id/undo", method = "post", operation_id = "undoTyping")]
    async fn undo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UndoForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        undo::undo(&caller, id.0, form.id).await?;
        show(&caller, id.0).await
    }

    /// Call an official by name
    ///
    /// No draw: recorded and shown apart.
    #[oai(path = "/meetings/:id/named", method = "post", operation_id = "callByName")]
    async fn name(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<NamedForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        named::call(&caller, id.0, &form).await?;
        show(&caller, id.0).await
    }

    /// Record what became of somebody called by name
    #[oai(path = "/meetings/:id/named/:label/outcome", method = "put", operation_id = "recordNamedOutcome")]
    async fn named_outcome(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<OutcomeForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        named::outcome(&caller, id.0, &label.0, &form.outcome).await?;
        show(&caller, id.0).await
    }

    /// Name the branch venues
    #[oai(path = "/meetings/:id/venues", method = "put", operation_id = "setVenues")]
    async fn venues(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VenuesForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        venue::set(&caller, id.0, &form.names).await?;
        show(&caller, id.0).await
    }

    /// Say to which venue a round belongs
    #[oai(path = "/meetings/:id/rounds/:number/venue", method = "put", operation_id = "placeRound")]
    async fn place(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))] number: Path<u32>,
        Json(form): Json<RoundVenueForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        venue::place(&caller, id.0, number.0, form.venue_id).await?;
        show(&caller, id.0).await
    }

    /// Seat the panel and make the codes of its seats
    ///
    /// The codes are shown this once. Done again before the first vote, the former ones are void.
    #[oai(path = "/meetings/:id/panel", method = "post", operation_id = "createPanel")]
    async fn panel(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<PanelForm>,
    ) -> ApiResult<Json<PanelSheets>> {
        Ok(Json(panel::seat(&caller, id.0, form).await?))
    }

    /// Open a vote of the panel
    #[oai(path = "/meetings/:id/votes", method = "post", operation_id = "openVote")]
    async fn open_vote(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VoteForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        panel::open(&caller, id.0, &form.label).await?;
        show(&caller, id.0).await
    }

    /// Close a vote and count it
    #[oai(path = "/meetings/:id/votes/:number/close", method = "post", operation_id = "closeVote")]
    async fn close_vote(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "60")))] number: Path<u32>,
    ) -> ApiResult<Json<MeetingDetail>> {
        panel::close(&caller, id.0, number.0).await?;
        show(&caller, id.0).await
    }
}

/// The judges' ballots. They know no caller: a code is a seat, and what is cast is nobody's.
#[derive(Debug)]
pub struct BallotApi;

#[OpenApi(prefix_path = "/api/public/panel", tag = "Tag::Audit")]
impl BallotApi {
    /// What a seat may vote on
    #[oai(path = "/ballot", method = "post", operation_id = "getPanelBallot")]
    async fn paper(
        &self,
        Data(app): Data<&Arc<App>>,
        Json(form): Json<BallotForm>,
    ) -> ApiResult<Json<BallotPaper>> {
        Ok(Json(ballot::paper(app, &form.code).await?))
    }

    /// Sign a seat's blinded message
    ///
    /// Once per vote, while it is open; the same message again is answered the same. What is signed cannot be read here.
    #[oai(path = "/sign", method = "post", operation_id = "signPanelBallot")]
    async fn sign(
        &self,
        Data(app): Data<&Arc<App>>,
        Json(form): Json<SignForm>,
    ) -> ApiResult<Json<PanelSignature>> {
        Ok(Json(ballot::sign(app, &form).await?))
    }

    /// Cast a ballot
    ///
    /// While its vote is open; the last one of a nonce counts. It says nothing of a seat, and stays sealed until the vote
    /// closes.
    #[oai(path = "/cast", method = "post", operation_id = "castPanelBallot")]
    async fn cast(
        &self,
        Data(app): Data<&Arc<App>>,
        Json(form): Json<CastForm>,
    ) -> ApiResult<Json<PanelReceipt>> {
        Ok(Json(ballot::cast(app, &form).await?))
    }
}
