//! Visits: what officials say they made, what households say to it, and who is due.

pub mod endpoint;
pub mod flag;
mod log;
pub mod photo;
pub mod service;
pub mod store;
pub mod view;
