//! Who leads which grid: shown, proposed, and changed. Leading is apart from the links: a change of leader moves no
//! household.

pub mod endpoint;
mod propose;
mod service;
mod store;
pub mod view;
