//! Visits: what officials say they made, what households say to it, and who is due.

pub mod endpoint;
mod log;
pub mod service;
pub mod store;
pub mod view;
