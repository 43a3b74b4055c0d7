//! The household's own row on the rosters of audit meetings, with the salt that only it gets.

use askama::Template;
use poem::{Response, handler, http::StatusCode};

use super::{resident::Resident, words};
use crate::{
    audit,
    http::frame::{self, Frame},
};

struct Line {
    title: String,
    day: String,
    official: String,
    label: String,
    text: String,
    salt: String,
    hash: String,
    drawn: bool,
}

#[derive(Template)]
#[template(path = "household/draws.html")]
struct DrawsPage {
    frame: Frame,
    rows: Vec<Line>,
}

/// `/h/draws`
#[handler]
pub async fn show(resident: Resident) -> poem::Result<Response> {
    let Resident { app, household, .. } = &resident;
    let frame = Frame::new(app).back("/h");
    let rows = audit::own_rows(app, household.id).await?.into_iter().map(|row| Line {
        day: words::day(app, row.meets_on),
        official: frame.with("draws.official", "number", &row.official),
        title: row.title,
        label: row.label,
        text: row.text,
        salt: row.salt,
        hash: row.hash,
        drawn: row.drawn,
    });
    let rows = rows.collect();
    frame::show(StatusCode::OK, &DrawsPage { frame, rows })
}
