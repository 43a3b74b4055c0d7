//! A queue of its own that forgets: a row goes with the message, or when the message is too old. It is not the queue of
//! jobs, which keeps what was done.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use entity::{sealed::Sealed, sms};
use futures_util::{StreamExt, stream};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, QueryFilter, Statement, Value,
};
use sha2::{Digest, Sha256};

use super::{
    Purpose, Template,
    gateway::{Gateway, Handed, Letter},
};
use crate::{app::App, roster::service::SEALED_HOUSEHOLD_PHONE};

const SEALED_PARAMS: &str = "sms.params";
/// How long a code waits. Nobody waits longer for one.
const CODE_WAITS: chrono::Duration = chrono::Duration::minutes(10);
/// How long a reminder waits: there may be hundreds of thousands.
const REMINDER_WAITS: chrono::Duration = chrono::Duration::hours(12);
/// Before a message that did not go through is handed over again.
const PAUSE: chrono::Duration = chrono::Duration::seconds(30);
/// Messages that are taken up together, and those that are on their way at once.
const TURN: u64 = 64;
const AT_ONCE: usize = 8;
/// How long the worker rests when nothing waits.
const REST: Duration = Duration::from_secs(1);

impl Purpose {
    fn waits(self) -> chrono::Duration {
        match self {
            Self::RatingCode => CODE_WAITS,
            Self::RatingReminder => REMINDER_WAITS,
        }
    }
}

/// Enqueues a message to one number.
pub async fn enqueue(
    tx: &impl ConnectionTrait,
    app: &App,
    purpose: Purpose,
    number: &str,
    params: &BTreeMap<String, String>,
) -> Result<(), DbErr> {
    let now = app.clock.now();
    let row = sms::ActiveModel {
        batch_id: Set(app.clock.id()),
        // Sealed anew: the same bytes as in the household's row would say whose it is.
        number: Set(app.keyring.seal(SEALED_HOUSEHOLD_PHONE, number).0),
        purpose: Set(purpose.as_str().to_owned()),
        params: Set(sealed(app, params)),
        tries: Set(0),
        due_at: Set(now),
        forget_at: Set(now + purpose.waits()),
    };
    sms::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Enqueues the same message to many: `households` is the end of a query that begins after `FROM household h`, with
/// places from `$7` on. Returns how many.
pub async fn enqueue_from(
    tx: &impl ConnectionTrait,
    app: &App,
    purpose: Purpose,
    params: &BTreeMap<String, String>,
    households: &str,
    values: Vec<Value>,
) -> Result<u64, DbErr> {
    let now = app.clock.now();
    let sql = format!(
        "INSERT INTO sms (batch_id, number, purpose, params, tries, due_at, forget_at) \
         SELECT $1, h.phone, $2, $3, $4, $5, $6 FROM household h {households}"
    );
    let mut all: Vec<Value> = vec![
        app.clock.id().into(),
        purpose.as_str().into(),
        sealed(app, params).into(),
        Value::from(0_i32),
        now.into(),
        (now + purpose.waits()).into(),
    ];
    all.extend(values);
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, all);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

fn sealed(app: &App, params: &BTreeMap<String, String>) -> Sealed {
    app.keyring.seal(SEALED_PARAMS, &serde_json::to_string(params).expect("texts"))
}

/// Hands messages over until the program stops.
pub async fn run(app: Arc<App>) {
    while !app.stopping.is_cancelled() {
        let handed = match step(&app).await {
            Ok(handed) => handed,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the queue of text messages cannot be read");
                0
            }
        };
        if handed == 0 {
            tokio::select! {
                () = app.stopping.cancelled() => {}
                () = tokio::time::sleep(REST) => {}
            }
        }
    }
}

/// Hands over all that is due, for tests and commands. Returns how many were tried.
pub async fn drain(app: &App) -> anyhow::Result<usize> {
    let mut tried = 0;
    loop {
        match step(app).await? {
            0 => return Ok(tried),
            some => tried += some,
        }
    }
}

