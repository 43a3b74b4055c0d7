//! What the API shows of a unit evaluation.

use poem_openapi::Object;

/// How far an evaluation is: numbers, and nobody's name.
#[derive(Clone, Debug, Object)]
pub struct Turnout {
    /// Colleagues who are invited.
    pub invited: u32,
    /// Ballots that makes: each of them one for each of the others.
    pub ballots: u32,
    /// Of these, issued.
    pub issued: u32,
}
