//! Photos of visits: drawn anew so that nothing but the picture is kept, and sealed in the file store.

pub mod picture;
pub mod sealed;
pub mod service;
pub mod view;
