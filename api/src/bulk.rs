//! Writing many rows: one thread makes them, the database takes them in as large bites as it can.

use std::{fmt::Write as _, path::Path, time::Instant};

use anyhow::Context;
use chrono::SecondsFormat;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
    EntityTrait, IdenStatic, Iterable, Statement, Value,
    sqlx::{
        PgConnection,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::mpsc::{Receiver, Sender};

/// Values one SQLite statement may bind.
const SQLITE_BINDS: usize = 32_766;
/// Rows in one bite for PostgreSQL: COPY knows no limit, so this only bounds the memory.
const POSTGRES_ROWS: usize = 5_000;

/// Rows of one table, ready for the database.
#[derive(Debug)]
pub struct Bite {
    table: &'static str,
    rows: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// An INSERT of all rows.
    Insert(Statement),
    /// `COPY table (columns) FROM STDIN` and its text.
    Copy { statement: String, text: String },
}

/// Where the maker of rows puts them.
#[derive(Debug)]
pub struct Outlet {
    backend: DbBackend,
    bites: Sender<Bite>,
}

impl Outlet {
    pub fn new(backend: DbBackend, bites: Sender<Bite>) -> Self {
        Self { backend, bites }
    }

    /// A table to put rows into.
    pub fn table<A: ActiveModelTrait>(&self) -> Table<'_, A> {
        let columns: Vec<_> = <A::Entity as EntityTrait>::Column::iter().collect();
        let at_most = match self.backend {
            DbBackend::Sqlite => SQLITE_BINDS / columns.len(),
            _ => POSTGRES_ROWS,
        };
        let name = A::Entity::default().table_name_static();
        Table { outlet: self, name, columns, at_most, values: Vec::new(), rows: 0, insert: String::new() }
    }

    /// Puts all of these rows into their table.
    pub fn all<A: ActiveModelTrait>(&self, rows: impl IntoIterator<Item = A>) -> anyhow::Result<()> {
        let mut table = self.table::<A>();
        for row in rows {
            table.put(row)?;
        }
        table.flush()
    }
}

/// The table's name for as long as the program runs.
trait NameStatic {
    fn table_name_static(&self) -> &'static str;
}

impl<E: EntityTrait + IdenStatic> NameStatic for E {
    fn table_name_static(&self) -> &'static str {
        IdenStatic::as_str(self)
    }
}

/// Collects rows of one table and hands them over bite by bite. Call [`Table::flush`] at the end.
#[derive(Debug)]
pub struct Table<'a, A: ActiveModelTrait> {
    outlet: &'a Outlet,
    name: &'static str,
    columns: Vec<<A::Entity as EntityTrait>::Column>,
    at_most: usize,
    values: Vec<Value>,
    rows: usize,
    /// The INSERT of a full bite, made once.
    insert: String,
}

impl<A: ActiveModelTrait> Table<'_, A> {
    /// Puts one row, all of whose columns are set.
    pub fn put(&mut self, mut row: A) -> anyhow::Result<()> {
        for column in &self.columns {
            match row.take(*column) {
                ActiveValue::Set(value) | ActiveValue::Unchanged(value) => self.values.push(value),
                ActiveValue::NotSet => anyhow::bail!("{}.{} is not set", self.name, column.as_str()),
            }
        }
        self.rows += 1;
        if self.rows == self.at_most { self.flush() } else { Ok(()) }
    }

    /// Hands over what is left.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let values = std::mem::take(&mut self.values);
        let rows = std::mem::take(&mut self.rows);
        let content = if self.outlet.backend == DbBackend::Sqlite {
            if self.insert.is_empty() && rows == self.at_most {
                self.insert = self.insert(rows);
            }
            let sql = if rows == self.at_most { self.insert.clone() } else { self.insert(rows) };
            Content::Insert(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values))
        } else {
            let statement = format!("COPY \"{}\" ({}) FROM STDIN", self.name, self.column_list());
            Content::Copy { statement, text: copy_text(&values, self.columns.len())? }
        };
        let bite = Bite { table: self.name, rows, content };
        self.outlet.bites.blocking_send(bite).ok().context("the database stopped taking rows")
    }

    fn column_list(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
        names.join(", ")
    }

    fn insert(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        format!("INSERT INTO \"{}\" ({}) VALUES {}", self.name, self.column_list(), vec![row; rows].join(","))
    }
}

/// PostgreSQL's text format: columns by tabs, rows by line feeds, `\N` for nothing.
fn copy_text(values: &[Value], columns: usize) -> anyhow::Result<String> {
    let mut text = String::with_capacity(values.len() * 24);
    for (at, value) in values.iter().enumerate() {
        copy_value(&mut text, value)?;
        text.push(if (at + 1) % columns == 0 { '\n' } else { '\t' });
    }
    Ok(text)
}

