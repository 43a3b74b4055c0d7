//! The five-level grid and the county's figures.

mod area;
pub mod endpoint;
mod figures;
pub mod lineage;
mod merger;
pub mod service;
mod store;
pub mod view;

pub use area::Area;
pub use figures::FigureCache;
