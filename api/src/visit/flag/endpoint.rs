//! Operations on flags.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    store::{self, FlagFilter, FlagKey},
    view::{FlagDetail, FlagKind, FlagNoteForm, FlagPage, FlagState},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// What was noticed about visits.
#[derive(Debug)]
pub struct FlagApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Visit")]
impl FlagApi {
    /// What was noticed about visits, the newest first
    ///
    /// Evidence for the inspector, never a verdict: no score reads it.
    #[oai(path = "/flags", method = "get", operation_id = "listFlags")]
    async fn list(
        &self,
        Signed(caller): Signed,
        kind: Query<Option<FlagKind>>,
        state: Query<Option<FlagState>>,
        official_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<FlagPage>> {
        let sight = caller.may(Operation::ListFlags)?;
        let filter = FlagFilter {
            kind: kind.0.map(|kind| domain::visit::FlagKind::from(kind).as_str()),
            state: state.0.map(|state| domain::visit::FlagState::from(state).as_str()),
            official_id: official_id.0,
        };
        let limit = page::limit(limit.0);
        let after: Option<FlagKey> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::page(db, &sight, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.raised_at, row.id));
        Ok(Json(FlagPage { items: service::show(db, &caller.app, rows).await?, next_cursor }))
    }

    /// One flag with its visits
    #[oai(path = "/flags/:id", method = "get", operation_id = "getFlag")]
    async fn one(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<FlagDetail>> {
        let sight = caller.may(Operation::GetFlag)?;
        Ok(Json(service::detail(&caller, &sight, id.0).await?))
    }

    /// Say what one found
    #[oai(path = "/flags/:id/note", method = "post", operation_id = "noteFlag")]
    async fn note(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<FlagNoteForm>,
    ) -> ApiResult<Json<FlagDetail>> {
        let sight = caller.may(Operation::NoteFlag)?;
        Ok(Json(service::note(&caller, &sight, id.0, form).await?))
    }
}
