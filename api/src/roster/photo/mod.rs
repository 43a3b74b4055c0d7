//! Photos of officials, for the households that they serve: small, drawn anew, and public like a name at a door.

mod archive;
pub mod endpoint;
pub mod public;
mod service;
mod store;
pub mod view;

pub use service::{address, addresses};
