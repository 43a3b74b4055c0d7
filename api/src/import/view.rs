//! What the API shows of imports.

use chrono::{DateTime, Utc};
use entity::import_run::Model;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{flaw::Flaw, kinds::Kind};
use crate::locale::Lang;

/// Where an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum ImportState {
    /// Uploaded.
    Staged,
    /// Being read and checked.
    Checking,
    /// Something is wrong in it; nothing was written.
    Rejected,
    /// A dry run found nothing wrong.
    Ready,
    /// Being swapped in.
    Applying,
    /// In the roster.
    Applied,
    /// Could not be done; nothing was written.
    Failed,
}

impl ImportState {
    fn of(word: &str) -> Self {
        match word {
            "staged" => Self::Staged,
            "checking" => Self::Checking,
            "rejected" => Self::Rejected,
            "ready" => Self::Ready,
            "applying" => Self::Applying,
            "applied" => Self::Applied,
            _ => Self::Failed,
        }
    }
}

/// One thing that is wrong in a sheet.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ImportError {
    /// As the spreadsheet program shows it; absent when the file as a whole is meant.
    pub row: Option<u32>,
    /// The column's heading, in the caller's language.
    pub column: Option<String>,
    /// What stands in the cell; absent for phone numbers.
    pub value: Option<String>,
    /// What is wrong and what to do, in the caller's language.
    pub message: String,
}

/// One import of a sheet.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ImportRun {
    pub id: Uuid,
    pub kind: Kind,
    pub state: ImportState,
    /// Checked only; nothing is written.
    pub dry_run: bool,
    pub file_name: String,
    /// Rows read so far.
    pub rows: i32,
    /// Percent.
    pub progress: i32,
    /// The first thousand.
    pub errors: Vec<ImportError>,
    /// All of them.
    pub error_count: i32,
    /// Rows that were not there before; of a dry run, that would be added.
    pub added: i32,
    /// Rows that differed.
    pub changed: i32,
    /// Rows that were there already.
    pub unchanged: i32,
    /// Headings of columns that were not read.
    pub ignored_columns: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A page of imports, the newest first; their errors are left out.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ImportPage {
    pub items: Vec<ImportRun>,
    pub next_cursor: Option<String>,
}

impl ImportRun {
    /// Without its errors, for lists.
    pub fn brief(run: Model) -> anyhow::Result<Self> {
        Self::show(Model { errors: "[]".to_owned(), ..run }, Lang::default())
    }

    /// With its errors in a language.
    pub fn show(run: Model, lang: Lang) -> anyhow::Result<Self> {
        let kind: Kind = run.kind.parse().map_err(anyhow::Error::msg)?;
        let flaws: Vec<Flaw> = serde_json::from_str(&run.errors)?;
        let errors = flaws.into_iter().map(|flaw| ImportError {
            row: flaw.row,
            column: flaw.heading(kind, lang).map(str::to_owned),
            message: flaw.message(kind, lang),
            value: flaw.value,
        });
        Ok(Self {
            id: run.id,
            kind,
            state: ImportState::of(&run.state),
            dry_run: run.dry_run,
            file_name: run.file_name,
            rows: run.rows,
            progress: run.progress,
            errors: errors.collect(),
            error_count: run.error_count,
            added: run.added,
            changed: run.changed,
            unchanged: run.unchanged,
            ignored_columns: serde_json::from_str(&run.ignored)?,
            created_at: run.created_at,
            finished_at: run.finished_at,
        })
    }
}
