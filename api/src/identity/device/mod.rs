//! The phones and browsers that keep an account's work. A lost one is revoked: its sessions end, and at its next
//! contact it learns that it has to wipe itself.

pub mod endpoint;
pub mod service;
mod store;
pub mod view;
