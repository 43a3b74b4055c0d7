//! Who serves which household, and the two codes of a household.

pub mod code;
mod departure;
pub mod endpoint;
pub mod service;
mod store;
mod transfer;
pub mod view;
