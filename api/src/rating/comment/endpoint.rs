//! Operations on comments.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    view::{CommentFile, CommentForm, CommentedOfficialPage, RatingComment, SummaryForm},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// What households wrote.
#[derive(Debug)]
pub struct CommentApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl CommentApi {
    /// Officials of whom households wrote something
    ///
    /// Those with at least ten answers; of the others nobody reads a comment.
    #[oai(path = "/rating-rounds/:id/comments", method = "get", operation_id = "listCommentedOfficials")]
    async fn list(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<CommentedOfficialPage>> {
        caller.may(Operation::ListCommentedOfficials)?;
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let mut items = service::list(&caller, id.0, after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut items, limit, |row| row.official.number.clone());
        Ok(Json(CommentedOfficialPage { items, next_cursor }))
    }

    /// What households wrote of one official; journalled
    ///
    /// Redacted by rule, and as it was written until the summary is released. No level, no household, no order.
    #[oai(
        path = "/rating-rounds/:id/comments/:official_id",
        method = "get",
        operation_id = "getRatingComments"
    )]
    async fn file(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
    ) -> ApiResult<Json<CommentFile>> {
        caller.may(Operation::GetRatingComments)?;
        Ok(Json(service::file(&caller, id.0, official_id.0).await?))
    }

    /// Say how a comment reads without who wrote it
    #[oai(path = "/rating-comments/:id", method = "put", operation_id = "checkRatingComment")]
    async fn check(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<CommentForm>,
    ) -> ApiResult<Json<RatingComment>> {
        caller.may(Operation::CheckRatingComment)?;
        Ok(Json(service::check(&caller, id.0, form).await?))
    }

    /// Keep a summary for the official
    ///
    /// In other words: no line may hold a comment as it was written.
    #[oai(
        path = "/rating-rounds/:id/comments/:official_id/summary",
        method = "put",
        operation_id = "writeRatingSummary"
    )]
    async fn write(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
        Json(form): Json<SummaryForm>,
    ) -> ApiResult<Json<CommentFile>> {
        caller.may(Operation::WriteRatingSummary)?;
        Ok(Json(service::write(&caller, id.0, official_id.0, form).await?))
    }

    /// Let the official read his summary
    ///
    /// When every comment was looked at. What was written is forgotten; the redacted text stays.
    #[oai(
        path = "/rating-rounds/:id/comments/:official_id/release",
        method = "post",
        operation_id = "releaseRatingSummary"
    )]
    async fn release(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Path<Uuid>,
    ) -> ApiResult<Json<CommentFile>> {
        caller.may(Operation::ReleaseRatingSummary)?;
        Ok(Json(service::release(&caller, id.0, official_id.0).await?))
    }
}
