//! "Was I marked as issued?": whether a ballot was taken for the household, and by which way. What was chosen stands
//! nowhere that this page could ask.

use askama::Template;
use poem::{Response, handler, http::StatusCode};

use super::{resident::Resident, words};
use crate::{
    app::App,
    error::ApiResult,
    http::frame::{self, Frame},
    rating::{
        household::Standing,
        watch::marked::{self, Marked},
    },
};

/// One official's ballot of a round.
struct Line {
    round: String,
    official: String,
    unit: String,
    /// Its colour and words.
    stands: (&'static str, String),
}

#[derive(Template)]
#[template(path = "household/marked.html")]
struct MarkedPage {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether any ballot was taken.
    taken: bool,
}

/// `/h/marked`
#[handler]
pub async fn show(resident: Resident) -> poem::Result<Response> {
    let Resident { app, household, .. } = &resident;
    let frame = Frame::new(app).back("/h");
    let mut page = MarkedPage { lines: Vec::new(), taken: false, frame };
    for round in marked::of_household(app, household).await? {
        let named = named(app, &page.frame, &round);
        for (official, standing) in round.officials {
            page.taken |= standing != Standing::Offered;
            page.lines.push(Line {
                round: named.clone(),
                official: official.name,
                unit: official.unit_name,
                stands: stands(&page.frame, standing, round.is_open),
            });
        }
    }
    frame::show(StatusCode::OK, &page)
}

/// Whether there is a round to tell of.
pub(super) async fn is_told(app: &App, household: &entity::household::Model) -> ApiResult<bool> {
    Ok(!marked::of_household(app, household).await?.is_empty())
}

fn named(app: &App, frame: &Frame, round: &Marked) -> String {
    match round.opened_on {
        Some(on) => {
            frame.with("marked.round", "date", &words::day(app, on)).replace("{name}", &round.round_name)
        }
        None => round.round_name.clone(),
    }
}

fn stands(frame: &Frame, standing: Standing, is_open: bool) -> (&'static str, String) {
    match standing {
        Standing::Issued => ("blue", frame.t("marked.phone")),
        Standing::SlipDrawn => ("blue", frame.t("marked.slip")),
        Standing::Offered if is_open => ("grey", frame.t("marked.not_yet")),
        Standing::Offered => ("grey", frame.t("marked.no")),
    }
}
