//! Units, officials, households.

pub mod codes;
pub mod service;
pub mod view;
