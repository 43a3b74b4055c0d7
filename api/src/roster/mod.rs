//! Units, officials, households.

pub mod codes;
pub mod endpoint;
mod history;
pub mod lineage;
mod look;
pub mod photo;
mod pinyin;
mod post;
pub mod service;
mod store;
pub mod view;

pub use pinyin::initials;
