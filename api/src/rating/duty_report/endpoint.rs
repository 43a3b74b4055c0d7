//! Operations on duty reports.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    view::{DutyReport, DutyReportForm, MissingReports, RemindedReports},
};
use crate::{caller::Signed, error::ApiResult, http::Tag};

/// Duty reports.
#[derive(Debug)]
pub struct DutyReportApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl DutyReportApi {
    /// An official's duty report of the year
    #[oai(path = "/officials/:id/duty-report", method = "get", operation_id = "getDutyReport")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<DutyReport>> {
        let sight = caller.may(Operation::GetDutyReport)?;
        Ok(Json(service::get(&caller, &sight, id.0).await?))
    }

    /// Write an official's duty report of the year
    ///
    /// Rounds that are open go on showing what stood in it when they opened.
    #[oai(path = "/officials/:id/duty-report", method = "put", operation_id = "putDutyReport")]
    async fn put(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DutyReportForm>,
    ) -> ApiResult<Json<DutyReport>> {
        let sight = caller.may(Operation::PutDutyReport)?;
        Ok(Json(service::put(&caller, &sight, id.0, &form).await?))
    }

    /// Who has not reported yet, of those whom a round will rate
    #[oai(path = "/rating-rounds/:id/duty-reports", method = "get", operation_id = "listMissingReports")]
    async fn missing(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<MissingReports>> {
        caller.may(Operation::ListMissingReports)?;
        Ok(Json(service::missing(&caller, id.0, limit.0, cursor.0.as_deref()).await?))
    }

    /// Mail those who have not reported yet, at most once a day
    #[oai(
        path = "/rating-rounds/:id/duty-reports/remind",
        method = "post",
        operation_id = "remindDutyReports"
    )]
    async fn remind(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RemindedReports>> {
        caller.may(Operation::RemindDutyReports)?;
        Ok(Json(service::remind(&caller, id.0).await?))
    }
}
