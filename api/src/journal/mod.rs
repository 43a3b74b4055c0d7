//! The one seam through which administrative writes and looks at personal data are recorded, in the same
//! transaction as what they record. Every entry carries the hash of the one before it.

pub mod endpoint;

use ::entity::journal_entry::{Column, Entity, Model};
use chrono::{DateTime, Utc};
use domain::journal::{GENESIS, Leaf, leaf_hash};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryOrder, Statement};
use serde_json::Value;
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
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({CHAIN_LOCK})");
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
    }
    let actor = actor.into();
    let last = Entity::find().order_by_desc(Column::Seq).one(tx).await?;
    let (seq, previous) = last.map_or((1, GENESIS.to_vec()), |entry| (entry.seq + 1, entry.leaf_hash));
    let leaf = Leaf {
        seq,
        id,
        // Whole microseconds, because that is what both databases keep.
        at: DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at),
        actor_id: actor.id,
        actor_name: actor.name,
        action: action.to_owned(),
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id,
        detail,
    };
    let row = chained(previous, leaf).map_err(|error| DbErr::Custom(error.to_string()))?;
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(drop)
}

/// An entry, chained to the one before it.
pub fn chained(previous: Vec<u8>, leaf: Leaf) -> anyhow::Result<Model> {
    let chained = leaf_hash(&previous.as_slice().try_into()?, &leaf.canonical()?).to_vec();
    Ok(Model {
        seq: leaf.seq,
        id: leaf.id,
        at: leaf.at,
        actor_id: leaf.actor_id,
        actor_name: leaf.actor_name,
        action: leaf.action,
        subject_kind: leaf.subject_kind,
        subject_id: leaf.subject_id,
        detail: leaf.detail.to_string(),
        previous_hash: previous,
        leaf_hash: chained,
    })
}
