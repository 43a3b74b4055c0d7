//! Reading the journal.

use chrono::{DateTime, Utc};
use domain::identity::Operation;
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};
use entity::journal_entry::{Column, Entity};

/// The journal of administrative acts and looks at personal data.
#[derive(Debug)]
pub struct JournalApi;

/// One recorded act.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JournalEntry {
    /// Running number without gaps.
    pub seq: i64,
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_name: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    /// JSON text with what else is known of it; holds no personal data.
    pub detail: String,
    /// SHA-256 over the entry and the hash of the one before, in hex.
    pub leaf_hash: String,
}

/// A page of the journal, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JournalPage {
    pub items: Vec<JournalEntry>,
    pub next_cursor: Option<String>,
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Journal")]
impl JournalApi {
    /// Acts and looks, the newest first
    #[oai(path = "/journal", method = "get", operation_id = "listJournal")]
    async fn list(
        &self,
        Signed(caller): Signed,
        #[oai(validator(max_length = 64))] action: Query<Option<String>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<JournalPage>> {
        caller.may(Operation::ListJournal)?;
        let limit = page::limit(limit.0);
        let mut query = Entity::find();
        if let Some(action) = action.0 {
            query = query.filter(Column::Action.eq(action));
        }
        if let Some(before) = page::cursor::<i64>(cursor.0.as_deref())? {
            query = query.filter(Column::Seq.lt(before));
        }
        let mut rows = query.order_by_desc(Column::Seq).limit(limit + 1).all(caller.app.db.reader()).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.seq);
        let items = rows
            .into_iter()
            .map(|row| JournalEntry {
                seq: row.seq,
                id: row.id,
                at: row.at,
                actor_name: row.actor_name,
                action: row.action,
                subject_kind: row.subject_kind,
                subject_id: row.subject_id,
                detail: row.detail,
                leaf_hash: data_encoding::HEXLOWER.encode(&row.leaf_hash),
            })
            .collect();
        Ok(Json(JournalPage { items, next_cursor }))
    }
}
