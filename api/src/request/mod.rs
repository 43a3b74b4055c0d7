//! Requests and their way to an answer.

pub mod service;
pub mod store;

use domain::request::State;

/// The states in which somebody still has to act or the household has not been heard.
pub fn open_states() -> impl Iterator<Item = &'static str> {
    State::ALL.iter().filter(|state| !state.is_final()).map(|state| state.as_str())
}
