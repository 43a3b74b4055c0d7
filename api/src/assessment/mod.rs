//! Scores: computed for all officials at once, each with where every number comes from.

pub mod endpoint;
pub mod service;
mod store;
mod view;