async fn step(app: &App) -> anyhow::Result<usize> {
    let now = app.clock.now();
    forget(app, now).await?;
    let Some(gateway) = &app.sms else { return Ok(0) };
    let rows = claim(app, now).await?;
    let tried = rows.len();
    if tried == 0 {
        return Ok(0);
    }
    let mut templates = Vec::new();
    for purpose in Purpose::ALL {
        templates.push((purpose, Template::of(app.db.reader(), purpose).await?));
    }
    let templates = &templates;
    let done: Vec<Option<sms::Model>> = stream::iter(rows)
        .map(|row| async move { hand_over(app, gateway, templates, &row).await.then_some(row) })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    delete(app, done.into_iter().flatten()).await?;
    Ok(tried)
}

/// Whether the message is settled: handed over, or never to be.
async fn hand_over(
    app: &App,
    gateway: &Gateway,
    templates: &[(Purpose, Template)],
    row: &sms::Model,
) -> bool {
    let Some((number, params)) = opened(app, row) else {
        tracing::warn!(purpose = row.purpose, "a text message does not open");
        return true;
    };
    let Some((purpose, template)) = templates.iter().find(|(purpose, _)| purpose.as_str() == row.purpose)
    else {
        return true;
    };
    let letter = Letter { id: id(row), number: &number, purpose: *purpose, template, params: &params };
    match gateway.hand_over(&app.clock, &letter).await {
        Handed::Over => true,
        Handed::Later(reason) => {
            tracing::warn!(purpose = row.purpose, reason, "a text message waits");
            false
        }
        Handed::Refused(reason) => {
            tracing::warn!(purpose = row.purpose, reason, "a text message was refused");
            true
        }
    }
}

fn opened(app: &App, row: &sms::Model) -> Option<(String, BTreeMap<String, String>)> {
    let number = app.keyring.open(SEALED_HOUSEHOLD_PHONE, &Sealed(row.number.clone())).ok()?;
    let params = app.keyring.open(SEALED_PARAMS, &row.params).ok()?;
    Some((number, serde_json::from_str(&params).ok()?))
}

/// The same whenever the message is handed over, and of no use to look anything up by.
fn id(row: &sms::Model) -> String {
    let mut hash = Sha256::new();
    hash.update(row.batch_id.as_bytes());
    hash.update(&row.number);
    HEXLOWER.encode(&hash.finalize()[..16])
}

async fn forget(app: &App, now: DateTime<Utc>) -> Result<(), DbErr> {
    let old = sms::Entity::delete_many().filter(sms::Column::ForgetAt.lte(now));
    let tx = app.db.begin().await?;
    old.exec(&tx).await?;
    tx.commit().await
}

/// Takes up what is due, what forgets soonest first; nobody else does before the pause is over.
async fn claim(app: &App, now: DateTime<Utc>) -> Result<Vec<sms::Model>, DbErr> {
    let tx = app.db.begin().await?;
    let backend = tx.get_database_backend();
    let skip = if backend == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE sms SET tries = tries + 1, due_at = $1 WHERE (batch_id, number) IN (SELECT batch_id, number \
         FROM sms WHERE due_at <= $2 ORDER BY forget_at LIMIT {TURN}{skip}) RETURNING *"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [(now + PAUSE).into(), now.into()]);
    let rows = sms::Model::find_by_statement(statement).all(&tx).await?;
    tx.commit().await?;
    Ok(rows)
}

async fn delete(app: &App, rows: impl Iterator<Item = sms::Model>) -> Result<(), DbErr> {
    let mut which = Condition::any();
    for row in rows {
        which = which.add(sms::Column::BatchId.eq(row.batch_id).and(sms::Column::Number.eq(row.number)));
    }
    if which.is_empty() {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    sms::Entity::delete_many().filter(which).exec(&tx).await?;
    tx.commit().await
}
