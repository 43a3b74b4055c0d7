//! Spot-check programmes: a unit registers its work with the households it served, some of them are drawn by `pdraw1`
//! and asked by phone or card, and the result stands with its interval. The unit never learns who was drawn.

pub mod answer;
pub mod endpoint;
pub mod service;
mod sheet;
mod store;
mod view;
