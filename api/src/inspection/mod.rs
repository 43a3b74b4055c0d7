//! Inspections by double random: units and inspectors are drawn by `pdraw1` with recusals, each report carries photos
//! and grounds for every point off, and the inspected unit can answer.

pub mod endpoint;
pub mod report;
pub mod service;
mod store;
mod view;
