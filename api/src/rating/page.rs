//! Rating rounds for everybody: what was published before and after, whose count does not hold, and one's own receipt. Plain
//! pages that work without script and name no household; with it a phone checks its receipt against the signed root.

use std::sync::Arc;

use askama::Template;
use domain::rating::{
    RoundState,
    count::{Bundle, OfficialCount},
    receipt,
};
use entity::rating_round;
use poem::{
    Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    counted::counted,
    recontact,
    store::{self, CountVoid},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    household::words,
    http::frame::{self, Frame},
};

/// Rounds on the first page.
const LISTED: u64 = 50;

/// Adds the pages.
pub fn mount(routes: Route) -> Route {
    routes.at("/p/ratings", get(list)).at("/p/ratings/:id", get(show))
}

/// A round as both pages head it.
struct Head {
    id: Uuid,
    code: String,
    name: String,
    days: String,
    /// Blue while it runs, green once it is published, grey before.
    tone: &'static str,
    state: String,
}

impl Head {
    fn of(app: &App, frame: &Frame, round: &rating_round::Model) -> Self {
        let (tone, state) = match round.state.parse() {
            Ok(RoundState::Open) => ("blue", "open"),
            Ok(RoundState::Closing) => ("amber", "closing"),
            Ok(RoundState::Closed) => ("green", "closed"),
            _ => ("grey", "ready"),
        };
        let days = frame.with("ratings.days", "from", &words::day(app, round.opens_on));
        Self {
            id: round.id,
            code: round.code.clone(),
            name: round.name.clone(),
            days: days.replace("{to}", &words::day(app, round.closes_on)),
            tone,
            state: frame.t(&format!("ratings.{state}")),
        }
    }
}

#[derive(Template)]
#[template(path = "rating/list.html")]
struct ListPage {
    frame: Frame,
    rounds: Vec<Head>,
}

/// `/p/ratings`
#[handler]
async fn list(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let rounds = store::announced_rounds(app.db.reader(), LISTED).await.map_err(ApiError::from)?;
    let rounds = rounds.iter().map(|round| Head::of(app, &frame, round)).collect();
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &ListPage { frame, rounds })?))
}

/// What was counted, in all.
struct Totals {
    officials: usize,
    numbers: Vec<(String, u64)>,
    checkpoint: Vec<String>,
}

impl Totals {
    fn of(frame: &Frame, bundle: &Bundle) -> Self {
        let sum = |number: fn(&OfficialCount) -> u64| bundle.officials.iter().map(number).sum::<u64>();
        let numbers = [
            ("households", sum(|count| count.households)),
            ("issued_phone", sum(|count| count.issued_phone)),
            ("issued_slip", sum(|count| count.issued_slip)),
            ("reissued", sum(|count| count.reissued)),
            ("voided_slips", sum(|count| count.voided_slips)),
            ("cast", sum(|count| count.cast)),
            ("counted", sum(|count| count.counted)),
        ];
        Self {
            officials: bundle.officials.len(),
            numbers: numbers.map(|(key, number)| (frame.t(&format!("ratings.{key}")), number)).into(),
            checkpoint: bundle.checkpoint.lines().map(str::to_owned).collect(),
        }
    }
}

/// An official whose count makes no score, and why.
struct Void {
    number: String,
    name: String,
    unit: String,
    reason: String,
}

impl Void {
    fn of(frame: &Frame, row: CountVoid) -> Self {
        let reason = frame.t(&format!("ratings.{}", row.reason.as_deref().unwrap_or("stuffed")));
        Self { number: row.number, name: row.name, unit: row.unit, reason }
    }
}

/// An official of the round, as somebody looked for him.
struct Sought {
    number: String,
    name: String,
    unit: String,
    answers: String,
    receipts: Vec<String>,
}

#[derive(Template)]
#[template(path = "rating/round.html")]
struct RoundPage {
    frame: Frame,
    round: Head,
    key_list: Option<String>,
    totals: Option<Totals>,
    voids: Vec<Void>,
    /// Where it stands what came of asking households again.
    recontact: Option<String>,
    /// What was typed, and who that is.
    asked: String,
    one: Option<Sought>,
    /// When they have one name.
    several: Vec<Sought>,
    /// What the script may find.
    findings: [(&'static str, &'static str); 6],
}

const FINDINGS: [(&str, &str); 6] = [
    ("counted", "notice"),
    ("absent", "notice caution"),
    ("unproven", "problem"),
    ("unreadable", "problem"),
    ("typed", "notice caution"),
    ("offline", "notice caution"),
];

/// The number or the name of an official.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    official: String,
}

/// `/p/ratings/ID`
#[handler]
async fn show(
    Data(app): Data<&Arc<App>>,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> poem::Result<Response> {
    let frame = Frame::new(app).back("/p/ratings");
    let db = app.db.reader();
    let round = store::round(db, id).await.map_err(ApiError::from)?;
    let round = round.filter(|round| round.key_list.is_some() || round.bundle_id.is_some());
    let round = round.ok_or_else(ApiError::not_found)?;
    let asked: String = asked.official.trim().chars().take(40).collect();
    let (mut totals, mut voids, mut sought) = (None, Vec::new(), Vec::new());
    if round.bundle_id.is_some() {
        let counted = counted(app, id).await?;
        totals = Some(Totals::of(&frame, &counted.bundle));
        let void = store::void_counts(db, id).await.map_err(ApiError::from)?;
        voids = void.into_iter().map(|row| Void::of(&frame, row)).collect();
        if !asked.is_empty() {
            sought = look_for(app, &frame, id, &asked, &counted.bundle).await?;
        }
    }
    let recontact = recontact::service::is_announced(db, id).await?;
    let recontact = recontact.then(|| format!("/p/recontacts/{id}"));
    let one = if sought.len() == 1 { sought.pop() } else { None };
    let page = RoundPage {
        round: Head::of(app, &frame, &round),
        key_list: round.key_list,
        totals,
        voids,
        recontact,
        asked,
        one,
        several: sought,
        findings: FINDINGS,
        frame,
    };
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &page)?))
}

async fn look_for(
    app: &App,
    frame: &Frame,
    round_id: Uuid,
    asked: &str,
    bundle: &Bundle,
) -> ApiResult<Vec<Sought>> {
    let found = store::officials_called(app.db.reader(), round_id, asked).await?;
    let sought = found.into_iter().filter_map(|official| {
        let number = official.number.parse().ok()?;
        let count = bundle.officials.iter().find(|count| count.official == number)?;
        Some(Sought {
            number: official.number,
            name: official.name,
            unit: official.unit,
            answers: frame.with("ratings.answers", "count", &count.counted.to_string()),
            receipts: count.commitments.iter().map(receipt).collect(),
        })
    });
    Ok(sought.collect())
}
