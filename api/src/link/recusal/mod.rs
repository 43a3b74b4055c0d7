//! Who may not be linked to whom: relatives, and others with a reason. A recusal breaks a link at the next assignment
//! and is never broken by one, nor by a transfer.

pub mod endpoint;
pub mod service;
mod store;
pub mod view;
