//! Opening an invitation, the rating page behind it, and having a ballot signed. Opening has no side effect, because
//! messengers fetch links ahead; the code leaves the address at once and stands in no log.

use std::sync::Arc;

use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Json, Path, Query, cookie::CookieJar},
};

use super::invited::{self, Invited, PASS};
use crate::{
    app::App,
    error::ApiError,
    household::{
        ballot::{self, IssueForm},
        code::{address, to},
        pass::{official_signed_in, refuse_official},
        rate::{self, Place, Whose},
        report,
    },
    http::frame::{self, Frame, Message},
    rating::{unit::service, view::SecondFactor},
};

const PLACE: Place = Place {
    words: "evaluate",
    here: "/e",
    reports: "/e/reports",
    issue: "/e/issue",
    leave: "/e/leave",
    slips: false,
};

/// `/E/CODE`: to the page, with a cookie.
#[handler]
pub(super) async fn open(
    Data(app): Data<&Arc<App>>,
    request: &Request,
    jar: &CookieJar,
    Path(typed): Path<String>,
) -> poem::Result<Response> {
    if official_signed_in(jar) {
        return refuse_official(app, "evaluate");
    }
    let (from, now) = (address(request), app.clock.now());
    if app.tries.too_many(&from, now) {
        return message(app, StatusCode::TOO_MANY_REQUESTS, "often");
    }
    let Some(colleague) = service::find(app, &typed).await? else {
        app.tries.wrong(from, now);
        return message(app, StatusCode::NOT_FOUND, "wrong");
    };
    jar.add(invited::cookie(app, &colleague));
    Ok(to("/e"))
}

fn message(app: &App, status: StatusCode, what: &str) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (title, text) = (frame.t(&format!("evaluate.{what}")), frame.t(&format!("evaluate.{what}_text")));
    frame::show(status, &Message { frame, title, text, onward: None, tone: "wrong" })
}

/// `/e/leave`: shared tablets keep nothing.
#[handler]
pub(super) fn leave(Data(app): Data<&Arc<App>>, jar: &CookieJar) -> poem::Result<Response> {
    jar.add(PASS.none(app));
    let frame = Frame::new(app);
    let (title, text) = (frame.t("evaluate.left_title"), frame.t("evaluate.left_text"));
    frame::show(StatusCode::OK, &Message { frame, title, text, onward: None, tone: "good" })
}

/// `/e`: his colleagues, one after the other.
#[handler]
pub(super) async fn show(invited: Invited, Query(whose): Query<Whose>) -> poem::Result<Response> {
    let app = &invited.app;
    let frame = Frame::new(app);
    let ballots = service::ballots(app, &invited.colleague).await?;
    if ballots.is_empty() {
        let (title, text) = (frame.t("evaluate.none"), frame.t("evaluate.none_text"));
        return frame::show(StatusCode::OK, &Message { frame, title, text, onward: None, tone: "calm" });
    }
    rate::page(app, frame, PLACE, invited.token(), &ballots, &whose).await
}

/// `/e/reports`: what a colleague did in the year.
#[handler]
pub(super) async fn show_report(invited: Invited, Query(whose): Query<Whose>) -> poem::Result<Response> {
    let ballots = service::ballots(&invited.app, &invited.colleague).await?;
    report::page(&invited.app, PLACE, &ballots, &whose).await
}

/// `POST /e/issue`: a blinded message for its blind signature.
#[handler]
pub(super) async fn issue(invited: Invited, Json(form): Json<IssueForm>) -> poem::Result<Response> {
    if !invited.fits(&form.token) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf").into());
    }
    let signature = service::issue(&invited.app, &invited.colleague, &form.asked(SecondFactor::None)).await?;
    ballot::issued(signature)
}
