//! Moving a checked sheet into the roster: a few statements over whole tables, whatever the number of rows, in the
//! one transaction that makes an import happen or not.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

/// How a kind of sheet moves.
#[derive(Debug)]
pub enum Swap {
    Rows(Rows),
    /// A link is ended and another begun; none is overwritten.
    Links,
}

/// Rows matched by their code: what differs is updated, what is not there is added, nothing is deleted.
#[derive(Debug)]
pub struct Rows {
    pub table: &'static str,
    pub staging: &'static str,
    /// Column of the code.
    pub key: &'static str,
    pub moved: &'static [Moved],
    /// Columns that only a new row takes.
    pub added_only: &'static [&'static str],
    /// What a new row begins with, as SQL.
    pub constants: &'static [(&'static str, &'static str)],
    /// A last statement.
    pub after: Option<&'static str>,
}

/// What a column of a sheet moves into. The first column tells whether anything differs; the others follow it.
#[derive(Debug)]
pub struct Moved {
    pub sheet: &'static str,
    pub columns: &'static [&'static str],
}

/// What became of the rows of a sheet, or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub added: i32,
    pub changed: i32,
    pub unchanged: i32,
}

/// The links that hold now, beside a staged one.
const CURRENT: &str = "link.household_id = s.household_id AND link.kind = 'thirty' AND link.valid_to IS NULL";

impl Rows {
    pub const NONE: Self =
        Self { table: "", staging: "", key: "", moved: &[], added_only: &[], constants: &[], after: None };

    /// Columns that the sheet has; one it lacks leaves what is there.
    fn present<'a>(&'a self, headings: &'a [&str]) -> impl Iterator<Item = &'a Moved> {
        self.moved.iter().filter(|moved| headings.contains(&moved.sheet))
    }

    fn differs(&self, headings: &[&str]) -> String {
        let parts: Vec<String> = self
            .present(headings)
            .map(|moved| {
                format!("{}.{column} IS DISTINCT FROM s.{column}", self.table, column = moved.columns[0])
            })
            .collect();
        if parts.is_empty() { "1 = 0".to_owned() } else { parts.join(" OR ") }
    }

    fn count_changed(&self, headings: &[&str]) -> String {
        format!(
            "SELECT count(*) FROM {staging} s JOIN {table} ON {table}.{key} = s.{key} WHERE s.import_id = $1 AND ({differs})",
            staging = self.staging,
            table = self.table,
            key = self.key,
            differs = self.differs(headings),
        )
    }

    fn absent(&self) -> String {
        format!(
            "{staging} s WHERE s.import_id = $1 AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{key} = s.{key})",
            staging = self.staging,
            table = self.table,
            key = self.key,
        )
    }

    fn update(&self, headings: &[&str]) -> Option<String> {
        let columns: Vec<&str> = self.present(headings).flat_map(|moved| moved.columns).copied().collect();
        if columns.is_empty() {
            return None;
        }
        let set: Vec<String> = columns.iter().map(|column| format!("{column} = s.{column}")).collect();
        Some(format!(
            "UPDATE {table} SET {set} FROM {staging} s \
             WHERE s.import_id = $1 AND {table}.{key} = s.{key} AND ({differs})",
            table = self.table,
            set = set.join(", "),
            staging = self.staging,
            key = self.key,
            differs = self.differs(headings),
        ))
    }

    fn insert(&self) -> String {
        let mut columns = vec!["id", self.key];
        columns.extend(self.moved.iter().flat_map(|moved| moved.columns));
        columns.extend(self.added_only);
        let mut values: Vec<String> = columns.iter().map(|column| format!("s.{column}")).collect();
        for (column, value) in self.constants {
            columns.push(column);
            values.push((*value).to_owned());
        }
        format!(
            "INSERT INTO {table} ({columns}) SELECT {values} FROM {absent} ORDER BY s.row_no",
            table = self.table,
            columns = columns.join(", "),
            values = values.join(", "),
            absent = self.absent(),
        )
    }
}

