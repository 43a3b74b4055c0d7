//! What a round asks, as data: the question, a hint below it, and the reasons that may be given for a low level.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// Most reasons of a round; that a ballot with all of them fits its length counts on it.
pub const MOST_REASONS: usize = 8;
/// Most characters of a reason's word.
pub const WORD: usize = 24;
/// Most characters of the question and of the hint.
pub const SENTENCE: usize = 120;
/// Most characters of a reason as it is shown.
pub const LABEL: usize = 40;

/// A text in both languages. Where the English one is empty the Chinese one stands for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub zh: String,
    pub en: String,
}

impl Wording {
    fn of(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// The Chinese text.
    pub fn chinese(&self) -> &str {
        &self.zh
    }

    /// The English text, or the Chinese one where nobody wrote it.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.zh } else { &self.en }
    }

    fn is_blank(&self) -> bool {
        self.zh.trim().is_empty()
    }

    fn fits(&self, most: usize) -> bool {
        [&self.zh, &self.en]
            .iter()
            .all(|text| text.chars().count() <= most && !text.chars().any(char::is_control))
    }
}

/// A reason for a low level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stands in the ballot: small letters and underscores.
    pub word: String,
    #[serde(flatten)]
    pub label: Wording,
}

/// What a round asks of every household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questionnaire {
    pub question: Wording,
    /// Below the question; may be empty.
    pub hint: Wording,
    /// In the order in which they are shown and stand in a ballot.
    pub reasons: Vec<Reason>,
}

/// Why something is no questionnaire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuestionnaireError {
    #[error("the question is empty, too long or holds a control character")]
    Question,
    #[error("the hint is too long or holds a control character")]
    Hint,
    #[error("a questionnaire has one to eight reasons")]
    Count,
    #[error("the word of reason {0} is not one to 24 small letters and underscores")]
    Word(usize),
    #[error("the word of reason {0} stands twice")]
    Twice(usize),
    #[error("the text of reason {0} is empty, too long or holds a control character")]
    Label(usize),
}

impl Questionnaire {
    /// What households are asked when nobody wrote anything else.
    pub fn usual() -> Self {
        let reasons = [
            ("not_visited", "没来过我家", "Never came"),
            ("does_not_listen", "说了不当回事", "Does not listen"),
            ("slow", "办事太慢", "Too slow"),
            ("promise_broken", "答应的没做到", "Broke a promise"),
            ("unfair", "不公平", "Unfair"),
            ("other", "别的原因", "Something else"),
        ];
        Self::asking("您对他满意吗？", "How satisfied are you with him?", reasons)
    }

    /// What colleagues of a unit are asked about each other.
    pub fn among_colleagues() -> Self {
        let reasons = [
            ("perfunctory", "工作敷衍", "Does the least"),
            ("shirks", "遇事推诿", "Passes matters on"),
            ("slow", "办事拖拉", "Too slow"),
            ("uncooperative", "不愿配合", "Does not cooperate"),
            ("unfair", "处事不公", "Unfair"),
            ("other", "别的原因", "Something else"),
        ];
        let question = "您对这位同事今年的工作满意吗？";
        Self::asking(question, "How satisfied are you with this colleague's work this year?", reasons)
    }

    fn asking<const N: usize>(zh: &str, en: &str, reasons: [(&str, &str, &str); N]) -> Self {
        let reason =
            |(word, zh, en): (&str, &str, &str)| Reason { word: word.to_owned(), label: Wording::of(zh, en) };
        Self {
            question: Wording::of(zh, en),
            hint: Wording::default(),
            reasons: reasons.map(reason).to_vec(),
        }
    }

