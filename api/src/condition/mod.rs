//! Condition forms: what is known of a household's life, written by several hands and merged field by field.

mod edit;
pub mod endpoint;
pub mod service;
pub mod store;
pub mod view;
