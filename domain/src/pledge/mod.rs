//! Pledges (承诺): dated promises of an official to a household, kept or broken. That one was kept is for the household
//! alone to say.

mod life;

pub use life::{Figure, Refusal, State, Verb, figure, is_overdue, next};
