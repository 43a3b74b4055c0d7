//! Units, officials, households.

pub mod service;
pub mod view;
