//! Duty reports (述职) whole, where the rating page has no room for them.

use askama::Template;
use poem::{Response, handler, http::StatusCode, web::Query};

use super::{
    code::to,
    rate::{HOUSEHOLD, Place, Whose, about},
    resident::Resident,
    words::Card,
};
use crate::{
    app::App,
    error::ApiError,
    http::frame::{self, Frame},
    rating::{
        duty_report,
        household::{BallotOffer, open_ballots},
    },
};

#[derive(Template)]
#[template(path = "household/reports.html")]
struct ReportsPage {
    frame: Frame,
    /// Whose it is, what stands in it, and where he is rated.
    reports: Vec<(Card, String, String)>,
}

/// `/h/reports`
#[handler]
pub async fn show(resident: Resident, Query(whose): Query<Whose>) -> poem::Result<Response> {
    let ballots = open_ballots(&resident.app, &resident.household).await?;
    page(&resident.app, HOUSEHOLD, &ballots, &whose).await
}

/// The report of the one whom the page is about.
pub async fn page(app: &App, place: Place, ballots: &[BallotOffer], whose: &Whose) -> poem::Result<Response> {
    let mut reports = Vec::new();
    for ballot in ballots.iter().filter(|ballot| whose.is(ballot)) {
        let card = Card::of_official(app, ballot.official.id).await?;
        let report = duty_report::frozen(app.db.reader(), ballot.round_id, ballot.official.id);
        if let (Some(card), Some(report)) = (card, report.await.map_err(ApiError::from)?) {
            reports.push((card, report, about(place.here, ballot)));
        }
    }
    if reports.is_empty() {
        return Ok(to(place.here));
    }
    frame::show(StatusCode::OK, &ReportsPage { frame: Frame::new(app), reports })
}