fn copy_value(text: &mut String, value: &Value) -> anyhow::Result<()> {
    match value {
        Value::Bool(Some(value)) => text.push(if *value { 't' } else { 'f' }),
        Value::Int(Some(value)) => write!(text, "{value}")?,
        Value::BigInt(Some(value)) => write!(text, "{value}")?,
        Value::Double(Some(value)) => write!(text, "{value}")?,
        Value::Uuid(Some(value)) => write!(text, "{value}")?,
        Value::ChronoDate(Some(value)) => write!(text, "{value}")?,
        Value::ChronoDateTimeUtc(Some(value)) => {
            text.push_str(&value.to_rfc3339_opts(SecondsFormat::Micros, true));
        }
        Value::String(Some(value)) => {
            for character in value.chars() {
                match character {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    other => text.push(other),
                }
            }
        }
        Value::Bytes(Some(value)) => {
            text.push_str("\\\\x");
            data_encoding::HEXLOWER.encode_append(value, text);
        }
        other if *other == other.as_null() => text.push_str("\\N"),
        other => anyhow::bail!("the demo county holds no {other:?}"),
    }
    Ok(())
}

/// Rows and the database's seconds of a table.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    pub table: &'static str,
    pub rows: usize,
    pub seconds: f64,
}

/// How long the database took, table by table in the order of writing.
#[derive(Clone, Debug, Default)]
pub struct Tally(pub Vec<Written>);

impl Tally {
    pub fn add(&mut self, table: &'static str, rows: usize, seconds: f64) {
        match self.0.iter_mut().find(|written| written.table == table) {
            Some(written) => {
                written.rows += rows;
                written.seconds += seconds;
            }
            None => self.0.push(Written { table, rows, seconds }),
        }
    }
}

/// Takes bites into SQLite until the maker is done.
pub async fn into_sqlite(db: &impl ConnectionTrait, mut bites: Receiver<Bite>) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    while let Some(Bite { table, rows, content }) = bites.recv().await {
        let began = Instant::now();
        let Content::Insert(statement) = content else { anyhow::bail!("SQLite takes no COPY") };
        db.execute_raw(statement).await.with_context(|| format!("writing {table}"))?;
        tally.add(table, rows, began.elapsed().as_secs_f64());
    }
    Ok(tally)
}

/// Takes bites into PostgreSQL until the maker is done.
pub async fn into_postgres(db: &mut PgConnection, mut bites: Receiver<Bite>) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    while let Some(Bite { table, rows, content }) = bites.recv().await {
        let began = Instant::now();
        let Content::Copy { statement, text } = content else { anyhow::bail!("PostgreSQL is copied into") };
        let mut copy = db.copy_in_raw(&statement).await.with_context(|| format!("writing {table}"))?;
        copy.send(text.into_bytes()).await?;
        copy.finish().await.with_context(|| format!("writing {table}"))?;
        tally.add(table, rows, began.elapsed().as_secs_f64());
    }
    Ok(tally)
}

/// Opens an SQLite file that nobody else uses and that may be thrown away at any moment: no journal, no waiting for the
/// disk. It is moved to its place, whole and synced, when it is done.
pub async fn throwaway(path: &Path) -> anyhow::Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.max_connections(1).min_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .pragma("locking_mode", "exclusive")
            .pragma("cache_size", "-262144")
            // Indexes are sorted on a second core.
            .pragma("threads", "2")
            .pragma("temp_store", "memory")
    });
    Database::connect(options).await.with_context(|| format!("cannot make {}", path.display()))
}

/// Drops the indexes that the schema adds to the tables and returns how to make them again: sorting once at the end is
/// several times faster than finding a place for every row.
pub async fn take_indexes(db: &DatabaseConnection) -> anyhow::Result<Vec<String>> {
    let indexes = list_indexes(db).await?;
    for (name, _) in &indexes {
        db.execute_unprepared(&format!("DROP INDEX \"{name}\"")).await?;
    }
    Ok(indexes.into_iter().map(|(_, make)| make).collect())
}

/// Name and definition of each.
pub async fn list_indexes(db: &DatabaseConnection) -> anyhow::Result<Vec<(String, String)>> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        }
        _ => {
            "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = current_schema() \
             AND (indexname LIKE 'ix\\_%' OR indexname LIKE 'uq\\_%') ORDER BY indexname"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "sql")?))).collect()
}

/// Tells SQLite's query planner what it wants to know of the tables; a sample is enough.
pub async fn analyse(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    db.execute_unprepared("PRAGMA analysis_limit = 1000").await?;
    db.execute_unprepared("ANALYZE").await?;
    Ok(())
}
