//! Requests and their way to an answer.
//!
//! The table of `domain::request` decides what may happen; `change` is the only place that carries it out, so that
//! every change leaves an event, moves the owner and keeps the deadlines.

mod author;
mod change;
pub mod endpoint;
mod number;
mod raise;
pub mod service;
mod show;
pub mod store;
pub mod sweep;
pub mod view;

use domain::request::State;

/// The states in which somebody still has to act or the household has not been heard.
pub fn open_states() -> impl Iterator<Item = &'static str> {
    State::ALL.iter().filter(|state| !state.is_final()).map(|state| state.as_str())
}
