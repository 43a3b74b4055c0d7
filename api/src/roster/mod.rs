//! Units, officials, households.

pub mod codes;
pub mod endpoint;
mod look;
pub mod service;
mod store;
pub mod view;
