//! What a household says. Every form carries the page's token, and can be sent twice.

use std::collections::HashMap;

use poem::{
    Response, handler,
    http::StatusCode,
    web::{Form, Path},
};
use uuid::Uuid;

use super::{
    code::to,
    page::{self, RaisePage},
    resident::Resident,
};
use crate::{
    error::{ApiError, ApiResult},
    http::frame::{self, Frame, Message},
    request, visit,
};

/// Characters of a request, a complaint or a reason.
const LONGEST: usize = 1000;

pub(super) type Fields = HashMap<String, String>;

pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(|text| text.trim()).unwrap_or_default()
}

/// Refuses a form that was not made by a page of this resident.
pub(super) fn check(resident: &Resident, fields: &Fields) -> poem::Result<()> {
    if resident.fits(text(fields, "token")) {
        return Ok(());
    }
    let frame = Frame::new(&resident.app).back("/h");
    let (title, text) = (frame.t("form.stale"), frame.t("form.stale_text"));
    let page = Message { frame, title, text, onward: None, tone: "calm" };
    Err(poem::Error::from_response(frame::show(StatusCode::FORBIDDEN, &page)?))
}

/// `POST /h/visits/ID`: true or not true.
#[handler]
pub async fn answer(
    resident: Resident,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let confirmed = match text(&fields, "answer") {
        "confirmed" => true,
        "denied" => false,
        _ => return Err(ApiError::field("answer", "unknown").into()),
    };
    match visit::service::answer(&resident.app, resident.household.id, id, confirmed).await {
        // The page shows what was said before.
        Ok(()) | Err(ApiError { status: StatusCode::CONFLICT, .. }) => Ok(to("/h/visits")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /h/request`
#[handler]
pub async fn raise(resident: Resident, Form(fields): Form<Fields>) -> poem::Result<Response> {
    send(&resident, &fields, false).await
}

/// `POST /h/complaint`
#[handler]
pub async fn complain(resident: Resident, Form(fields): Form<Fields>) -> poem::Result<Response> {
    send(&resident, &fields, true).await
}

async fn send(resident: &Resident, fields: &Fields, complaint: bool) -> poem::Result<Response> {
    check(resident, fields)?;
    // A page whose id was tampered with gets a new one.
    let id = text(fields, "id").parse().unwrap_or_else(|_| resident.app.clock.id());
    let topic = text(fields, "topic").parse().ok();
    let body = text(fields, "body");
    let problem = match problem_of(body) {
        Some(key) => key,
        None => match store(resident, id, topic, body, complaint).await {
            Ok(id) => return Ok(to(&format!("/h/requests/{id}?said=sent"))),
            Err(error) if error.status == StatusCode::CONFLICT => "request.again",
            Err(error) if error.status.is_client_error() => "request.empty",
            Err(error) => return Err(error.into()),
        },
    };
    // Nothing that was written is lost.
    let mut page = RaisePage::new(resident, complaint).await?;
    page.problem = Some(page.frame.t(problem));
    (page.id, page.chosen, page.body) = (id, topic, body.to_owned());
    frame::show(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn problem_of(body: &str) -> Option<&'static str> {
    if body.is_empty() {
        return Some("request.empty");
    }
    (body.chars().count() > LONGEST).then_some("request.long")
}

async fn store(
    resident: &Resident,
    id: Uuid,
    topic: Option<Uuid>,
    body: &str,
    complaint: bool,
) -> ApiResult<Uuid> {
    let Resident { app, household, .. } = resident;
    if complaint {
        request::service::complain(app, household.id, id, body).await
    } else {
        request::service::raise_by_household(app, household.id, id, topic, body).await
    }
}

/// `POST /h/requests/ID`: solved, not solved, or taken back.
#[handler]
pub async fn act(
    resident: Resident,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let (app, household) = (&resident.app, resident.household.id);
    let (verb, why) = (text(&fields, "verb"), text(&fields, "why"));
    let key = match verb {
        "dispute" if why.is_empty() => Some("case.why_empty"),
        "dispute" if why.chars().count() > LONGEST => Some("request.long"),
        _ => None,
    };
    if let Some(key) = key {
        let text = Frame::new(app).t(key);
        return page::show_request(&resident, id, None, Some((StatusCode::UNPROCESSABLE_ENTITY, text)), why)
            .await;
    }
    let done = match verb {
        "confirm" => request::service::confirm(app, household, id, None).await,
        "dispute" => request::service::dispute(app, household, id, Some(why)).await,
        "withdraw" => request::service::withdraw_by_household(app, household, id, None).await,
        _ => Err(ApiError::field("verb", "unknown")),
    };
    match done {
        Ok(()) => Ok(to(&format!("/h/requests/{id}?said={verb}"))),
        Err(error) if matches!(error.status, StatusCode::CONFLICT | StatusCode::FORBIDDEN) => {
            let text = Frame::new(app).t("case.changed");
            page::show_request(&resident, id, None, Some((StatusCode::CONFLICT, text)), why).await
        }
        Err(error) => Err(error.into()),
    }
}
