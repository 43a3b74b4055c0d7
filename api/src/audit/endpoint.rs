//! Operations of those who run a meeting.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    carried, compare,
    comparison::RosterDiff,
    draft,
    form::{DiceForm, MeetingForm, OpeningForm, OutcomeForm, RevealForm},
    host,
    phone_list::{self, PhoneList, PhoneSheet},
    prepare, rounds, sheet, snapshot,
    store::{self, Place},
    typing,
    view::{Carried, MeetingDetail, MeetingPage},
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::{Tag, page},
};

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
        if let Some(hall) = &caller.app.hall {
            rows.retain(|row| row.id == hall.meeting);
        }
        let next_cursor = page::next(&mut rows, limit, |row| (row.meets_on, row.id));
        Ok(Json(MeetingPage { items: snapshot::lines(db, rows).await?, next_cursor }))
    }

    /// Prepare a meeting
    ///
    /// Freezes the rosters from the county as it stands: every active official who is not exempt, with his stratum and
    /// name; their households, each official's apart and with a hash in place of the name; lists as typed.
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
        Ok(Json(snapshot::detail(&caller.app, meeting.id, caller.account_id).await?))
    }

    /// Prepare a draft again
    ///
    /// Its rosters are frozen anew. 409 once the announcement is published: nothing of it changes any more.
    #[oai(path = "/meetings/:id", method = "put", operation_id = "reviseMeeting")]
    async fn revise(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<MeetingForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        prepare::revise(&caller, id.0, form).await?;
        show(&caller, id.0).await
    }

    /// A draft as it was typed
    ///
    /// The form that prepares it again: lists with their rows, who cannot be drawn and why, recusals. Putting it back
    /// unchanged changes nothing that was typed. 409 once the announcement is published.
    #[oai(path = "/meetings/:id/draft", method = "get", operation_id = "getMeetingDraft")]
    async fn draft(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<MeetingForm>> {
        let sight = caller.may(Operation::GetMeetingDraft)?;
        let meeting = store::seen(caller.app.db.reader(), &sight, id.0).await?;
        Ok(Json(draft::form(&caller.app, meeting.ok_or_else(ApiError::not_found)?).await?))
    }

    /// A frozen roster beside the last real meeting's
    ///
    /// Who came, who went, who cannot be drawn and why.
    #[oai(path = "/meetings/:id/roster-diff", method = "get", operation_id = "getRosterDiff")]
    async fn roster_diff(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Name of a roster that is not split; the first when it is left out.
        #[oai(validator(max_length = 32))]
        roster: Query<Option<String>>,
    ) -> ApiResult<Json<RosterDiff>> {
        let sight = caller.may(Operation::GetRosterDiff)?;
        let meeting = store::seen(caller.app.db.reader(), &sight, id.0).await?;
        let meeting = meeting.ok_or_else(ApiError::not_found)?;
        Ok(Json(compare::roster(&caller.app, &meeting, roster.0.as_deref()).await?))
    }

    /// The sheet that the notary compares and signs
    ///
    /// A in all its digits and as a QR code, the counts, the sources, and the plan in words. Before the announcement it
    /// is a draft and says so.
    #[oai(path = "/meetings/:id/sheet.pdf", method = "get", operation_id = "getMeetingSheet")]
    async fn sheet(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<sheet::SheetResponse> {
        let sight = caller.may(Operation::GetMeetingSheet)?;
        let meeting = store::seen(caller.app.db.reader(), &sight, id.0).await?;
        sheet::print(&caller.app, meeting.ok_or_else(ApiError::not_found)?).await
    }

    /// Who on the rosters cannot be phoned
    ///
    /// To be mended before the meeting: somebody without a number is visited, or the meeting stands still.
    #[oai(path = "/meetings/:id/phones", method = "get", operation_id = "getPhoneList")]
    async fn phones(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<PhoneList>> {
        Ok(Json(phone_list::coverage(&caller, id.0).await?))
    }

    /// The officials' numbers as a workbook, for the caller alone
    ///
    /// Each export is journalled. Households' numbers are never listed.
    #[oai(path = "/meetings/:id/phones.xlsx", method = "get", operation_id = "getPhoneSheet")]
    async fn phone_sheet(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<PhoneSheet> {
        phone_list::sheet(&caller, id.0).await
    }

    /// Those who answer first
    ///
    /// Who did not answer at the last real meeting. After the opening nothing is drawn before all of them are dealt
    /// with.
    #[oai(path = "/meetings/:id/carried", method = "get", operation_id = "listCarried")]
    async fn carried(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Vec<Carried>>> {
        let sight = caller.may(Operation::ListCarried)?;
        let db = caller.app.db.reader();
        let meeting = store::seen(db, &sight, id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(carried::shown(db, &meeting).await?))
    }

    /// Record what somebody answered who had not answered before
    #[oai(path = "/meetings/:id/carried/:label", method = "put", operation_id = "recordCarried")]
    async fn record_carried(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(max_length = 32))] label: Path<String>,
        Json(form): Json<OutcomeForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        carried::record(&caller, id.0, &label.0, &form.outcome).await?;
        show(&caller, id.0).await
    }

    /// Publish the announcement with the rosters
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

    /// Type the dice of the next round
    ///
    /// Two people type them on two devices, each from the table. What the first typed is shown to nobody. When the second
    /// types the same, the round is locked and the lock published; there is no way back. When they differ, both entries
    /// are thrown away, the answer is 409 `dice_mismatch`, and both are asked again.
    #[oai(path = "/meetings/:id/dice", method = "post", operation_id = "typeDice")]
    async fn type_dice(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DiceForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        typing::type_dice(&caller, id.0, form).await?;
        show(&caller, id.0).await
    }

    /// Take back what one typed
    ///
    /// As long as nobody else has typed the same.
    #[oai(path = "/meetings/:id/dice", method = "delete", operation_id = "clearDice")]
    async fn clear_dice(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<MeetingDetail>> {
        typing::clear(&caller, id.0).await?;
        show(&caller, id.0).await
    }

    /// Say that the envelope of the last locked round is lost
    ///
    /// The round stays locked and its result stands. The dice of the next round may be thrown, and the next code
    /// reveals both. When it was the last round, the spare code reveals it: `reveal` with `lost_envelope`.
    #[oai(
        path = "/meetings/:id/rounds/:number/lost-envelope",
        method = "post",
        operation_id = "loseEnvelope"
    )]
    async fn lose_envelope(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))] number: Path<u32>,
    ) -> ApiResult<Json<MeetingDetail>> {
        rounds::lose(&caller, id.0, number.0).await?;
        show(&caller, id.0).await
    }

    /// Reveal who is drawn, with the code of the notary's envelope
    ///
    /// The last locked round, and with it those before it whose envelopes were lost. Sending the same code again changes
    /// nothing and answers the same.
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
    Ok(Json(snapshot::detail(&caller.app, id, caller.account_id).await?))
}
