//! The slip as a plain form. It reads and sets no cookie and knows nothing of a household's page.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use domain::rating::Level;
use poem::{
    Endpoint, IntoResponse, Request, Response, RouteMethod, get, handler,
    http::StatusCode,
    http::header::COOKIE,
    web::{Data, Form},
};

use super::{
    ballot,
    service::{self, Judgement},
};
use crate::{
    app::App,
    error::ApiError,
    http::frame::{self, Frame},
};

/// The page at `/slip`.
pub fn endpoint() -> RouteMethod {
    get(blank).post(send)
}

/// Takes every cookie off a request to the box, before anything reads one.
pub async fn without_cookies<E: Endpoint>(next: Arc<E>, mut request: Request) -> poem::Result<Response> {
    let path = request.uri().path();
    if path.starts_with("/slip") || path.starts_with("/api/ballot-box/") {
        request.headers_mut().remove(COOKIE);
    }
    next.call(request).await.map(IntoResponse::into_response)
}

#[derive(Template)]
#[template(path = "slip.html")]
struct SlipPage {
    frame: Frame,
    problem: Option<String>,
    code: String,
    comment: String,
    levels: Vec<&'static str>,
    reasons: Vec<(&'static str, bool)>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    receipt: String,
}

fn slip(app: &App, problem: Option<String>, form: &HashMap<String, String>) -> SlipPage {
    let text = |name| form.get(name).cloned().unwrap_or_default();
    SlipPage {
        frame: Frame::new(app),
        problem,
        code: text("code"),
        comment: text("comment"),
        levels: Level::ALL.iter().map(|level| level.as_str()).collect(),
        reasons: ballot::REASONS.map(|reason| (reason, form.contains_key(reason))).to_vec(),
    }
}

#[handler]
fn blank(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    frame::show(StatusCode::OK, &slip(app, None, &HashMap::new()))
}

#[handler]
async fn send(
    Data(app): Data<&Arc<App>>,
    Form(form): Form<HashMap<String, String>>,
) -> poem::Result<Response> {
    match cast(app, &form).await {
        Ok(receipt) => frame::show(StatusCode::OK, &ReceiptPage { frame: Frame::new(app), receipt }),
        Err(error) if error.status.is_client_error() => {
            // What was written is kept; the level is not shown again, whoever looks over the shoulder.
            let problem = error.problem();
            let said = problem.errors.and_then(|mut fields| fields.pop()).map(|field| field.message);
            frame::show(error.status, &slip(app, Some(said.unwrap_or(problem.detail)), &form))
        }
        Err(error) => Err(error.into()),
    }
}

async fn cast(app: &App, form: &HashMap<String, String>) -> Result<String, ApiError> {
    let text = |name| form.get(name).map(String::as_str).unwrap_or_default();
    let level: Level = text("level").parse().map_err(|_| ApiError::field("level", "rating_level"))?;
    let reasons = if level.value() < Level::Fair.value() { ticked(form) } else { vec![] };
    let judgement = Judgement::check(level, &reasons, text("comment"))?;
    service::cast_slip(&app.ballot_box, text("code"), judgement).await
}

fn ticked(form: &HashMap<String, String>) -> Vec<String> {
    ballot::REASONS.iter().filter(|reason| form.contains_key(**reason)).map(|r| (*r).to_owned()).collect()
}
