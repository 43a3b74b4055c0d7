//! What follows an audit meeting: a rectification (整改) pledged on stage, which only the household ends as done, and an
//! investigation (调查) by a group that was drawn, which ends with a published finding.

mod life;
mod reminder;

pub use life::{Kind, Refusal, State, Verb, Verdict, next};
pub use reminder::reminder;
