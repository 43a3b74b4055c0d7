//! Campaigns: what every official does at every household of his within some weeks, counted from the visits.

pub mod endpoint;
mod progress;
mod proposal;
mod public;
mod remind;
pub mod service;
pub mod store;
pub mod sweep;
pub mod view;

pub use progress::ProgressCache;
pub use proposal::SEALED_PROPOSAL;
pub use public::mount;
