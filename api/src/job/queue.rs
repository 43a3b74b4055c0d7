//! The queue in the county's database.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::Work;
use crate::app::App;
use entity::job::{ActiveModel, Column, Entity, Model};

const SEALED: &str = "job.payload";
/// A worker that has not said anything for so long is taken for dead.
const LEASE_SECONDS: i64 = 300;
/// Tries before a job is given up and shown as failed.
pub(super) const MOST_ATTEMPTS: i32 = 8;

/// Enqueues work in the caller's transaction.
pub async fn enqueue(tx: &impl ConnectionTrait, app: &App, work: &Work) -> Result<Uuid, DbErr> {
    let row = row(app, work, None);
    let id = row.id.clone().unwrap();
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Enqueues work unless a job with this key was ever enqueued.
pub async fn enqueue_once(tx: &impl ConnectionTrait, app: &App, key: &str, work: &Work) -> Result<(), DbErr> {
    Entity::insert(row(app, work, Some(key.to_owned())))
        .on_conflict(OnConflict::column(Column::DedupeKey).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

fn row(app: &App, work: &Work, key: Option<String>) -> ActiveModel {
    let payload = serde_json::to_string(work).expect("work is plain data");
    let now = app.clock.now();
    ActiveModel {
        id: Set(app.clock.id()),
        kind: Set(work.kind().to_owned()),
        payload: Set(app.keyring.seal(SEALED, &payload)),
        state: Set("queued".to_owned()),
        attempts: Set(0),
        run_at: Set(now),
        locked_until: NotSet,
        progress: Set(0),
        total: NotSet,
        error: NotSet,
        dedupe_key: Set(key),
        created_at: Set(now),
        finished_at: NotSet,
    }
}

/// Takes the next job that is due, for the length of a lease.
pub(super) async fn claim(app: &App) -> Result<Option<Model>, DbErr> {
    let now = app.clock.now();
    let until = now + chrono::Duration::seconds(LEASE_SECONDS);
    let tx = app.db.begin().await?;
    let backend = tx.get_database_backend();
    let skip = if backend == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE job SET state = 'running', attempts = attempts + 1, locked_until = $1 WHERE id = (SELECT id FROM job \
         WHERE (state = 'queued' AND run_at <= $2) OR (state = 'running' AND locked_until <= $2) \
         ORDER BY run_at LIMIT 1{skip}) RETURNING *"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [until.into(), now.into()]);
    let job = Model::find_by_statement(statement).one(&tx).await?;
    tx.commit().await?;
    Ok(job)
}

/// Gives back what a killed process had taken, without waiting for its lease to end. Only where no other process can
/// be at work: an SQLite file has one owner.
pub(super) async fn release(app: &App) -> Result<(), DbErr> {
    if app.db.backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    Entity::update_many()
        .col_expr(Column::State, Expr::value("queued"))
        .filter(Column::State.eq("running"))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// What a job holds.
pub(super) fn payload(app: &App, job: &Model) -> anyhow::Result<Work> {
    Ok(serde_json::from_str(&app.keyring.open(SEALED, &job.payload)?)?)
}

/// Says how far a job is, and renews its lease.
pub async fn set_progress(app: &App, job_id: Uuid, progress: i32, total: i32) -> Result<(), DbErr> {
    let until = app.clock.now() + chrono::Duration::seconds(LEASE_SECONDS);
    let tx = app.db.begin().await?;
    Entity::update_many()
        .col_expr(Column::Progress, Expr::value(progress))
        .col_expr(Column::Total, Expr::value(total))
        .col_expr(Column::LockedUntil, Expr::value(until))
        .filter(Column::Id.eq(job_id))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// Puts a job away: done, queued again later, or failed for good.
pub(super) async fn settle(app: &App, job: &Model, outcome: Result<(), String>) -> Result<(), DbErr> {
    let now = app.clock.now();
    let failed = job.attempts >= MOST_ATTEMPTS && !Work::must_be_done(&job.kind);
    let (state, error) = match outcome {
        Ok(()) => ("done", None),
        Err(error) if failed => ("failed", Some(error)),
        Err(error) => ("queued", Some(error)),
    };
    let wait = chrono::Duration::seconds(5 << job.attempts.clamp(0, 10));
    let tx = app.db.begin().await?;
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Error, Expr::value(error))
        .col_expr(Column::RunAt, Expr::value(if state == "queued" { now + wait } else { job.run_at }))
        .col_expr(Column::FinishedAt, Expr::value((state != "queued").then_some(now)))
        .filter(Column::Id.eq(job.id))
        .exec(&tx)
        .await?;
    tx.commit().await
}
