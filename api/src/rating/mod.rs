//! Rating rounds: who may rate whom, how many were issued, and what was counted. The ballots themselves lie in the
//! ballot box, which is another database.

pub mod close;
pub mod endpoint;
pub mod service;
mod store;
pub mod view;
