//! Slips on paper: packs of them for a township or the county, and what is left to void before the close.

pub mod endpoint;
mod service;
mod store;
pub mod view;

pub use service::{Rated, placed, rated};
