//! Operations on themes, rectifications of units, and call-backs.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    call_back, rules, service,
    store::{self, Filter, Place},
    view::{
        CallBack, CallBackForm, CallBackPage, CallBackPhone, RatingThemes, ThemeRulesForm, UnitAnswer,
        UnitCheckForm, UnitRectificationDetail, UnitRectificationPage,
    },
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::{Tag, page},
};
use entity::rating_rectification;

/// Themes of rounds and what they open.
#[derive(Debug)]
pub struct ThemeApi;

async fn shown(
    caller: &Caller,
    row: rating_rectification::Model,
) -> ApiResult<Json<UnitRectificationDetail>> {
    Ok(Json(service::detail(caller, row).await?))
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl ThemeApi {
    /// When a theme opens a rectification
    #[oai(path = "/rating-theme-rules", method = "get", operation_id = "getThemeRules")]
    async fn rules(&self, Signed(caller): Signed) -> ApiResult<Json<ThemeRulesForm>> {
        Ok(Json(rules::shown(&caller).await?))
    }

    /// Preset when a theme opens a rectification
    ///
    /// For rounds that are counted from now on.
    #[oai(path = "/rating-theme-rules", method = "put", operation_id = "putThemeRules")]
    async fn put_rules(
        &self,
        Signed(caller): Signed,
        Json(form): Json<ThemeRulesForm>,
    ) -> ApiResult<Json<ThemeRulesForm>> {
        Ok(Json(rules::write(&caller, form).await?))
    }

    /// Reasons for low levels by unit
    ///
    /// Where enough households answered, and at least three gave the reason.
    #[oai(path = "/rating-rounds/:id/themes", method = "get", operation_id = "listRatingThemes")]
    async fn themes(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RatingThemes>> {
        caller.may(Operation::ListRatingThemes)?;
        Ok(Json(RatingThemes { items: service::themes(&caller, id.0).await? }))
    }

    /// Rectifications of units in sight, the earliest day first
    #[oai(path = "/unit-rectifications", method = "get", operation_id = "listUnitRectifications")]
    async fn list(
        &self,
        Signed(caller): Signed,
        round_id: Query<Option<Uuid>>,
        /// Only those that have not ended, or only the others.
        running: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<UnitRectificationPage>> {
        let sight = caller.may(Operation::ListUnitRectifications)?;
        let db = caller.app.db.reader();
        let limit = page::limit(limit.0);
        let after: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let filter = Filter { round_id: round_id.0, running: running.0 };
        let mut rows = store::page(db, &sight, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.due_on, row.id));
        let items = service::show(db, &caller.app, rows).await?;
        Ok(Json(UnitRectificationPage { items, next_cursor }))
    }

    /// A rectification with its history
    #[oai(path = "/unit-rectifications/:id", method = "get", operation_id = "getUnitRectification")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<UnitRectificationDetail>> {
        let sight = caller.may(Operation::GetUnitRectification)?;
        let row = store::one(caller.app.db.reader(), &sight, id.0).await?;
        shown(&caller, row.ok_or_else(ApiError::not_found)?).await
    }

    /// Say what one's own unit has done
    #[oai(
        path = "/unit-rectifications/:id/answer",
        method = "post",
        operation_id = "answerUnitRectification"
    )]
    async fn answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnitAnswer>,
    ) -> ApiResult<Json<UnitRectificationDetail>> {
        let sight = caller.may(Operation::AnswerUnitRectification)?;
        shown(&caller, service::answer(&caller, &sight, id.0, &form.note).await?).await
    }

    /// Say whether what a unit did is enough
    ///
    /// Not by whoever works there. If it is not, the unit answers again; its day stays.
    #[oai(path = "/unit-rectifications/:id/check", method = "post", operation_id = "checkUnitRectification")]
    async fn check(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnitCheckForm>,
    ) -> ApiResult<Json<UnitRectificationDetail>> {
        let sight = caller.may(Operation::CheckUnitRectification)?;
        shown(&caller, service::check(&caller, &sight, id.0, form).await?).await
    }

    /// End a rectification that was not answered by its day
    #[oai(path = "/unit-rectifications/:id/end", method = "post", operation_id = "endUnitRectification")]
    async fn end(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnitAnswer>,
    ) -> ApiResult<Json<UnitRectificationDetail>> {
        let sight = caller.may(Operation::EndUnitRectification)?;
        shown(&caller, service::end(&caller, &sight, id.0, &form.note).await?).await
    }

    /// Households of a counted round that asked to be called back; journalled
    #[oai(path = "/rating-rounds/:id/call-backs", method = "get", operation_id = "listCallBacks")]
    async fn call_backs(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Only those about what this rectification is about.
        rectification_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<CallBackPage>> {
        let sight = caller.may(Operation::ListCallBacks)?;
        let limit = page::limit(limit.0);
        let after: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let mut items = call_back::list(&caller, &sight, id.0, rectification_id.0, after, limit + 1).await?;
        let next_cursor = page::next(&mut items, limit, |row| row.id);
        Ok(Json(CallBackPage { items, next_cursor }))
    }

    /// The phone number of a household that asked, whole; journalled
    #[oai(path = "/rating-call-backs/:id/phone", method = "post", operation_id = "getCallBackPhone")]
    async fn phone(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<CallBackPhone>> {
        let sight = caller.may(Operation::GetCallBackPhone)?;
        Ok(Json(CallBackPhone { phone: call_back::phone(&caller, &sight, id.0).await? }))
    }

    /// Write down what came of a call
    #[oai(path = "/rating-call-backs/:id", method = "post", operation_id = "recordCallBack")]
    async fn called(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<CallBackForm>,
    ) -> ApiResult<Json<CallBack>> {
        let sight = caller.may(Operation::RecordCallBack)?;
        Ok(Json(call_back::called(&caller, &sight, id.0, form).await?))
    }
}
