//! What came of audit meetings, for everybody: promises counting down to their day until the household has confirmed
//! them, and published findings. No household is named. The page works without script.

use std::sync::Arc;

use askama::Template;
use domain::follow_up::{Kind, State, Verdict};
use poem::{Response, Route, get, handler, http::StatusCode, web::Data};
use uuid::Uuid;

use super::{service, store, view::PublicFollowUp};
use crate::{
    app::App,
    clock::china_day,
    error::ApiResult,
    household::words,
    http::frame::{self, Frame},
    roster,
    roster::view::NamedRef,
};

/// So many are shown, the newest first.
const SHOWN: u64 = 200;

/// Adds the public page.
pub fn mount(routes: Route) -> Route {
    routes.at("/p/follow-ups", get(page))
}

/// Rectifications and published findings, the newest first.
pub(super) async fn items(app: &App, meeting_id: Option<Uuid>) -> ApiResult<Vec<PublicFollowUp>> {
    let db = app.db.reader();
    let rows = store::published(db, meeting_id, SHOWN).await?;
    let officials = roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect());
    let officials = officials.await?;
    let titles = store::titles(db, rows.iter().map(|row| row.meeting_id).collect()).await?;
    let today = app.clock.today();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(official) = officials.get(&row.official_id) else { continue };
        let name = titles.get(&row.meeting_id).cloned().unwrap_or_default();
        items.push(PublicFollowUp {
            id: row.id,
            kind: service::kind(&row)?.into(),
            state: service::state(&row)?.into(),
            meeting: NamedRef { id: row.meeting_id, name },
            name: official.name.clone(),
            unit_name: official.unit_name.clone(),
            days_left: (row.due_on - today).num_days(),
            ended_on: row.ended_at.map(china_day),
            verdict: service::verdict(&row)?.map(Into::into),
            finding: row.finding,
            label: row.label,
            matter: row.matter,
            due_on: row.due_on,
        });
    }
    Ok(items)
}

struct Line {
    who: String,
    meeting: String,
    matter: String,
    /// How it stands, and in which colour.
    stands: (&'static str, String),
    due: String,
    finding: Option<String>,
}

#[derive(Template)]
#[template(path = "follow_up/list.html")]
struct ListPage {
    frame: Frame,
    running: Vec<Line>,
    ended: Vec<Line>,
}

fn stands(frame: &Frame, item: &PublicFollowUp) -> (&'static str, String) {
    let days = |key: &str, days: i64| frame.with(key, "days", &days.to_string());
    match State::from(item.state) {
        State::Confirmed => ("green", frame.t("follow_up.confirmed")),
        State::Failed => ("red", frame.t("follow_up.failed")),
        State::Unconfirmed => ("grey", frame.t("follow_up.unconfirmed")),
        State::Published => match item.verdict.map(Verdict::from) {
            Some(Verdict::Falsified) => ("red", frame.t("follow_up.falsified")),
            Some(Verdict::Careless) => ("amber", frame.t("follow_up.careless")),
            _ => ("green", frame.t("follow_up.unfounded")),
        },
        _ if item.days_left < 0 => ("red", days("follow_up.late", -item.days_left)),
        _ if item.days_left == 0 => ("amber", frame.t("follow_up.today")),
        _ => ("blue", days("follow_up.left", item.days_left)),
    }
}

fn line(app: &App, frame: &Frame, item: PublicFollowUp) -> Line {
    let due = match (Kind::from(item.kind), item.ended_on) {
        (_, Some(on)) => frame.with("follow_up.ended", "date", &words::day(app, on)),
        (Kind::Rectification, None) => frame.with("follow_up.due", "date", &words::day(app, item.due_on)),
        (Kind::Investigation, None) => String::new(),
    };
    Line {
        stands: stands(frame, &item),
        due,
        who: format!("{} {} · {}", item.label, item.name, item.unit_name),
        meeting: item.meeting.name,
        matter: item.matter,
        finding: item.finding,
    }
}

/// `/p/follow-ups`
#[handler]
async fn page(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (mut running, ended): (Vec<_>, Vec<_>) =
        items(app, None).await?.into_iter().partition(|item| !State::from(item.state).is_final());
    running.sort_by_key(|item| item.days_left);
    let running = running.into_iter().map(|item| line(app, &frame, item)).collect();
    let ended = ended.into_iter().map(|item| line(app, &frame, item)).collect();
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &ListPage { frame, running, ended })?))
}
