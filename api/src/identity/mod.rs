//! Accounts, sessions, roles.

pub mod device;
pub mod endpoint;
pub mod password;
pub mod people;
pub mod service;
pub mod session;
mod store;
mod view;
