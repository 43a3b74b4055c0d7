//! Operations on visits.

use domain::identity::{Operation, Role};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{
    log,
    photo::{
        self,
        view::{Kept, PhotoBody, PhotoFile},
    },
    service,
    store::{self, VisitFilter, VisitKey},
    view::{Logged, VisitForm, VisitPage},
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    grid,
    http::{Tag, page},
    roster::{self, view::HouseholdPage},
};

/// Visits and who is due.
#[derive(Debug)]
pub struct VisitApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Visit")]
impl VisitApi {
    /// Visits in scope, the newest first
    #[oai(path = "/visits", method = "get", operation_id = "listVisits")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        /// Those to a household and to the households it was made of.
        household_id: Query<Option<Uuid>>,
        official_id: Query<Option<Uuid>>,
        /// Those to households that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<VisitPage>> {
        let sight = caller.may(Operation::ListVisits)?;
        let db = caller.app.db.reader();
        let filter = VisitFilter {
            household: match household_id.0 {
                Some(id) => Some(roster::service::history(db, id).await?.visits()),
                None => None,
            },
            official_id: official_id.0,
            area: match grid_id.0 {
                Some(id) => Some(grid::service::area(db, id).await?.visits()),
                None => None,
            },
        };
        let limit = page::limit(limit.0);
        let after: Option<VisitKey> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(db, &sight, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.claimed_at, row.id));
        let with_texts = sight.grants.iter().any(|grant| grant.role != Role::Hr);
        Ok(Json(VisitPage { items: service::show(db, &caller.app, rows, with_texts).await?, next_cursor }))
    }

    /// Log a visit to a household of one's own
    ///
    /// The id is the client's; the same visit sent again, at once or years later, is logged once.
    #[oai(path = "/visits/:id", method = "put", operation_id = "logVisit")]
    async fn log(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VisitForm>,
    ) -> ApiResult<Logged> {
        let sight = caller.may(Operation::LogVisit)?;
        log::log(&caller, &sight, id.0, form).await
    }

    /// My households in the order in which they need me
    ///
    /// Never visited first, then the longest unvisited; `due` says which are due.
    #[oai(path = "/visits/due", method = "get", operation_id = "listDue")]
    async fn due(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<HouseholdPage>> {
        let sight = caller.may(Operation::ListDue)?;
        let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
        let page =
            roster::endpoint::due_page(&caller, &sight, official_id, limit.0, cursor.0.as_deref()).await?;
        Ok(Json(page))
    }

    /// Add a photo to a visit of one's own
    ///
    /// The id is the client's; the same photo sent again is kept once. What is kept is drawn anew: at most 1,600 pixels
    /// long, without the places and times that cameras write.
    #[oai(path = "/visits/:id/photos/:photo_id", method = "put", operation_id = "addPhoto")]
    async fn add_photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        photo_id: Path<Uuid>,
        body: PhotoBody,
    ) -> ApiResult<Kept> {
        let sight = caller.may(Operation::AddPhoto)?;
        photo::service::add(&caller, &sight, id.0, photo_id.0, body).await
    }

    /// A photo of a visit
    #[oai(path = "/visits/:id/photos/:photo_id", method = "get", operation_id = "getPhoto")]
    async fn photo(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        photo_id: Path<Uuid>,
    ) -> ApiResult<PhotoFile> {
        let sight = caller.may(Operation::GetPhoto)?;
        let jpeg = photo::service::open(&caller, &sight, id.0, photo_id.0).await?;
        Ok(PhotoFile::Jpeg(Binary(jpeg)))
    }
}
