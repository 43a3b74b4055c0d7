//! Operations on the leaders of grids.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    propose, service, store,
    view::{LeaderForm, LeaderPage, LeaderProposals, LedGrid},
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    grid::{self, view::GridLevel},
    http::{Tag, page},
};

/// Who leads which grid.
#[derive(Debug)]
pub struct LeaderApi;

async fn narrowed(caller: &Caller, grid_id: Option<Uuid>) -> ApiResult<Option<String>> {
    let Some(id) = grid_id else { return Ok(None) };
    let grid = grid::service::grid(caller.app.db.reader(), id).await?;
    Ok(Some(grid.ok_or_else(|| ApiError::field("grid_id", "unknown"))?.path))
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Link")]
impl LeaderApi {
    /// Grids with their leaders, by code
    #[oai(path = "/leaders", method = "get", operation_id = "listLeaders")]
    async fn list(
        &self,
        Signed(caller): Signed,
        /// Grids of this one, and itself.
        grid_id: Query<Option<Uuid>>,
        level: Query<Option<GridLevel>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<LeaderPage>> {
        let sight = caller.may(Operation::ListLeaders)?;
        let path = narrowed(&caller, grid_id.0).await?;
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let level = level.0.map(|level| domain::grid::Level::from(level).as_str());
        let db = caller.app.db.reader();
        let visible = grid::service::visible(db, &sight).await?;
        let mut rows =
            store::grids(db, visible, path.as_deref(), level, after.as_deref(), Some(limit + 1)).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.code.clone());
        Ok(Json(LeaderPage { items: service::show(db, &caller, rows).await?, next_cursor }))
    }

    /// Propose who should lead each township, work area and village
    ///
    /// Whoever leads today and still may goes on; a village without an official of the rank borrows one from a near
    /// village of its township. Nothing is changed.
    #[oai(path = "/leaders/proposal", method = "get", operation_id = "proposeLeaders")]
    async fn propose(
        &self,
        Signed(caller): Signed,
        /// Grids of this one, and itself.
        grid_id: Query<Option<Uuid>>,
    ) -> ApiResult<Json<LeaderProposals>> {
        caller.may(Operation::ProposeLeaders)?;
        let path = narrowed(&caller, grid_id.0).await?;
        let today = caller.app.clock.today();
        Ok(Json(propose::propose(caller.app.db.reader(), path.as_deref(), today).await?))
    }

    /// Give a grid another leader
    ///
    /// Of deputy-section rank or above. Nobody's households move.
    #[oai(path = "/grids/:id/leader", method = "post", operation_id = "setLeader")]
    async fn set(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<LeaderForm>,
    ) -> ApiResult<Json<LedGrid>> {
        caller.may(Operation::SetLeader)?;
        Ok(Json(service::set(&caller, id.0, form).await?))
    }
}
