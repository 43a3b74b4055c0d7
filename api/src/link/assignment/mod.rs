//! An assignment as a process: proposed by a job, compared, changed by hand, approved by a second person, and in
//! effect from its day on.

mod adjust;
mod compute;
mod effect;
pub mod endpoint;
mod figures;
mod plot;
mod scene;
mod service;
mod show;
mod store;
pub mod view;
mod why;

pub use compute::{perform, propose};
pub use effect::take_effect;
pub use service::{Terms, begin};
