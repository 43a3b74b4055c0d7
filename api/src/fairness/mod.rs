//! Whether the draws of audit meetings fall where they should: townships and units against what chance would bring,
//! with exclusions and voids over time. Computed from the published bundles, as anybody could.

pub mod endpoint;
pub mod page;
mod service;
mod view;

pub use service::Cache;
