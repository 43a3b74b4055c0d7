//! The draw protocol as a verifier and an audience see it.

mod honest;
mod meeting;
mod properties;
mod spoiled;
mod texts;
