//! Operations on the grid and the county's figures.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    merger, service,
    store::{self, GridFilter},
    view::{County, Grid, GridLevel, GridMergeForm, GridPage, GridRenameForm},
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{Tag, page},
    typed,
};

/// The grid and the county's figures.
#[derive(Debug)]
pub struct GridApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Grid")]
impl GridApi {
    /// The county's figures
    ///
    /// In a large county they may be a few seconds old.
    #[oai(path = "/county", method = "get", operation_id = "getCounty")]
    async fn county(&self, Signed(caller): Signed) -> ApiResult<Json<County>> {
        caller.may(Operation::GetCounty)?;
        Ok(Json(service::county(&caller.app).await?))
    }

    /// Grids in scope, by code
    #[oai(path = "/grids", method = "get", operation_id = "listGrids")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn grids(
        &self,
        Signed(caller): Signed,
        /// Those right below this grid.
        parent_id: Query<Option<Uuid>>,
        level: Query<Option<GridLevel>>,
        /// Part of the name, or the beginning of its initials or of the code; a former name or code finds what has
        /// become of it.
        #[oai(validator(max_length = 100))]
        q: Query<Option<String>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<GridPage>> {
        let sight = caller.may(Operation::ListGrids)?;
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let filter = GridFilter {
            parent_id: parent_id.0,
            level: level.0.map(|level| domain::grid::Level::from(level).as_str()),
            search: typed::optional("q", q.0.as_deref())?,
        };
        let db = caller.app.db.reader();
        let visible = service::visible(db, &sight).await?;
        let mut rows = store::page(db, visible, filter, after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.code.clone());
        Ok(Json(GridPage { items: service::show(&caller.app, rows).await?, next_cursor }))
    }

    /// Make several villages one
    ///
    /// Households, open requests and contact grids go to the one that goes on; the leaders of the others are dismissed.
    /// What was closed stays under the name under which it happened. In one transaction.
    #[oai(path = "/grids/merge", method = "post", operation_id = "mergeVillages")]
    async fn merge(&self, Signed(caller): Signed, Json(form): Json<GridMergeForm>) -> ApiResult<Json<Grid>> {
        caller.may(Operation::MergeVillages)?;
        Ok(Json(merger::merge(&caller, form).await?))
    }

    /// Give a village another name or code
    #[oai(path = "/grids/:id/rename", method = "post", operation_id = "renameVillage")]
    async fn rename(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<GridRenameForm>,
    ) -> ApiResult<Json<Grid>> {
        caller.may(Operation::RenameVillage)?;
        Ok(Json(merger::rename(&caller, id.0, form).await?))
    }

    /// One grid with the way to it
    #[oai(path = "/grids/:id", method = "get", operation_id = "getGrid")]
    async fn grid(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Grid>> {
        let sight = caller.may(Operation::GetGrid)?;
        let db = caller.app.db.reader();
        let visible = service::visible(db, &sight).await?;
        let row = store::one(db, visible, id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(service::detail(&caller.app, row).await?))
    }
}