impl Swap {
    /// The staging table.
    pub fn staging(&self) -> &'static str {
        match self {
            Self::Rows(rows) => rows.staging,
            Self::Links => "import_link",
        }
    }

    fn all(&self) -> String {
        format!("SELECT count(*) FROM {} s WHERE s.import_id = $1", self.staging())
    }

    /// What would become of the staged rows.
    pub async fn tally(
        &self,
        db: &impl ConnectionTrait,
        import: Uuid,
        headings: &[&str],
    ) -> Result<Tally, DbErr> {
        let (added, changed) = match self {
            Self::Rows(rows) => {
                (format!("SELECT count(*) FROM {}", rows.absent()), rows.count_changed(headings))
            }
            Self::Links => (
                format!(
                    "SELECT count(*) FROM import_link s WHERE s.import_id = $1 \
                     AND NOT EXISTS (SELECT 1 FROM link WHERE {CURRENT})"
                ),
                format!(
                    "SELECT count(*) FROM import_link s JOIN link ON {CURRENT} \
                     WHERE s.import_id = $1 AND link.official_id <> s.official_id"
                ),
            ),
        };
        let all = count(db, &self.all(), import).await?;
        let added = count(db, &added, import).await?;
        let changed = count(db, &changed, import).await?;
        Ok(Tally { added, changed, unchanged: all - added - changed })
    }

    /// Moves the staged rows in.
    pub async fn apply(
        &self,
        tx: &impl ConnectionTrait,
        import: Uuid,
        headings: &[&str],
    ) -> Result<Tally, DbErr> {
        let all = count(tx, &self.all(), import).await?;
        let (added, changed) = match self {
            Self::Rows(rows) => {
                let changed = match rows.update(headings) {
                    Some(update) => execute(tx, &update, import).await?,
                    None => 0,
                };
                let added = execute(tx, &rows.insert(), import).await?;
                if let Some(after) = rows.after {
                    tx.execute_unprepared(after).await?;
                }
                (added, changed)
            }
            Self::Links => links(tx, import).await?,
        };
        Ok(Tally { added, changed, unchanged: all - added - changed })
    }
}

/// Ends the links of households that change hands on the day the new one begins, then begins those.
async fn links(tx: &impl ConnectionTrait, import: Uuid) -> Result<(i32, i32), DbErr> {
    let later = format!(
        "SELECT count(*) FROM import_link s JOIN link ON {CURRENT} \
         WHERE s.import_id = $1 AND link.official_id <> s.official_id AND link.valid_from > s.valid_from"
    );
    if count(tx, &later, import).await? > 0 {
        return Err(DbErr::Custom("links were changed while the sheet was checked".to_owned()));
    }
    let ended = execute(
        tx,
        &format!(
            "UPDATE link SET valid_to = s.valid_from FROM import_link s \
             WHERE s.import_id = $1 AND {CURRENT} AND link.official_id <> s.official_id"
        ),
        import,
    )
    .await?;
    let begun = execute(
        tx,
        &format!(
            "INSERT INTO link (id, household_id, official_id, kind, valid_from) \
             SELECT s.id, s.household_id, s.official_id, 'thirty', s.valid_from FROM import_link s \
             WHERE s.import_id = $1 AND NOT EXISTS (SELECT 1 FROM link WHERE {CURRENT}) ORDER BY s.row_no"
        ),
        import,
    )
    .await?;
    Ok((begun - ended, ended))
}

async fn count(db: &impl ConnectionTrait, sql: &str, import: Uuid) -> Result<i32, DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [import.into()]);
    let row = db.query_one_raw(statement).await?;
    let number: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(i32::try_from(number).unwrap_or(i32::MAX))
}

async fn execute(tx: &impl ConnectionTrait, sql: &str, import: Uuid) -> Result<i32, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [import.into()]);
    let rows = tx.execute_raw(statement).await?.rows_affected();
    Ok(i32::try_from(rows).unwrap_or(i32::MAX))
}
