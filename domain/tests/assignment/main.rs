//! The assignment of a county, from outside.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

mod county;
mod explained;
mod leaders;
mod properties;
