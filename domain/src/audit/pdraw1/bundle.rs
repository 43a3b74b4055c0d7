//! The bundle: everything about a meeting in one JSON document, published afterwards.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::meeting::Revealed;
use super::pair::Pairing;
use super::text::Label;

/// The published meeting. Values are as written: [`super::verify`] says whether they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub protocol: String,
    pub announcement: String,
    /// Texts by `NAME`, and by `NAME/KEY` for the parts of split rosters that were drawn from.
    #[serde(deserialize_with = "unique_map")]
    pub rosters: BTreeMap<String, String>,
    pub exclusions: String,
    #[serde(deserialize_with = "present")]
    pub recusals: Option<String>,
    pub opening: String,
    pub rounds: Vec<BundleRound>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRound {
    #[serde(deserialize_with = "round_number")]
    pub round: u64,
    /// `STEP`, or `STEP/KEY` on a split roster.
    pub step: String,
    pub entropy: String,
    pub lock: String,
    #[serde(deserialize_with = "present")]
    pub void: Option<String>,
    pub selected: Vec<String>,
    #[serde(deserialize_with = "present_pairs")]
    pub pairs: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    pub outcomes: Vec<Outcome>,
}

/// What came of one person drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub label: String,
    pub outcome: String,
    /// RFC 3339, UTC.
    pub at: String,
}

/// The five outcomes. There is no skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OutcomeCode {
    InPerson,
    PhoneOk,
    /// Three logged calls within five minutes.
    NoAnswer,
    /// On grounds of a list published before the announcement.
    Excused,
    RosterError,
}

impl OutcomeCode {
    pub const ALL: [Self; 5] =
        [Self::InPerson, Self::PhoneOk, Self::NoAnswer, Self::Excused, Self::RosterError];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "IN_PERSON",
            Self::PhoneOk => "PHONE_OK",
            Self::NoAnswer => "NO_ANSWER",
            Self::Excused => "EXCUSED",
            Self::RosterError => "ROSTER_ERROR",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }
}

/// Why a document is not a bundle of this protocol at all.
#[derive(Debug, Error)]
pub enum NotABundle {
    #[error("not JSON, or a field is missing or of the wrong type: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("{0} must be a JSON object")]
    NotAnObject(&'static str),
    #[error("the protocol is {0:?}, not pdraw1")]
    Protocol(String),
}

impl Bundle {
    pub const PROTOCOL: &'static str = "pdraw1";

    pub fn parse(json: &[u8]) -> Result<Self, NotABundle> {
        let bundle: Self = serde_json::from_slice(json)?;
        check_objects(&serde_json::from_slice(json)?)?;
        if bundle.protocol != Self::PROTOCOL {
            return Err(NotABundle::Protocol(bundle.protocol));
        }
        Ok(bundle)
    }
}

impl BundleRound {
    /// A decided round as it is published; outcomes are added as they come.
    pub fn of(revealed: &Revealed) -> Self {
        let texts = |labels: &[Label]| labels.iter().map(ToString::to_string).collect::<Vec<_>>();
        let pairs = match &revealed.pairing {
            None | Some(Pairing::Shortage) => None,
            Some(Pairing::Paired(pairs)) => {
                Some(pairs.iter().map(|(object, given)| (object.to_string(), texts(given))).collect())
            }
        };
        Self {
            round: revealed.round(),
            step: revealed.call.to_string(),
            entropy: revealed.entropy.to_string(),
            lock: revealed.lock().hex(),
            void: revealed.void().map(str::to_owned),
            selected: texts(&revealed.selected),
            pairs,
            outcomes: Vec::new(),
        }
    }
}

/// Derived readers take an array for a struct; the protocol does not.
fn check_objects(bundle: &Value) -> Result<(), NotABundle> {
    if !bundle.is_object() {
        return Err(NotABundle::NotAnObject("the bundle"));
    }
    for round in bundle["rounds"].as_array().into_iter().flatten() {
        if !round.is_object() {
            return Err(NotABundle::NotAnObject("a round"));
        }
        if round["outcomes"].as_array().into_iter().flatten().any(|outcome| !outcome.is_object()) {
            return Err(NotABundle::NotAnObject("an outcome"));
        }
    }
    Ok(())
}

/// A field that may be null but not missing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// JSON knows one kind of number. A round number of another value is wrong, not of the wrong type; it reads as 0, which no
/// round has.
fn round_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    let whole = number.as_f64().filter(|value| value.fract() == 0.0).map(|value| value.to_string());
    Ok(number.as_u64().or_else(|| whole?.parse().ok()).unwrap_or(0))
}

/// A map in which a key that stands twice is an error: two verifiers might believe two different entries.
pub(crate) fn unique_map<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Unique<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for Unique<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object whose keys differ")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = access.next_entry::<String, V>()? {
                if map.contains_key(&key) {
                    return Err(de::Error::custom(format_args!("the key {key:?} stands twice")));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }
    deserializer.deserialize_map(Unique(PhantomData))
}

fn present_pairs<'de, D>(deserializer: D) -> Result<Option<BTreeMap<String, Vec<String>>>, D::Error>
where
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    struct Pairs(#[serde(deserialize_with = "unique_map")] BTreeMap<String, Vec<String>>);
    Ok(Option::<Pairs>::deserialize(deserializer)?.map(|pairs| pairs.0))
}
