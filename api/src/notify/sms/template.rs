//! What a message may say: a text with places that are filled in, stored for each purpose.

use std::collections::BTreeMap;

use poem_openapi::Enum;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};

use crate::setting;

/// What a message is for.
#[derive(Clone, Copy, Debug, Deserialize, Enum, Eq, PartialEq, Serialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The code that a household shows beside its own before it rates.
    RatingCode,
    /// That a round still waits for the household.
    RatingReminder,
}

impl Purpose {
    pub const ALL: [Self; 2] = [Self::RatingCode, Self::RatingReminder];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RatingCode => "rating_code",
            Self::RatingReminder => "rating_reminder",
        }
    }

    /// The word of a stored message.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }

    /// What may be filled in; the first must be.
    pub const fn places(self) -> &'static [&'static str] {
        match self {
            Self::RatingCode => &["code", "minutes"],
            Self::RatingReminder => &["round", "closes_on"],
        }
    }

    const fn usual(self) -> &'static str {
        match self {
            Self::RatingCode => {
                "验证码{code}，{minutes}分钟内有效，用来评议联系您家的干部。请不要告诉任何人，干部也不会向您要。"
            }
            Self::RatingReminder => {
                "“{round}”到{closes_on}截止，您家还没有评。请扫户码卡，或到村委会抽一张评议票。您的干部看不到您的选择。"
            }
        }
    }

    fn key(self) -> String {
        format!("sms_template.{}", self.as_str())
    }
}

/// A text as it was agreed with the gateway's operator.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Template {
    /// The signature under which messages are sent (签名).
    pub sign: String,
    /// The number of the text with an operator who keeps texts himself (模板代码).
    pub code: String,
    pub text: String,
}

impl Template {
    /// The one that is stored, or the usual one.
    pub async fn of(db: &impl ConnectionTrait, purpose: Purpose) -> Result<Self, DbErr> {
        let stored = setting::get(db, &purpose.key()).await?;
        let stored = stored.and_then(|text| serde_json::from_str(&text).ok());
        Ok(stored.unwrap_or_else(|| Self {
            sign: String::new(),
            code: String::new(),
            text: purpose.usual().to_owned(),
        }))
    }

    /// Stores it.
    pub async fn put(&self, tx: &impl ConnectionTrait, purpose: Purpose) -> Result<(), DbErr> {
        let text = serde_json::to_string(self).expect("a template is text");
        setting::put(tx, &purpose.key(), &text).await
    }

    /// The places of the text.
    fn places(&self) -> impl Iterator<Item = &str> {
        self.text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
    }

    /// Whether every place is one of the purpose, and the one that must be filled in is there.
    pub fn fits(&self, purpose: Purpose) -> bool {
        let known = purpose.places();
        self.text.matches('{').count() == self.text.matches('}').count()
            && self.places().count() == self.text.matches('{').count()
            && self.places().all(|place| known.contains(&place))
            && known.first().is_some_and(|must| self.places().any(|place| place == *must))
    }

    /// The text with its places filled in.
    pub fn filled(&self, params: &BTreeMap<String, String>) -> String {
        params
            .iter()
            .fold(self.text.clone(), |text, (place, value)| text.replace(&format!("{{{place}}}"), value))
    }

    /// Of what could be filled in, that for which the text has a place: an operator who keeps texts takes no more.
    pub fn used<'a>(&self, params: &'a BTreeMap<String, String>) -> BTreeMap<&'a str, &'a str> {
        let used = params.iter().filter(|(name, _)| self.places().any(|place| place == name.as_str()));
        used.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template { sign: String::new(), code: String::new(), text: text.to_owned() }
    }

    #[test]
    fn a_text_has_the_places_of_its_purpose_and_no_other() {
        for purpose in Purpose::ALL {
            assert!(template(purpose.usual()).fits(purpose));
        }
        let fits = |text| template(text).fits(Purpose::RatingCode);
        assert!(fits("{code}"));
        for text in ["", "{minutes}", "{code} {household}", "{code", "code}", "{code}}", "{{code}"] {
            assert!(!fits(text), "{text}");
        }
    }

    #[test]
    fn what_the_text_has_no_place_for_is_not_handed_over() {
        let params = BTreeMap::from([
            ("code".to_owned(), "123456".to_owned()),
            ("minutes".to_owned(), "10".to_owned()),
        ]);
        let template = template("码{code}");
        assert_eq!(template.filled(&params), "码123456");
        assert_eq!(template.used(&params), BTreeMap::from([("code", "123456")]));
    }
}
