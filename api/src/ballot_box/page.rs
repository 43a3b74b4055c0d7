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
    BallotBox,
    service::{self, Said},
};
use crate::{
    config::Settings,
    error::ApiError,
    http::{
        faces::Faces,
        frame::{self, Frame},
    },
};

/// The page at `/slip`.
pub fn endpoint() -> RouteMethod {
    get(blank).post(send)
}

/// Whether an address is the box's.
pub fn is_of_box(path: &str) -> bool {
    path.starts_with("/slip") || path.starts_with("/api/ballot-box/")
}

/// Takes every cookie off a request to the box, before anything reads one.
pub async fn without_cookies<E: Endpoint>(next: Arc<E>, mut request: Request) -> poem::Result<Response> {
    if is_of_box(request.uri().path()) {
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
    /// Absent while nobody knows which round the slip is of, and the open ones ask different things.
    faces: Option<Faces>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    frame: Frame,
    receipt: String,
}

type Typed = HashMap<String, String>;

/// What a page of the box is made from: nothing of the county.
struct Room<'a> {
    boxed: &'a BallotBox,
    settings: &'a Settings,
}

impl Room<'_> {
    fn frame(&self) -> Frame {
        Frame::with_hotline(&self.settings.hotline)
    }
}

/// The form again. What was written is kept; the level is not shown again, whoever looks over the shoulder.
async fn slip(room: &Room<'_>, problem: Option<String>, form: &Typed) -> Result<SlipPage, ApiError> {
    let code = text(form, "code");
    let asked = match service::asked_with(room.boxed, code).await {
        Ok(asked) => Some(asked),
        Err(_) => service::asked_of_all(room.boxed).await?,
    };
    let frame = room.frame();
    let faces = asked.map(|asked| {
        let mut faces = Faces::of(&frame, 0, &asked);
        text(form, "comment").clone_into(&mut faces.comment);
        for reason in &mut faces.reasons {
            reason.ticked = is_ticked(form, &reason.word);
        }
        faces
    });
    Ok(SlipPage { problem, code: code.to_owned(), faces, frame })
}

fn text<'a>(form: &'a Typed, name: &str) -> &'a str {
    form.get(name).map(String::as_str).unwrap_or_default()
}

fn is_ticked(form: &Typed, word: &str) -> bool {
    form.contains_key(&format!("reason-{word}"))
}

#[handler]
async fn blank(
    Data(boxed): Data<&BallotBox>,
    Data(settings): Data<&Arc<Settings>>,
) -> poem::Result<Response> {
    frame::show(StatusCode::OK, &slip(&Room { boxed, settings }, None, &HashMap::new()).await?)
}

#[handler]
async fn send(
    Data(boxed): Data<&BallotBox>,
    Data(settings): Data<&Arc<Settings>>,
    Form(form): Form<Typed>,
) -> poem::Result<Response> {
    let room = Room { boxed, settings };
    // Only the code was typed: what its round asks is shown.
    let done = if form.contains_key("find") {
        service::asked_with(boxed, text(&form, "code")).await.map(|_| None)
    } else {
        cast(boxed, &form).await.map(Some)
    };
    match done {
        Ok(Some(receipt)) => frame::show(StatusCode::OK, &ReceiptPage { frame: room.frame(), receipt }),
        Ok(None) => frame::show(StatusCode::OK, &slip(&room, None, &form).await?),
        Err(error) if error.status.is_client_error() => {
            let problem = error.problem();
            let said = problem.errors.and_then(|mut fields| fields.pop()).map(|field| field.message);
            frame::show(error.status, &slip(&room, Some(said.unwrap_or(problem.detail)), &form).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the receipt.
async fn cast(boxed: &BallotBox, form: &Typed) -> Result<String, ApiError> {
    let code = text(form, "code");
    let level: Level = text(form, "level").parse().map_err(|_| ApiError::field("level", "rating_level"))?;
    let asked = service::asked_with(boxed, code).await?;
    let ticked = asked.reasons.into_iter().map(|reason| reason.word).filter(|word| is_ticked(form, word));
    let reasons = if level.value() < Level::Fair.value() { ticked.collect() } else { vec![] };
    let said = Said { level, reasons, comment: text(form, "comment").to_owned() };
    service::cast_slip(boxed, code, &said).await
}
