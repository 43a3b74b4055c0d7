//! Follow-up work. A job is enqueued in the transaction that wants it, so it exists exactly when that
//! transaction does; a worker does it later, again after a crash, and never twice at once. Every job may be done
//! twice and must come out the same.

mod queue;
mod work;
mod worker;

pub use queue::{enqueue, enqueue_once, set_progress};
pub use work::Work;
pub use worker::{drain, run};
