//! Operations on assignments.

use domain::identity::Operation;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    adjust, plot, service, show,
    store::{self, MoveFilter},
    view::{
        Adjusted, Assignment, AssignmentForm, AssignmentPage, AssignmentState, ExplainedLinks, LoadPage,
        MoveForm, MovePage, OverflowPage, Plot, VersionForm,
    },
    why,
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    grid,
    http::{Tag, page},
};
use entity::assignment;

/// Who shall serve whom from a day on.
#[derive(Debug)]
pub struct AssignmentApi;

/// An assignment that is being computed.
#[derive(ApiResponse, Debug)]
pub enum Queued {
    /// Accepted; ask for it to see how far it is.
    #[oai(status = 202)]
    Assignment(Json<Assignment>),
}

/// The assignment that somebody asks about.
async fn asked(caller: &Caller, operation: Operation, id: Uuid) -> ApiResult<assignment::Model> {
    let sight = caller.may(operation)?;
    store::find(caller.app.db.reader(), &sight, id).await?.ok_or_else(ApiError::not_found)
}

/// The path of the grid to which a list is narrowed.
async fn narrowed(caller: &Caller, grid_id: Option<Uuid>) -> ApiResult<Option<String>> {
    let Some(id) = grid_id else { return Ok(None) };
    let grid = grid::service::grid(caller.app.db.reader(), id).await?;
    Ok(Some(grid.ok_or_else(|| ApiError::field("grid_id", "unknown"))?.path))
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Link")]
impl AssignmentApi {
    /// Propose an assignment
    ///
    /// The solver works in a job: links that may be kept are kept, nobody is linked to whom he recuses, nobody gets
    /// more than the most. Ask for the assignment to see how far it is.
    #[oai(path = "/assignments", method = "post", operation_id = "createAssignment")]
    async fn create(&self, Signed(caller): Signed, Json(form): Json<AssignmentForm>) -> ApiResult<Queued> {
        caller.may(Operation::CreateAssignment)?;
        Ok(Queued::Assignment(Json(service::create(&caller, form).await?)))
    }

    /// Assignments, the newest first, their figures left out
    #[oai(path = "/assignments", method = "get", operation_id = "listAssignments")]
    async fn list(
        &self,
        Signed(caller): Signed,
        state: Query<Option<AssignmentState>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<AssignmentPage>> {
        let sight = caller.may(Operation::ListAssignments)?;
        let limit = page::limit(limit.0);
        let before: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let state = state.0.map(Into::into);
        let mut rows = store::page(db, &sight, state, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.id);
        Ok(Json(AssignmentPage { items: show::list(db, &caller, rows).await?, next_cursor }))
    }

    /// One assignment with its figures beside today's, by township
    #[oai(path = "/assignments/:id", method = "get", operation_id = "getAssignment")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Assignment>> {
        let row = asked(&caller, Operation::GetAssignment, id.0).await?;
        Ok(Json(show::detail(caller.app.db.reader(), &caller, row).await?))
    }

    /// Households that change hands, village by village
    #[oai(path = "/assignments/:id/moves", method = "get", operation_id = "listMoves")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn moves(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Households that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        /// Who gives or takes.
        official_id: Query<Option<Uuid>>,
        /// Only what somebody placed by hand.
        by_hand: Query<Option<bool>>,
        /// Only what did not change hands when the assignment took effect.
        left_out: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<MovePage>> {
        let row = asked(&caller, Operation::ListMoves, id.0).await?;
        let filter = MoveFilter {
            path: narrowed(&caller, grid_id.0).await?,
            official_id: official_id.0,
            by_hand: by_hand.0.unwrap_or(false),
            left_out: left_out.0.unwrap_or(false),
        };
        let limit = page::limit(limit.0);
        let after: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::moves(db, row.id, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.id);
        Ok(Json(MovePage { items: show::moves(db, rows).await?, next_cursor }))
    }

    /// Give a household of a draft to somebody else
    ///
    /// What binds the solver binds a hand: a link that may be kept stays, nobody who is recused, nobody with as many as
    /// he may have. The answer shows the new loads.
    #[oai(path = "/assignments/:id/moves", method = "post", operation_id = "adjustAssignment")]
    async fn adjust(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<MoveForm>,
    ) -> ApiResult<Json<Adjusted>> {
        caller.may(Operation::AdjustAssignment)?;
        Ok(Json(adjust::adjust(&caller, id.0, form).await?))
    }

    /// Households for which nobody was found, and why
    #[oai(path = "/assignments/:id/overflow", method = "get", operation_id = "listOverflow")]
    async fn overflow(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Households that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<OverflowPage>> {
        let row = asked(&caller, Operation::ListOverflow, id.0).await?;
        let path = narrowed(&caller, grid_id.0).await?;
        let limit = page::limit(limit.0);
        let after: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::overflow(db, row.id, path.as_deref(), after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.id);
        Ok(Json(OverflowPage { items: show::overflow(db, rows).await?, next_cursor }))
    }

    /// Officials and their loads before and after, by number
    #[oai(path = "/assignments/:id/officials", method = "get", operation_id = "listLoads")]
    async fn loads(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Those who serve in this township.
        grid_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<LoadPage>> {
        let row = asked(&caller, Operation::ListLoads, id.0).await?;
        let limit = page::limit(limit.0);
        let after: Option<Uuid> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::loads(db, row.id, grid_id.0, after, Some(limit + 1)).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.id);
        Ok(Json(LoadPage { items: show::loads(db, &row, rows).await?, next_cursor }))
    }

    /// A township before and after, to be drawn
    #[oai(path = "/assignments/:id/plot", method = "get", operation_id = "plotAssignment")]
    async fn plot(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// A township of the assignment, or a smaller grid of it; unless said, the assignment's own.
        grid_id: Query<Option<Uuid>>,
    ) -> ApiResult<Json<Plot>> {
        let row = asked(&caller, Operation::PlotAssignment, id.0).await?;
        let grid_id = grid_id.0.unwrap_or(row.grid_id);
        Ok(Json(plot::plot(caller.app.db.reader(), &row, grid_id).await?))
    }

    /// Agree to an assignment
    ///
    /// Never whoever proposed it or changed it by hand. It takes effect on its day.
    #[oai(path = "/assignments/:id/approve", method = "post", operation_id = "approveAssignment")]
    async fn approve(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VersionForm>,
    ) -> ApiResult<Json<Assignment>> {
        caller.may(Operation::ApproveAssignment)?;
        Ok(Json(service::approve(&caller, id.0, form).await?))
    }

    /// Take an assignment back before its day
    ///
    /// Also while it is computed: the job ends.
    #[oai(path = "/assignments/:id/withdraw", method = "post", operation_id = "withdrawAssignment")]
    async fn withdraw(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<VersionForm>,
    ) -> ApiResult<Json<Assignment>> {
        caller.may(Operation::WithdrawAssignment)?;
        Ok(Json(service::withdraw(&caller, id.0, form).await?))
    }

    /// Why these households are this official's
    #[oai(path = "/officials/:id/links/why", method = "get", operation_id = "explainLinks")]
    async fn why(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<ExplainedLinks>> {
        let sight = caller.may(Operation::ExplainLinks)?;
        Ok(Json(why::explain(caller.app.db.reader(), &sight, id.0).await?))
    }
}
