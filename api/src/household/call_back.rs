//! Asking to be called back: a step of its own after the ballot, in which the household names itself and what it wants to
//! speak of. It carries nothing of the ballot, and the page never shows what was asked before.

use askama::Template;
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Form, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    action::{Fields, check, text},
    code::to,
    resident::Resident,
};
use crate::{
    error::ApiError,
    http::frame::{self, Frame, Message},
    rating::{household::open_ballots, theme::call_back},
};

/// One official, and what may be spoken of.
struct About {
    round: Uuid,
    number: String,
    /// The question, with his name.
    asks: String,
    themes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "household/call.html")]
struct CallPage {
    frame: Frame,
    token: String,
    has_phone: bool,
    about: Vec<About>,
}

#[derive(Debug, Default, Deserialize)]
struct Came {
    done: Option<String>,
}

/// `/h/call`
#[handler]
pub async fn show(resident: Resident, Query(came): Query<Came>) -> poem::Result<Response> {
    let app = &resident.app;
    let frame = Frame::new(app).back("/h/rate");
    let say = |frame: Frame, what: &str| {
        let (title, text) = (frame.t(&format!("call.{what}")), frame.t(&format!("call.{what}_text")));
        let onward = Some(("/h/leave", frame.t("home.leave")));
        frame::show(StatusCode::OK, &Message { frame, title, text, onward, tone: "calm" })
    };
    if came.done.is_some() {
        return say(frame, "done");
    }
    let ballots = open_ballots(app, &resident.household).await?;
    if ballots.is_empty() {
        return say(frame, "none");
    }
    let about = ballots.into_iter().map(|ballot| About {
        round: ballot.round_id,
        number: ballot.official.number,
        asks: frame.with("call.about", "official", &ballot.official.name),
        themes: (ballot.questionnaire.reasons.iter())
            .map(|reason| (reason.word.clone(), frame.wording(&reason.label)))
            .collect(),
    });
    let about = about.collect();
    let has_phone = resident.household.phone.is_some();
    frame::show(StatusCode::OK, &CallPage { token: resident.token.clone(), has_phone, about, frame })
}

/// `POST /h/call`
#[handler]
pub async fn ask(resident: Resident, Form(fields): Form<Fields>) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let round = text(&fields, "round").parse().map_err(|_| ApiError::not_found())?;
    let (official, theme) = (text(&fields, "official"), text(&fields, "theme"));
    match call_back::ask(&resident.app, resident.household.id, round, official, theme).await {
        Ok(()) => Ok(to("/h/call?done=yes")),
        // The round was closed meanwhile: the page says so.
        Err(ApiError { status: StatusCode::CONFLICT, .. }) => Ok(to("/h/call")),
        Err(error) => Err(error.into()),
    }
}
