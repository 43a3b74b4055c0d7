//! What a round asks, as it is written at a desk and stored.

use domain::{
    identity::Operation,
    rating::{Questionnaire, QuestionnaireError, Reason, Wording},
};
use entity::rating_round;
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};

use super::{service, view::WhoRates};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::Tag,
    locale::Lang,
};

/// A reason for a low level.
#[derive(Clone, Debug, Object)]
pub struct RatingReason {
    /// Stands in the ballots: small letters and underscores.
    #[oai(validator(min_length = 1, max_length = 24))]
    pub word: String,
    #[oai(validator(min_length = 1, max_length = 40))]
    pub zh: String,
    /// The Chinese text stands for it where it is empty.
    #[oai(default, validator(max_length = 40))]
    pub en: String,
}

/// What every household is asked.
#[derive(Clone, Debug, Object)]
pub struct RatingQuestionnaire {
    #[oai(validator(min_length = 1, max_length = 120))]
    pub question: String,
    /// The Chinese text stands for it where it is empty.
    #[oai(default, validator(max_length = 120))]
    pub question_en: String,
    /// Below the question.
    #[oai(default, validator(max_length = 120))]
    pub hint: String,
    #[oai(default, validator(max_length = 120))]
    pub hint_en: String,
    /// In the order in which they are shown.
    #[oai(validator(min_items = 1, max_items = 8))]
    pub reasons: Vec<RatingReason>,
}

impl From<Questionnaire> for RatingQuestionnaire {
    fn from(asked: Questionnaire) -> Self {
        let reason = |Reason { word, label }: Reason| RatingReason { word, zh: label.zh, en: label.en };
        Self {
            question: asked.question.zh,
            question_en: asked.question.en,
            hint: asked.hint.zh,
            hint_en: asked.hint.en,
            reasons: asked.reasons.into_iter().map(reason).collect(),
        }
    }
}

impl RatingQuestionnaire {
    /// What was written, without blanks around it, if it can be asked.
    pub fn read(&self) -> ApiResult<Questionnaire> {
        let wording = |zh: &str, en: &str| Wording { zh: zh.trim().to_owned(), en: en.trim().to_owned() };
        let reason = |reason: &RatingReason| Reason {
            word: reason.word.trim().to_owned(),
            label: wording(&reason.zh, &reason.en),
        };
        let asked = Questionnaire {
            question: wording(&self.question, &self.question_en),
            hint: wording(&self.hint, &self.hint_en),
            reasons: self.reasons.iter().map(reason).collect(),
        };
        asked.check().map_err(refused)?;
        Ok(asked)
    }
}

fn refused(error: QuestionnaireError) -> ApiError {
    let reason = |at: usize, part: &str| format!("questionnaire.reasons.{at}.{part}");
    match error {
        QuestionnaireError::Question => ApiError::field("questionnaire.question", "required"),
        QuestionnaireError::Hint => ApiError::field("questionnaire.hint", "too_long"),
        QuestionnaireError::Count => ApiError::field("questionnaire.reasons", "reason_count"),
        QuestionnaireError::Word(at) => ApiError::field(&reason(at, "word"), "reason_word"),
        QuestionnaireError::Twice(at) => ApiError::field(&reason(at, "word"), "reason_twice"),
        QuestionnaireError::Label(at) => ApiError::field(&reason(at, "zh"), "required"),
    }
}

/// As a row holds it.
pub fn stored(asked: &Questionnaire) -> String {
    serde_json::to_string(asked).expect("a questionnaire is text")
}

/// The usual one as a row holds it.
pub fn usual() -> String {
    stored(&Questionnaire::usual())
}

/// What a round asks.
pub fn of(round: &rating_round::Model) -> ApiResult<Questionnaire> {
    serde_json::from_str(&round.questionnaire).map_err(ApiError::internal)
}

/// What a reason is called in the language of whoever asks.
pub fn label(asked: &Questionnaire, word: &str) -> String {
    let reason = asked.reasons.iter().find(|reason| reason.word == word);
    let label = reason.map(|reason| match Lang::current() {
        Lang::ZhCn => reason.label.chinese(),
        Lang::En => reason.label.english(),
    });
    label.unwrap_or(word).to_owned()
}

/// What rounds ask.
#[derive(Debug)]
pub struct QuestionnaireApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl QuestionnaireApi {
    /// What is usually asked
    ///
    /// Of households when nobody else is named.
    #[oai(path = "/rating-questionnaire", method = "get", operation_id = "getUsualQuestionnaire")]
    #[expect(clippy::unused_async, reason = "every operation is asynchronous")]
    async fn usual(
        &self,
        Signed(caller): Signed,
        kind: Query<Option<WhoRates>>,
    ) -> ApiResult<Json<RatingQuestionnaire>> {
        caller.may(Operation::GetUsualQuestionnaire)?;
        Ok(Json(service::usual(kind.0.unwrap_or(WhoRates::Household)).into()))
    }
}
