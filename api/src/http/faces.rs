//! The five faces of a ballot's form and the reasons below them, as the slip and the rating page ask them.

use domain::rating::{Level, Questionnaire, Reason};

use super::frame::Frame;

/// A reason that may be ticked.
#[derive(Clone, Debug)]
pub struct Tick {
    pub word: String,
    pub label: String,
    pub ticked: bool,
}

/// What a form asks.
#[derive(Clone, Debug)]
pub struct Faces {
    /// Which form of the page, so that no name stands there twice.
    pub at: usize,
    pub question: String,
    pub hint: String,
    pub levels: Vec<&'static str>,
    pub reasons: Vec<Tick>,
    pub comment: String,
}

impl Faces {
    /// In the reader's language; nothing is ticked.
    pub fn of(frame: &Frame, at: usize, asked: &Questionnaire) -> Self {
        let tick = |reason: &Reason| Tick {
            word: reason.word.clone(),
            label: frame.wording(&reason.label),
            ticked: false,
        };
        Self {
            at,
            question: frame.wording(&asked.question),
            hint: frame.wording(&asked.hint),
            levels: Level::ALL.iter().map(|level| level.as_str()).collect(),
            reasons: asked.reasons.iter().map(tick).collect(),
            comment: String::new(),
        }
    }
}
