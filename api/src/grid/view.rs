//! What the API shows of the grid and of the county.

use chrono::NaiveDate;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::roster::view::OfficialRef;

/// A level of the grid, from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::grid::Level")]
pub enum GridLevel {
    /// 县总网格
    County,
    /// 乡镇大网格
    Township,
    /// 工作片中网格
    WorkArea,
    /// 村级网格
    Village,
    /// 联系网格: one official's households
    Contact,
}

/// A grid with its figures and leaders.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Grid {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub level: GridLevel,
    pub parent_id: Option<Uuid>,
    /// Grids right below it.
    pub children: u64,
    pub households: u64,
    /// Households that have an official.
    pub linked: u64,
    /// Requests that are not closed, complaints about officials aside.
    pub open_requests: u64,
    /// Of these, whose term has run out.
    pub overdue: u64,
    pub leaders: Vec<GridLeader>,
    /// The grids above it from the county down, and itself. Only where one grid is shown.
    pub path: Option<Vec<GridStep>>,
    /// From this day on it is history: it was merged into another.
    pub closed_on: Option<NaiveDate>,
    /// The grid that has its households now.
    pub merged_into: Option<GridName>,
    /// What it was made of and how it was called, the latest first. Only where one grid is shown.
    pub lineage: Option<Vec<GridLineage>>,
}

/// A grid by code and name.
#[derive(Clone, Debug, Object)]
pub struct GridName {
    pub id: Uuid,
    pub code: String,
    pub name: String,
}

/// What happened to a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::grid::GridChange")]
pub enum GridChange {
    /// It became part of another.
    Merge,
    /// It got another name or code.
    Rename,
}

/// One change in the life of a village, with codes and names as they were then.
#[derive(Clone, Debug, Object)]
pub struct GridLineage {
    pub kind: GridChange,
    pub on: NaiveDate,
    pub from: GridName,
    /// The same grid when it was renamed.
    pub into: GridName,
    /// Village group n of the first is group n + this of the second.
    pub group_shift: i32,
}

/// Villages that become part of one.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GridMergeForm {
    /// They end; their village groups are numbered on behind those of `into`, in this order.
    #[oai(validator(min_items = 1, max_items = 30))]
    pub from: Vec<Uuid>,
    /// The one that goes on.
    pub into: Uuid,
    /// Its name from now on, when that changes.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    /// Its statistical code from now on, when that changes.
    #[oai(validator(min_length = 1, max_length = 20))]
    pub code: Option<String>,
    /// Today or earlier.
    pub on: NaiveDate,
}

/// Another name or code of a village.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GridRenameForm {
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// Its statistical code from now on, when that changes.
    #[oai(validator(min_length = 1, max_length = 20))]
    pub code: Option<String>,
    /// Today or earlier.
    pub on: NaiveDate,
}

/// Who leads a grid.
#[derive(Clone, Debug, Object)]
pub struct GridLeader {
    pub official: OfficialRef,
    pub post: String,
}

/// One step of the way from the county to a grid.
#[derive(Clone, Debug, Object)]
pub struct GridStep {
    pub id: Uuid,
    pub name: String,
    pub level: GridLevel,
}

/// A page of grids by code.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GridPage {
    pub items: Vec<Grid>,
    pub next_cursor: Option<String>,
}

/// The county's figures.
#[derive(Clone, Debug, Object)]
pub struct County {
    pub name: String,
    /// The day it is in the county.
    pub today: NaiveDate,
    pub counts: CountyCounts,
    /// Households that have an official.
    pub linked_households: u64,
    /// Of a thousand households, how many have an official, rounded down: 1000 only when nobody is left out.
    pub coverage_permille: u64,
    pub never_visited: u64,
}

/// How many there are of everything.
#[derive(Clone, Debug, Default, Object)]
pub struct CountyCounts {
    pub townships: u64,
    pub work_areas: u64,
    pub villages: u64,
    pub contacts: u64,
    pub units: u64,
    /// Officials in service.
    pub officials: u64,
    pub households: u64,
    pub members: u64,
    pub visits: u64,
    /// Complaints about officials aside.
    pub requests: u64,
    pub open_requests: u64,
    pub overdue_requests: u64,
}
