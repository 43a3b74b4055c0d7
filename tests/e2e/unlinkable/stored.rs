//! What a thief carries away: both databases as they stand, with what queries do not show, and every log line.

use std::{
    collections::HashMap,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use api::db::Database;
use sea_orm::{DbBackend, FromQueryResult, Statement};
use tests::County;
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;

/// Log lines of this thread's program, at debug level.
#[derive(Clone, Default)]
pub struct Logs(Arc<Mutex<Vec<u8>>>);

impl Logs {
    /// Listens until the guard is dropped: a program on one thread has no other.
    pub fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let logs = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::DEBUG)
            .with_ansi(false)
            .with_writer(logs.clone())
            .finish();
        (logs, tracing::subscriber::set_default(subscriber))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logs {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A row with what its database knows of its writing: its place in the file, and its transaction or its place in the log.
#[derive(Clone, Debug)]
pub struct Written {
    /// The household, or the keyed hash of the ballot's nonce.
    pub key: Vec<u8>,
    /// The blind signature, or the sealed ballot.
    pub body: Vec<u8>,
    pub place: u64,
    pub age: u64,
}

#[derive(FromQueryResult)]
struct Stored {
    key: Vec<u8>,
    body: Vec<u8>,
    age: i64,
}

/// What stands in both databases about a round.
#[derive(Debug)]
pub struct Copy {
    pub issues: Vec<Written>,
    pub ballots: Vec<Written>,
}

impl Copy {
    pub async fn of(county: &County, round: Uuid) -> Self {
        let folder = county.folder.path();
        let (db, boxed) = (&county.app.db, county.ballot_box());
        Self {
            issues: written(
                db,
                "rating_issue",
                ["rater_id", "blind_signature"],
                round,
                &folder.join("county.db"),
            )
            .await,
            ballots: written(
                boxed,
                "box_ballot",
                ["nonce_hmac", "sealed"],
                round,
                &folder.join("ballot_box.db"),
            )
            .await,
        }
    }
}

async fn written(
    db: &Database,
    table: &str,
    [key, body]: [&str; 2],
    round: Uuid,
    file: &Path,
) -> Vec<Written> {
    let postgres = db.backend() == DbBackend::Postgres;
    let sql = if postgres {
        let key = if key == "rater_id" { "uuid_send(rater_id)" } else { key };
        format!(
            "SELECT {key} AS key, {body} AS body, xmin::text::bigint AS age FROM {table} WHERE round_id = $1 ORDER BY ctid"
        )
    } else {
        format!("SELECT {key} AS key, {body} AS body, 0 AS age FROM {table} WHERE round_id = $1")
    };
    let statement = Statement::from_sql_and_values(db.backend(), sql, [round.into()]);
    let rows = Stored::find_by_statement(statement).all(db.reader()).await.unwrap();
    let mut rows: Vec<Written> = (0..)
        .zip(rows)
        .map(|(place, row)| Written { key: row.key, body: row.body, place, age: row.age.unsigned_abs() })
        .collect();
    if !postgres {
        // The last bytes of a row: those of a ballot lie on a page of their own, numbered as pages were needed.
        let ends: Vec<&[u8]> = rows.iter().map(|row| &row.body[row.body.len() - 32..]).collect();
        let [places, ages] = ["", "-wal"].map(|suffix| {
            let mut name = file.as_os_str().to_owned();
            name.push(suffix);
            offsets(&std::fs::read(name).unwrap_or_default(), &ends)
        });
        for (row, (place, age)) in rows.iter_mut().zip(places.into_iter().zip(ages)) {
            (row.place, row.age) = (place, age);
        }
    }
    rows
}

/// Where each of these first stands in a file; at its end what does not.
fn offsets(file: &[u8], sought: &[&[u8]]) -> Vec<u64> {
    let mut begins = vec![false; 1 << 16];
    let mut wanted: HashMap<&[u8], usize> = HashMap::new();
    for (nth, bytes) in sought.iter().enumerate() {
        begins[usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))] = true;
        wanted.insert(bytes, nth);
    }
    let mut found = vec![u64::MAX; sought.len()];
    let mut before = usize::from(file.first().copied().unwrap_or(0));
    for (end, byte) in file.iter().enumerate().skip(1) {
        let pair = (before << 8) | usize::from(*byte);
        before = usize::from(*byte);
        if begins[pair]
            && let Some(bytes) = file.get(end - 1..end + 31)
            && let Some(nth) = wanted.get(bytes)
            && found[*nth] == u64::MAX
        {
            found[*nth] = u64::try_from(end).unwrap();
        }
    }
    found
}

#[derive(FromQueryResult)]
struct Line {
    line: String,
}

async fn lines(db: &Database, sql: String) -> Vec<String> {
    let rows =
        Line::find_by_statement(Statement::from_string(db.backend(), sql)).all(db.reader()).await.unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// Every row of every table, as text.
pub async fn everything(db: &Database) -> Vec<String> {
    let postgres = db.backend() == DbBackend::Postgres;
    let tables = if postgres {
        "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let mut rows = Vec::new();
    for table in lines(db, tables.to_owned()).await {
        let sql = if postgres {
            format!("SELECT t::text AS line FROM \"{table}\" t")
        } else {
            let columns = lines(db, format!("SELECT name AS line FROM pragma_table_info('{table}')")).await;
            let columns: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("SELECT {} AS line FROM \"{table}\"", columns.join(" || '|' || "))
        };
        rows.extend(lines(db, sql).await);
    }
    rows
}
