//! Duty reports (述职): an official writes one a year; what stands in it when a round opens is what households read.

pub mod endpoint;
mod service;
mod store;
pub mod view;

pub use service::{freeze, frozen};
