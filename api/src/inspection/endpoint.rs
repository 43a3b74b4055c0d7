//! Operations on inspections.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{
    report, service,
    store::{self, Place},
    view::{
        Inspection, InspectionForm, InspectionObject, InspectionPage, InspectionPicture, ReportForm,
        SettlementForm, UnitAnswerForm,
    },
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{Tag, page},
    visit::photo::view::PhotoBody,
};

/// Inspections by double random.
#[derive(Debug)]
pub struct InspectionApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Inspection")]
impl InspectionApi {
    /// Rounds of inspections in sight, the newest first
    #[oai(path = "/inspections", method = "get", operation_id = "listInspections")]
    async fn list(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<InspectionPage>> {
        let sight = caller.may(Operation::ListInspections)?;
        let limit = page::limit(limit.0);
        let after: Option<Place> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::page(db, &sight, caller.account_id, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.created_at, row.id));
        Ok(Json(InspectionPage { items: service::show(&caller, &sight, rows).await?, next_cursor }))
    }

    /// Freeze both registers and announce a draw of units and inspectors
    #[oai(path = "/inspections", method = "post", operation_id = "announceInspection")]
    async fn announce(
        &self,
        Signed(caller): Signed,
        Json(form): Json<InspectionForm>,
    ) -> ApiResult<Json<Inspection>> {
        let sight = caller.may(Operation::AnnounceInspection)?;
        let row = service::announce(&caller, form).await?;
        let shown = service::show(&caller, &sight, vec![row]).await?.pop();
        Ok(Json(shown.ok_or_else(ApiError::not_found)?))
    }

    /// Report on a unit that one was drawn to inspect
    #[oai(path = "/inspected-units/:id/report", method = "post", operation_id = "reportInspection")]
    async fn report(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<ReportForm>,
    ) -> ApiResult<Json<InspectionObject>> {
        let sight = caller.may(Operation::ReportInspection)?;
        Ok(Json(report::report(&caller, &sight, id.0, form).await?))
    }

    /// Add a photo before reporting
    #[oai(
        path = "/inspected-units/:id/photos/:photo_id",
        method = "put",
        operation_id = "addInspectionPhoto"
    )]
    async fn add_photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        photo_id: Path<Uuid>,
        body: PhotoBody,
    ) -> ApiResult<Json<InspectionObject>> {
        let sight = caller.may(Operation::AddInspectionPhoto)?;
        Ok(Json(report::add_photo(&caller, &sight, id.0, photo_id.0, body).await?))
    }

    /// A photo of an inspection
    #[oai(
        path = "/inspected-units/:id/photos/:photo_id",
        method = "get",
        operation_id = "getInspectionPhoto"
    )]
    async fn photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        photo_id: Path<Uuid>,
    ) -> ApiResult<InspectionPicture> {
        let sight = caller.may(Operation::GetInspectionPhoto)?;
        let jpeg = report::photo(&caller, &sight, id.0, photo_id.0).await?;
        Ok(InspectionPicture::Jpeg(Binary(jpeg)))
    }

    /// Answer what was reported on one's own unit
    #[oai(path = "/inspected-units/:id/answer", method = "post", operation_id = "answerInspection")]
    async fn answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnitAnswerForm>,
    ) -> ApiResult<Json<InspectionObject>> {
        let sight = caller.may(Operation::AnswerInspection)?;
        Ok(Json(report::answer(&caller, &sight, id.0, form).await?))
    }

    /// Decide how many of the reported points stay off
    ///
    /// Not by whoever inspected it, and only when the unit has answered or its five working days have passed. They enter
    /// the assessment of everybody who works there.
    #[oai(path = "/inspected-units/:id/settlement", method = "post", operation_id = "settleInspection")]
    async fn settle(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<SettlementForm>,
    ) -> ApiResult<Json<InspectionObject>> {
        let sight = caller.may(Operation::SettleInspection)?;
        Ok(Json(report::settle(&caller, &sight, id.0, form).await?))
    }
}
