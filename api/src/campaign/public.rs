//! How far a campaign is, for everybody: plain pages that work without script, with numbers for townships and villages
//! and no name of anybody. They set and read no cookie but that of the language, and may be kept for a minute.

use std::sync::Arc;

use askama::Template;
use domain::campaign::State;
use poem::{
    Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    progress::{Progress, lies_below, progress},
    service::state,
    store,
    view::CampaignFigures,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    grid,
    household::words,
    http::frame::{self, Frame, Message},
};
use entity::campaign;

/// Campaigns on the first page.
const LISTED: u64 = 50;

/// Adds the public pages.
pub fn mount(routes: Route) -> Route {
    routes
        .at("/p/campaigns", get(list))
        .at("/p/campaigns/:id", get(show))
        .at("/p/campaigns/:id/:code", get(show_township))
}

/// A place or a campaign with its numbers.
struct Line {
    name: String,
    /// Where its own page is.
    to: Option<String>,
    /// Which days, in a list of campaigns.
    days: Option<String>,
    visited: String,
    /// Of a hundred households, as wide as the bar.
    percent: u64,
    /// Cards and opinions, as far as they are wanted.
    others: Vec<String>,
}

#[derive(Template)]
#[template(path = "campaign/list.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "campaign/campaign.html")]
struct CampaignPage {
    frame: Frame,
    /// The way back, and what it is called.
    up: (String, String),
    name: String,
    place: Option<String>,
    purpose: String,
    days: String,
    /// Running, to come or over.
    stands: (&'static str, String),
    whole: Line,
    lines: Vec<Line>,
    places: String,
}

fn line(
    frame: &Frame,
    row: &campaign::Model,
    name: String,
    to: Option<String>,
    of: &CampaignFigures,
) -> Line {
    let pair = |key: &str, number: u64| {
        let text = frame.with(key, "number", &number.to_string());
        text.replace("{households}", &of.households.to_string())
    };
    let mut others = Vec::new();
    if row.wants_card {
        others.push(pair("campaign.cards", of.cards));
    }
    if row.opinions_each > 0 {
        others.push(pair("campaign.opinions", of.opinions));
    }
    Line {
        name,
        to,
        days: None,
        visited: pair("campaign.visited", of.visited),
        percent: of.visited * 100 / of.households.max(1),
        others,
    }
}

fn days(app: &App, frame: &Frame, row: &campaign::Model) -> String {
    let text = frame.with("campaign.days", "from", &words::day(app, row.from_on));
    text.replace("{to}", &words::day(app, row.to_on))
}

fn stands(app: &App, frame: &Frame, row: &campaign::Model) -> ApiResult<(&'static str, String)> {
    let today = app.clock.today();
    let number = |key, days: i64| frame.with(key, "days", &days.to_string());
    Ok(if state(row)? == State::Closed || today > row.to_on {
        ("grey", frame.t("campaign.over"))
    } else if today < row.from_on {
        ("blue", number("campaign.to_come", (row.from_on - today).num_days()))
    } else if today == row.to_on {
        ("amber", frame.t("campaign.last_day"))
    } else {
        ("blue", number("campaign.running", (row.to_on - today).num_days()))
    })
}

fn not_there(app: &App) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (title, text) = (frame.t("campaign.wrong"), frame.t("campaign.wrong_text"));
    frame::show(StatusCode::NOT_FOUND, &Message { frame, title, text, onward: None, tone: "calm" })
}

/// `/p/campaigns`
#[handler]
async fn list(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let rows = store::page(app.db.reader(), false, None, None, LISTED).await.map_err(ApiError::from)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let (counted, here) = (counted(app, &row).await?, path(app, row.grid_id).await?);
        let to = Some(format!("/p/campaigns/{}", row.id));
        let whole = line(&frame, &row, row.name.clone(), to, &counted.below(&here));
        lines.push(Line { days: Some(days(app, &frame, &row)), ..whole });
    }
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &ListPage { frame, lines })?))
}

async fn counted(app: &App, row: &campaign::Model) -> ApiResult<Arc<Progress>> {
    Ok(progress(app, row).await?)
}

async fn path(app: &App, grid_id: Uuid) -> ApiResult<String> {
    let place = grid::service::one(app.db.reader(), grid_id).await?;
    Ok(place.map(|place| place.path).unwrap_or_default())
}

/// A campaign that everybody may see.
async fn published(app: &App, id: &str) -> ApiResult<Option<campaign::Model>> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    let row = store::by_id(app.db.reader(), id).await?;
    Ok(match row {
        Some(row) if state(&row)? != State::Draft => Some(row),
        _ => None,
    })
}

/// `/p/campaigns/ID`: a county's townships, or the villages of anything smaller.
#[handler]
async fn show(Data(app): Data<&Arc<App>>, Path(id): Path<String>) -> poem::Result<Response> {
    let Some(row) = published(app, &id).await? else { return not_there(app) };
    let here = grid::service::one(app.db.reader(), row.grid_id).await.map_err(ApiError::from)?;
    let Some(here) = here else { return not_there(app) };
    page(app, row, &here, None).await
}

/// `/p/campaigns/ID/TOWNSHIP`: the villages of a township.
#[handler]
async fn show_township(
    Data(app): Data<&Arc<App>>,
    Path((id, code)): Path<(String, String)>,
) -> poem::Result<Response> {
    let Some(row) = published(app, &id).await? else { return not_there(app) };
    let whole = path(app, row.grid_id).await?;
    let township = grid::service::of_code(app.db.reader(), &code).await.map_err(ApiError::from)?;
    let township = township.filter(|grid| grid.level == "township" && lies_below(&grid.path, &whole));
    let Some(township) = township else { return not_there(app) };
    let name = township.name.clone();
    page(app, row, &township, Some(name)).await
}

async fn page(
    app: &App,
    row: campaign::Model,
    here: &entity::grid::Model,
    place: Option<String>,
) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let progress = counted(app, &row).await?;
    let level = if here.level == "county" { "township" } else { "village" };
    let grids = grid::service::of_level(app.db.reader(), level, &here.path).await.map_err(ApiError::from)?;
    let lines = grids.into_iter().filter_map(|grid| {
        let figures = progress.below(&grid.path);
        let to = (level == "township").then(|| format!("/p/campaigns/{}/{}", row.id, grid.code));
        (figures.households > 0).then(|| line(&frame, &row, grid.name, to, &figures))
    });
    let lines = lines.collect();
    let up = match &place {
        Some(_) => (format!("/p/campaigns/{}", row.id), row.name.clone()),
        None => ("/p/campaigns".to_owned(), frame.t("campaign.all")),
    };
    let page = CampaignPage {
        up,
        place,
        days: days(app, &frame, &row),
        stands: stands(app, &frame, &row)?,
        whole: line(&frame, &row, String::new(), None, &progress.below(&here.path)),
        places: frame.t(if level == "township" { "campaign.townships" } else { "campaign.villages" }),
        lines,
        name: row.name,
        purpose: row.purpose,
        frame,
    };
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &page)?))
}
