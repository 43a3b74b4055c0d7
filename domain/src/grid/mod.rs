//! The five-level grid (五级网格): levels, codes, and the path that decides who is below whom.

mod code;
mod lineage;
mod path;

pub use code::{GridCode, GridCodeError, Level};
pub use lineage::{Division, GridChange, Merger, bare_name, mergers};
pub use path::{GridPath, GridPathError, in_subtree};
