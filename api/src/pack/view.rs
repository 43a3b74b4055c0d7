//! What the API shows of packs.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::NamedRef;

/// What a pack holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::pack::PackKind")]
pub enum PackKind {
    /// 门牌码
    Tags,
    /// 户码, as letters
    Codes,
    /// 承诺卡
    Cards,
    /// 评议票, ordered with their rating round.
    Slips,
}

/// Where a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::pack::PackState")]
pub enum PackState {
    /// Waits for its turn.
    Queued,
    /// Village by village.
    Running,
    /// Every file is there.
    Done,
    /// Could not be printed; its note says why.
    Failed,
    /// Given up before its end; its files are gone.
    Cancelled,
    /// Its files are gone, by hand or because 30 days are over.
    Deleted,
}

/// What to print.
#[derive(Clone, Debug, Object)]
pub struct PackForm {
    pub kind: PackKind,
    /// The county, a township, a work area or a village.
    pub grid_id: Uuid,
}

/// One pack.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Pack {
    pub id: Uuid,
    pub kind: PackKind,
    pub grid: NamedRef,
    pub state: PackState,
    /// Villages that have their file.
    pub done: i32,
    /// Villages in all.
    pub total: i32,
    /// Pieces in its files: tags, letters or cards.
    pub cards: i32,
    /// Sheets of A4 paper in its files.
    pub pages: i32,
    /// The address that its QR codes lead to.
    pub address: String,
    /// Why it failed, or which characters the font lacks.
    pub note: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// The day on which its files are deleted.
    pub kept_until: Option<NaiveDate>,
}

/// A page of packs, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PackPage {
    pub items: Vec<Pack>,
    pub next_cursor: Option<String>,
}

/// The file of one village.
#[derive(Clone, Debug, Object)]
pub struct PackFile {
    pub id: Uuid,
    pub village: NamedRef,
    pub village_code: String,
    /// Pieces: tags, letters or cards.
    pub cards: i32,
    /// Sheets of A4 paper.
    pub pages: i32,
}

/// A page of files, by the code of their village.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PackFilePage {
    pub items: Vec<PackFile>,
    pub next_cursor: Option<String>,
}
