//! What the API shows and takes of the leaders of grids.

use chrono::NaiveDate;
use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    grid::view::GridLevel,
    roster::view::{NamedRef, OfficialRef},
};

/// Somebody who leads a grid.
#[derive(Clone, Debug, Object)]
pub struct Leader {
    pub official: OfficialRef,
    /// `clerk`, `deputy_section`, `section`, `deputy_county` or `county`.
    pub rank: String,
    pub post: String,
    pub since: NaiveDate,
    /// None of his households lies in the grid: it borrows him.
    pub borrowed: bool,
}

/// A grid and who leads it.
#[derive(Clone, Debug, Object)]
pub struct LedGrid {
    pub grid: NamedRef,
    pub level: GridLevel,
    pub code: String,
    /// In the order in which they took it over; nobody where it is empty.
    pub leaders: Vec<Leader>,
}

/// A page of grids by code, with their leaders.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LeaderPage {
    pub items: Vec<LedGrid>,
    pub next_cursor: Option<String>,
}

/// Who should lead a grid.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LeaderProposal {
    pub grid: NamedRef,
    pub level: GridLevel,
    pub code: String,
    /// Who leads it now.
    pub present: Option<OfficialRef>,
    /// Who should; absent when nobody of the rank is left.
    pub proposed: Option<OfficialRef>,
    /// `deputy_section` or above.
    pub rank: Option<String>,
    /// How many of his households lie in the grid.
    pub households: u32,
    /// None of his households lies in the grid: it borrows him.
    pub borrowed: bool,
    /// From the grid to the mean position of his households.
    pub metres: Option<u32>,
}

/// Who should lead each village of a grid.
#[derive(Clone, Debug, Object)]
pub struct LeaderProposals {
    /// By code.
    pub items: Vec<LeaderProposal>,
    pub villages: u32,
    /// Villages that stay with whom they have.
    pub kept: u32,
    /// Villages that borrow a leader from elsewhere.
    pub borrowed: u32,
    /// Villages for which nobody was found.
    pub without: u32,
}

/// A grid's new leader.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LeaderForm {
    pub official_id: Uuid,
    /// As it is shown, such as 村网格长.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub post: String,
    /// First day: today or earlier.
    pub on: NaiveDate,
    /// Who steps down. In a village or work area whoever leads it does, unless said.
    pub replaces: Option<Uuid>,
}
