//! Imports of real rosters: a sheet is read, checked whole, staged, and swapped in at once.

mod column;
pub mod endpoint;
mod flaw;
mod kinds;
mod reading;
mod sealed_file;
mod service;
mod sheet;
mod store;
mod swap;
mod upload;
mod value;
mod view;

pub use endpoint::SheetUpload;
pub use flaw::{Flaw, Flaws};
pub use kinds::Kind;
pub use service::{ImportReport, Progress, import_file, sweep};
pub use sheet::template;
pub(crate) use sheet::{Cell, SheetRow, read};
pub use swap::Tally;
pub use upload::perform;
