//! Stored words in the household's words.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::topic;
use uuid::Uuid;

use crate::{
    app::App,
    clock::china_day,
    error::ApiResult,
    grid, link,
    locale::Lang,
    request::{self, view::RequestEvent},
    roster::{self, service::SEALED_OFFICIAL_PHONE},
};
use domain::request::{Level, State, Verb};

use crate::http::frame::Frame;

/// The official on a card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Where his photo is seen.
    pub photo: Option<String>,
    /// Stands in its place where there is none.
    pub surname: String,
    pub name: String,
    pub unit: String,
    pub post: String,
    pub woman: bool,
    pub phone: Option<String>,
}

impl Card {
    /// The official who serves a household now.
    pub async fn of(app: &App, household_id: Uuid) -> ApiResult<Option<Self>> {
        match link::service::official_of(app.db.reader(), household_id).await? {
            Some(id) => Self::of_official(app, id).await,
            None => Ok(None),
        }
    }

    /// An official, whoever he serves now.
    pub async fn of_official(app: &App, id: Uuid) -> ApiResult<Option<Self>> {
        let db = app.db.reader();
        let Some(official) = roster::service::official(db, id).await? else { return Ok(None) };
        let named = roster::service::official_ref(db, id).await?;
        let phone = official.phone.as_ref().map(|phone| app.keyring.open(SEALED_OFFICIAL_PHONE, phone));
        Ok(Some(Self {
            photo: roster::photo::address(db, id).await?,
            surname: official.name.chars().take(1).collect(),
            unit: named.map(|named| named.unit_name).unwrap_or_default(),
            name: official.name,
            post: official.post,
            woman: official.sex == "female",
            phone: phone.transpose()?,
        }))
    }
}

/// A village's name.
pub async fn village(app: &App, id: Uuid) -> ApiResult<String> {
    Ok(grid::service::names(app.db.reader(), vec![id]).await?.remove(&id).unwrap_or_default())
}

/// A day as people write it; the year only when it is another one.
pub fn day(app: &App, day: NaiveDate) -> String {
    let this_year = day.year() == app.clock.today().year();
    let pattern = match (Lang::current(), this_year) {
        (Lang::ZhCn, true) => "%-m月%-d日",
        (Lang::ZhCn, false) => "%Y年%-m月%-d日",
        (Lang::En, true) => "%-d %B",
        (Lang::En, false) => "%-d %B %Y",
    };
    day.format(pattern).to_string()
}

/// The day of an instant.
pub fn day_of(app: &App, at: DateTime<Utc>) -> String {
    day(app, china_day(at))
}

/// A topic that may be chosen.
#[derive(Clone, Debug)]
pub struct Topic {
    pub id: Uuid,
    pub name: String,
}

/// All topics in the reader's language.
pub async fn topics(app: &App) -> ApiResult<Vec<Topic>> {
    let english = Lang::current() == Lang::En;
    let rows = request::service::topics(app.db.reader()).await?;
    let named = |row: topic::Model| Topic { id: row.id, name: if english { row.name_en } else { row.name } };
    Ok(rows.into_iter().map(named).collect())
}

/// What a visit can be about, as the officials' phones offer it.
const VISIT_TOPICS: [&str; 8] =
    ["family", "production", "policy", "difficulty", "reply", "safety", "environment", "other"];

/// What a visit was about; a code of a newer phone says nothing.
pub fn visit_topic(frame: &Frame, code: &str) -> Option<String> {
    VISIT_TOPICS.contains(&code).then(|| frame.t(&format!("topic.{code}")))
}

/// Where a request stands.
pub fn state(frame: &Frame, state: State) -> String {
    frame.t(&format!("state.{state}"))
}

/// What happened to a request, in one sentence, and what was written with it.
pub fn event(frame: &Frame, event: &RequestEvent) -> (String, Option<String>) {
    let verb: Verb = event.verb.into();
    let named = matches!(event.actor_kind.as_str(), "official" | "leader" | "unit");
    let word = frame.t(&format!("actor.{}", event.actor_kind));
    let actor = if named { format!("{word} {} ", event.actor_name) } else { word };
    let sentence = match verb {
        Verb::Escalate => {
            let level: Level = event.level.map_or(Level::Village, Into::into);
            frame.with("event.escalate", "level", &frame.t(&format!("level.{level}")))
        }
        Verb::Answer | Verb::Decline => frame.with(&format!("event.{verb}"), "actor", &actor),
        _ => frame.t(&format!("event.{verb}")),
    };
    // What offices write to each other stays among them.
    let told = matches!(verb, Verb::Answer | Verb::Decline | Verb::Dispute);
    (sentence, event.note.clone().filter(|_| told))
}
