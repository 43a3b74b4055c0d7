//! Pledges: what officials promise to households, and what came of it.

pub mod endpoint;
pub mod service;
pub mod store;
pub mod view;
