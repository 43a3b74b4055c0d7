//! The demo county: Yishui with its real villages and a year of invented life, made from a seed.

mod accounts;
mod after;
mod audit;
mod campaigns;
mod chance;
mod county;
mod export;
mod file;
mod forms;
mod gallery;
mod grid;
mod homes;
mod household;
mod ids;
mod leaders;
mod links;
mod make;
mod names;
mod pledges;
mod rating;
mod report;
mod requests;
mod roster;
mod rows;
mod scale;
mod story;
mod topics;
mod trustees;
mod units;
mod visits;

pub use accounts::{Account, PASSWORD};
pub use export::{export, export_hash};
pub use make::{is_made, make};
pub use report::{Guide, Report, peak_mib};
pub use scale::{Options, Scale};