    /// Whether it can be asked; which reason is wrong is counted from nought.
    pub fn check(&self) -> Result<(), QuestionnaireError> {
        use QuestionnaireError::{Count, Hint, Label, Question, Twice, Word};
        if self.question.is_blank() || !self.question.fits(SENTENCE) {
            return Err(Question);
        }
        if !self.hint.fits(SENTENCE) {
            return Err(Hint);
        }
        if self.reasons.is_empty() || self.reasons.len() > MOST_REASONS {
            return Err(Count);
        }
        let mut seen = HashSet::new();
        for (at, reason) in self.reasons.iter().enumerate() {
            if !is_word(&reason.word) {
                return Err(Word(at));
            }
            if !seen.insert(reason.word.as_str()) {
                return Err(Twice(at));
            }
            if reason.label.is_blank() || !reason.label.fits(LABEL) {
                return Err(Label(at));
            }
        }
        Ok(())
    }

    /// The reasons that were given, in the order of the list; nothing when one is not of it or stands twice.
    pub fn order(&self, given: &[String]) -> Option<Vec<String>> {
        let mut seen = HashSet::new();
        let known = |word: &String| self.reasons.iter().any(|reason| reason.word == *word);
        if !given.iter().all(|word| known(word) && seen.insert(word.as_str())) {
            return None;
        }
        let words = self.reasons.iter().map(|reason| &reason.word);
        Some(words.filter(|word| seen.contains(word.as_str())).cloned().collect())
    }
}

/// Capital letters and digits are left out so that a word reads the same wherever it is printed.
fn is_word(word: &str) -> bool {
    (1..=WORD).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: fn(&mut Questionnaire)) -> Result<(), QuestionnaireError> {
        let mut questionnaire = Questionnaire::usual();
        change(&mut questionnaire);
        questionnaire.check()
    }

    #[test]
    fn the_usual_one_can_be_asked_and_every_spoiled_one_is_named() {
        use QuestionnaireError::{Count, Hint, Label, Question, Twice, Word};
        assert_eq!(Questionnaire::usual().check(), Ok(()));
        assert_eq!(with(|q| q.question.zh = "  ".to_owned()), Err(Question));
        assert_eq!(with(|q| q.question.en = String::new()), Ok(()));
        assert_eq!(with(|q| q.question.zh = "问".repeat(SENTENCE + 1)), Err(Question));
        assert_eq!(with(|q| q.hint.zh = "一\n二".to_owned()), Err(Hint));
        assert_eq!(with(|q| q.reasons.clear()), Err(Count));
        assert_eq!(
            with(|q| {
                q.reasons = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
                    .map(|word| Reason { word: word.to_owned(), label: Wording::of("因", "") })
                    .to_vec();
            }),
            Err(Count)
        );
        assert_eq!(with(|q| q.reasons[1].word = "Slow".to_owned()), Err(Word(1)));
        assert_eq!(with(|q| q.reasons[2].word = "slow,unfair".to_owned()), Err(Word(2)));
        assert_eq!(with(|q| q.reasons[2].word = "x".repeat(WORD + 1)), Err(Word(2)));
        assert_eq!(with(|q| q.reasons[5].word = "slow".to_owned()), Err(Twice(5)));
        assert_eq!(with(|q| q.reasons[0].label.zh.clear()), Err(Label(0)));
    }

    #[test]
    fn reasons_come_in_the_order_of_the_list_and_only_from_it() {
        let order = |given: &[&str]| {
            Questionnaire::usual().order(&given.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(order(&["unfair", "slow"]), Some(vec!["slow".to_owned(), "unfair".to_owned()]));
        assert_eq!(order(&[]), Some(vec![]));
        assert_eq!(order(&["slow", "slow"]), None);
        assert_eq!(order(&["late"]), None);
    }

    #[test]
    fn it_is_stored_flat_and_comes_back() {
        let text = serde_json::to_string(&Questionnaire::usual()).expect("text");
        assert!(text.contains(r#"{"word":"slow","zh":"办事太慢","en":"Too slow"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Questionnaire>(&text).expect("it"), Questionnaire::usual());
    }

    #[test]
    fn what_nobody_translated_is_shown_in_chinese() {
        assert_eq!(Wording::of("好", "").english(), "好");
        assert_eq!(Wording::of("好", "good").english(), "good");
    }
}
