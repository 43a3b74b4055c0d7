//! What follows an audit meeting: rectifications, which the household ends by its word, and investigations by a drawn
//! group, which end with a published finding. Each has an owner, a day and reminders.

pub mod endpoint;
pub mod group;
pub mod inquiry;
mod opening;
pub mod public;
pub mod service;
pub mod store;
pub mod sweep;
pub mod view;
