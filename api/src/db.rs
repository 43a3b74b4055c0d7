//! The two kinds of database behind one door: an embedded SQLite file with one writer and several readers, or
//! PostgreSQL. Functions elsewhere take `&impl ConnectionTrait` and never know which it is.

use std::{path::Path, time::Duration};

use anyhow::Context;
use migration::MigratorTrait;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database as SeaDatabase, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

/// Connections that may read at the same time on SQLite.
const SQLITE_READERS: u32 = 8;
/// Rows that SQLite's thread reads ahead of whoever wants them: two threads that wait for each other row by row cost more
/// than the rows.
const SQLITE_ROWS_AHEAD: usize = 1024;
/// Bytes of the file that are read where the system keeps them: a year of a large county, and the most SQLite allows.
const MAPPED: &str = "2147418112";
const POSTGRES_CONNECTIONS: u32 = 24;
const BUSY: Duration = Duration::from_secs(10);
/// A number of our own for PostgreSQL's advisory lock around migrations.
const MIGRATION_LOCK: i64 = 0x006c_6961_6e78_696e;

/// A county's database or a ballot box.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Database {
    /// Opens an SQLite file, making it when it is not there.
    pub async fn sqlite(path: &Path) -> anyhow::Result<Self> {
        let url = format!("sqlite://{}?mode=rwc", path.display());
        let opening = || format!("cannot open the database file {}", path.display());
        let writer = SeaDatabase::connect(sqlite_options(&url, 1, false)).await.with_context(opening)?;
        let reader =
            SeaDatabase::connect(sqlite_options(&url, SQLITE_READERS, true)).await.with_context(opening)?;
        Ok(Self { writer, reader })
    }

    /// Connects to PostgreSQL, in the given schema, which is made when it is not there.
    pub async fn postgres(url: &str, schema: &str) -> anyhow::Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .connect_timeout(BUSY)
            .acquire_timeout(BUSY)
            .set_schema_search_path(schema)
            .sqlx_logging(false);
        let pool = SeaDatabase::connect(options).await.context(
            "cannot reach the PostgreSQL database; check --database-url and that the server runs and lets us in",
        )?;
        pool.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")).await?;
        Ok(Self { writer: pool.clone(), reader: pool })
    }

    /// For queries outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The pool under PostgreSQL, for listening to other processes.
    pub fn postgres_pool(&self) -> Option<&sea_orm::sqlx::PgPool> {
        (self.backend() == DbBackend::Postgres).then(|| self.writer.get_postgres_connection_pool())
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// A transaction that may write. On SQLite it holds the only writer from its first moment, so that it
    /// never fails half-way because another one was quicker: keep it short.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite = self.backend() == DbBackend::Sqlite;
        self.writer
            .begin_with_options(TransactionOptions {
                isolation_level: (!sqlite).then_some(IsolationLevel::ReadCommitted),
                access_mode: (!sqlite).then_some(AccessMode::ReadWrite),
                sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
            })
            .await
    }

    /// A transaction that reads: all its queries see the database as it stands at the first of them, whatever others
    /// commit meanwhile.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite = self.backend() == DbBackend::Sqlite;
        self.reader
            .begin_with_options(TransactionOptions {
                isolation_level: (!sqlite).then_some(IsolationLevel::RepeatableRead),
                access_mode: (!sqlite).then_some(AccessMode::ReadOnly),
                sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Deferred),
            })
            .await
    }

    /// Writes SQLite's file anew, table by table in the order of the keys, and empties its log of earlier writes.
    pub async fn write_anew(&self) -> Result<(), DbErr> {
        // The copy goes through a file: in memory it would take as much as the database.
        self.writer.execute_unprepared("PRAGMA temp_store = file").await?;
        let written = self.writer.execute_unprepared("VACUUM").await;
        self.writer.execute_unprepared("PRAGMA temp_store = memory").await?;
        written?;
        self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.map(drop)
    }

    /// Brings the schema up to date; several programs may try at once.
    pub async fn migrate<M: MigratorTrait>(&self) -> anyhow::Result<()> {
        if self.backend() != DbBackend::Postgres {
            return Ok(M::up(&self.writer, None).await?);
        }
        // The lock belongs to this transaction's connection; the migrations run on others beside it.
        let guard = self.writer.begin().await?;
        guard.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        M::up(&self.writer, None).await?;
        guard.commit().await?;
        Ok(())
    }

    /// Whether the database answers, for readiness.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.execute_unprepared("SELECT 1").await.map(drop)
    }

    /// Closes the pools; on SQLite the write-ahead log is folded into the file.
    pub async fn close(&self) -> anyhow::Result<()> {
        self.reader.clone().close().await?;
        self.writer.clone().close().await?;
        Ok(())
    }
}

/// Ids to look up, each once: a list of visits names the same few people over and over.
pub fn each_once(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn sqlite_options(url: &str, connections: u32, query_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY)
                .row_buffer_size(SQLITE_ROWS_AHEAD)
                .pragma("cache_size", "-65536")
                .pragma("mmap_size", MAPPED)
                .pragma("temp_store", "memory")
                .pragma("secure_delete", "on");
            if query_only { sqlite.pragma("query_only", "on") } else { sqlite }
        });
    options
}
