//! What was noticed about visits, for the inspector. The rules are in `domain::visit`; here they are asked in the
//! transaction of what happened, and each thing is raised once.

pub mod endpoint;
pub mod service;
mod store;
pub mod view;
