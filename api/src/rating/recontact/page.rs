//! What came of recontacts, for everybody: plain pages that work without script, with numbers and the officials whose
//! result makes no score. No household is named.

use std::sync::Arc;

use askama::Template;
use domain::rating::recontact::RecontactState;
use poem::{
    Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    service, store,
    view::{PublicRecontact, RecontactState as Shown},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http::frame::{self, Frame, Message},
    rating::store as rounds,
    roster,
};

/// Recontacts on the first page.
const LISTED: u64 = 50;

/// Adds the public pages.
pub fn mount(routes: Route) -> Route {
    routes.at("/p/recontacts", get(list)).at("/p/recontacts/:id", get(one))
}

/// The recontact of a round, as everybody may see it.
pub(super) async fn published(app: &App, round_id: Uuid) -> ApiResult<Option<PublicRecontact>> {
    let db = app.db.reader();
    let Some(row) = store::of_round(db, round_id).await? else { return Ok(None) };
    let Some(round) = rounds::round(db, round_id).await? else { return Ok(None) };
    let voided = if service::state(&row)? == RecontactState::Closed {
        let voids = store::voids(db, row.id).await?.into_iter().filter(|void| void.confirmed_by.is_some());
        let officials =
            roster::service::official_refs(db, voids.map(|void| void.official_id).collect()).await?;
        let mut officials: Vec<_> = officials.into_values().collect();
        officials.sort_by(|left, right| left.number.cmp(&right.number));
        officials
    } else {
        Vec::new()
    };
    Ok(Some(PublicRecontact {
        round: round.code,
        round_name: round.name,
        recontact: service::show(db, row).await?,
        voided,
    }))
}

struct Line {
    name: String,
    to: String,
    said: String,
}

#[derive(Template)]
#[template(path = "rating/recontacts.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "rating/recontact.html")]
struct OnePage {
    frame: Frame,
    name: String,
    /// Its colour and words.
    stands: (&'static str, String),
    facts: Vec<(String, String)>,
    voided: Vec<String>,
    /// Whether there is something to say of officials.
    is_over: bool,
    draw: Uuid,
}

fn said(frame: &Frame, shown: &PublicRecontact) -> String {
    let of = &shown.recontact;
    let text = frame.with("recontact.said", "reached", &of.reached.to_string());
    text.replace("{drawn}", &of.drawn.to_string()).replace("{denied}", &of.denied.unwrap_or(0).to_string())
}

/// `/p/recontacts`
#[handler]
async fn list(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let rows = store::closed(app.db.reader(), LISTED).await.map_err(ApiError::from)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(shown) = published(app, row.round_id).await? else { continue };
        lines.push(Line {
            said: said(&frame, &shown),
            to: format!("/p/recontacts/{}", row.round_id),
            name: shown.round_name,
        });
    }
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &ListPage { frame, lines })?))
}

/// `/p/recontacts/ROUND`
#[handler]
async fn one(Data(app): Data<&Arc<App>>, Path(id): Path<String>) -> poem::Result<Response> {
    let shown = match id.parse::<Uuid>() {
        Ok(id) => published(app, id).await?,
        Err(_) => None,
    };
    let frame = Frame::new(app);
    let Some(shown) = shown else {
        let (title, text) = (frame.t("recontact.wrong"), frame.t("recontact.wrong_text"));
        return frame::show(
            StatusCode::NOT_FOUND,
            &Message { frame, title, text, onward: None, tone: "calm" },
        );
    };
    let of = &shown.recontact;
    let over = of.state == Shown::Closed;
    let fact = |key: &str, number: Option<u32>| number.map(|number| (frame.t(key), number.to_string()));
    let facts = [
        fact("recontact.issued", Some(of.issued)),
        fact("recontact.drawn", Some(if of.drawn > 0 { of.drawn } else { of.to_draw })),
        fact("recontact.reached", Some(of.reached)),
        fact("recontact.denied", of.denied),
        fact("recontact.over", of.over),
        fact("recontact.voided", of.voided),
    ];
    let page = OnePage {
        stands: match of.state {
            Shown::Announced => ("blue", frame.t("recontact.announced")),
            Shown::Drawn => ("blue", frame.t("recontact.phoning")),
            Shown::Closed => ("green", frame.t("recontact.closed")),
        },
        facts: facts.into_iter().flatten().collect(),
        voided: shown
            .voided
            .iter()
            .map(|official| format!("{} {} · {}", official.number, official.name, official.unit_name))
            .collect(),
        is_over: over,
        draw: of.draw_id,
        name: shown.round_name.clone(),
        frame,
    };
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &page)?))
}
