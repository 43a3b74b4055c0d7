//! Rating rounds: who may rate whom, how many were issued, and what was counted. The ballots themselves lie in the
//! ballot box, which is another database.

mod book;
pub mod close;
mod counted;
pub mod endpoint;
pub mod household;
mod issue;
mod keys;
pub mod public;
mod registrar;
pub mod service;
mod store;
pub mod view;

pub use counted::LastCounted;
pub use keys::make_keys;
pub use registrar::Registrar;
pub use service::prepare_and_open;
pub use store::published;
