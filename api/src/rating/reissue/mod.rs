//! Issuing a ballot again to a household whose phone lost it: one person asks, another one confirms, and it is counted.
//!
//! What waits names a household and therefore no time; when it is decided it is deleted, and the journal says why and
//! for how many officials, not for whom.

pub mod endpoint;
mod service;
pub mod view;
