//! The one seam through which administrative writes and looks at personal data are recorded, in the same
//! transaction as what they record. Every entry carries the hash of the one before it.

pub mod endpoint;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryOrder, Statement};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::caller::Caller;

/// A number of our own for PostgreSQL's advisory lock: entries are chained, so they are written one at a time.
const CHAIN_LOCK: i64 = 0x6c69_616e_6a72;

/// Who did it.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: Option<Uuid>,
    pub name: String,
}

impl Actor {
    /// The program itself, for sweeps and commands.
    pub fn program(name: &str) -> Self {
        Self { id: None, name: name.to_owned() }
    }
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self { id: Some(caller.account_id), name: caller.login.clone() }
    }
}

/// What it was done to.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Option<Uuid>,
}

impl Subject {
    pub fn new(kind: &'static str, id: Uuid) -> Self {
        Self { kind, id: Some(id) }
    }

    /// Something that has no id, such as a whole list.
    pub fn kind(kind: &'static str) -> Self {
        Self { kind, id: None }
    }
}

/// Records one action. `detail` must hold no personal data: ids, counts, reasons by code.
pub async fn record(
    tx: &impl ConnectionTrait,
    id: Uuid,
    at: DateTime<Utc>,
    actor: impl Into<Actor>,
    action: &str,
    subject: Subject,
    detail: Value,
) -> Result<(), DbErr> {
    use ::entity::journal_entry::{ActiveModel, Column, Entity};
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({CHAIN_LOCK})");
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    }
    let actor = actor.into();
    let previous = Entity::find().order_by_desc(Column::Seq).one(tx).await?;
    let previous = previous.map_or_else(|| vec![0; 32], |entry| entry.leaf_hash);
    // PostgreSQL keeps microseconds; the hash must be of what is stored.
    let at = DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at);
    let leaf = json!({
        "id": id,
        "at": at,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "detail": detail,
    });
    let leaf_hash = leaf_hash(&previous, &leaf);
    let row = ActiveModel {
        id: Set(id),
        at: Set(at),
        actor_id: Set(actor.id),
        actor_name: Set(actor.name.clone()),
        action: Set(action.to_owned()),
        subject_kind: Set(subject.kind.to_owned()),
        subject_id: Set(subject.id),
        detail: Set(detail.to_string()),
        previous_hash: Set(previous),
        leaf_hash: Set(leaf_hash),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// SHA-256 over the hash before and the entry as JSON with sorted keys (RFC 6962 prefix 0 for a leaf).
fn leaf_hash(previous: &[u8], leaf: &Value) -> Vec<u8> {
    Sha256::new().chain_update([0]).chain_update(previous).chain_update(leaf.to_string()).finalize().to_vec()
}
