//! Operations on recusals.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    store::{self, RecusalFilter},
    view::{Recusal, RecusalForm, RecusalPage},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// Who may not be linked to whom.
#[derive(Debug)]
pub struct RecusalApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Link")]
impl RecusalApi {
    /// Recusals, the newest first
    #[oai(path = "/recusals", method = "get", operation_id = "listRecusals")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        household_id: Query<Option<Uuid>>,
        official_id: Query<Option<Uuid>>,
        /// Also those that were lifted.
        lifted: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RecusalPage>> {
        let sight = caller.may(Operation::ListRecusals)?;
        let filter = RecusalFilter {
            household_id: household_id.0,
            official_id: official_id.0,
            lifted: lifted.0.unwrap_or(false),
        };
        let limit = page::limit(limit.0);
        let before: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::page(db, &sight, filter, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.id);
        Ok(Json(RecusalPage { items: service::show(db, rows).await?, next_cursor }))
    }

    /// Say that a household and an official may not be linked
    ///
    /// A link that they have ends with the next assignment.
    #[oai(path = "/recusals", method = "post", operation_id = "addRecusal")]
    async fn add(&self, Signed(caller): Signed, Json(form): Json<RecusalForm>) -> ApiResult<Json<Recusal>> {
        caller.may(Operation::AddRecusal)?;
        Ok(Json(service::add(&caller, form).await?))
    }

    /// Say that they may be linked again
    #[oai(path = "/recusals/:id/lift", method = "post", operation_id = "liftRecusal")]
    async fn lift(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Recusal>> {
        caller.may(Operation::LiftRecusal)?;
        Ok(Json(service::lift(&caller, id.0).await?))
    }
}
