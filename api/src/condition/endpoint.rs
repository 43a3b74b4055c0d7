//! Operations on condition forms.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    edit, service,
    view::{ConditionForm, EditForm, Edited, FormHistory, ResolveForm, UnmaskedForm},
};
use crate::{caller::Signed, error::ApiResult, http::Tag, roster::view::UnmaskForm};

/// The condition forms of households.
#[derive(Debug)]
pub struct ConditionApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Condition")]
impl ConditionApi {
    /// The condition form of a household
    ///
    /// Telephone and identity numbers are masked. A look at a household that is not the official's own is recorded in
    /// the journal.
    #[oai(path = "/households/:id/form", method = "get", operation_id = "getForm")]
    async fn form(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<ConditionForm>> {
        let sight = caller.may(Operation::GetForm)?;
        Ok(Json(service::look(&caller, &sight, id.0).await?))
    }

    /// Change fields of a form
    ///
    /// The id is the client's; the same edit sent again is taken in once. Fields that nobody has changed since the
    /// base version take the new value. A field that somebody has changed to something else keeps that, and both
    /// values stand in `conflicts` until somebody decides.
    #[oai(path = "/households/:id/form/edits/:edit_id", method = "put", operation_id = "editForm")]
    async fn edit(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        edit_id: Path<Uuid>,
        Json(form): Json<EditForm>,
    ) -> ApiResult<Edited> {
        let sight = caller.may(Operation::EditForm)?;
        edit::edit(&caller, &sight, id.0, edit_id.0, form).await
    }

    /// Decide between two values of a field
    #[oai(path = "/form-conflicts/:id", method = "post", operation_id = "resolveConflict")]
    async fn resolve(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<ResolveForm>,
    ) -> ApiResult<Json<ConditionForm>> {
        let sight = caller.may(Operation::ResolveConflict)?;
        Ok(Json(edit::resolve(&caller, &sight, id.0, form).await?))
    }

    /// Every value that the fields of a form had, the newest first
    #[oai(path = "/households/:id/form/history", method = "get", operation_id = "formHistory")]
    async fn history(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<FormHistory>> {
        let sight = caller.may(Operation::FormHistory)?;
        Ok(Json(service::history(&caller, &sight, id.0, limit.0, cursor.0.as_deref()).await?))
    }

    /// Show the phone and identity numbers of a form whole
    ///
    /// Recorded in the journal with the reason.
    #[oai(path = "/households/:id/form/unmask", method = "post", operation_id = "unmaskForm")]
    async fn unmask(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnmaskForm>,
    ) -> ApiResult<Json<UnmaskedForm>> {
        let sight = caller.may(Operation::UnmaskForm)?;
        Ok(Json(service::unmask(&caller, &sight, id.0, &form.reason).await?))
    }
}
