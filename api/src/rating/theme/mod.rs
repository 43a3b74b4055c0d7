//! Themes: what many households of a unit's officials gave as a reason. A theme opens a rectification of the unit, and
//! households that asked for it are called back.

pub mod call_back;
pub mod endpoint;
mod opening;
mod rules;
mod service;
mod store;
mod sweep;
mod view;

pub use call_back::SEALED_WORD;
pub use opening::open;
pub use rules::KEY as RULES;
pub use service::SEALED_NOTE;
pub use sweep::remind;
