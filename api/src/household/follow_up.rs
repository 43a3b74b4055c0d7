//! What was pledged to the household on stage, and its word on it, which alone ends it as done.

use askama::Template;
use domain::follow_up::State;
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Form, Path},
};
use uuid::Uuid;

use super::{
    action::{Fields, check, text},
    code::to,
    page::Door,
    resident::Resident,
    words,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    follow_up::{service, view::FollowUp},
    http::frame::{self, Frame},
};

fn is_running(item: &FollowUp) -> bool {
    !State::from(item.state).is_final()
}

/// The door to what was pledged on stage; none where nothing was.
pub(super) async fn door(
    app: &std::sync::Arc<App>,
    frame: &Frame,
    household_id: Uuid,
) -> ApiResult<Option<Door>> {
    let items = service::of_household(app, household_id).await?;
    let running = items.iter().filter(|item| is_running(item)).count();
    let text = if running > 0 {
        frame.with("home.rectifications_wait", "count", &running.to_string())
    } else {
        frame.t("home.rectifications_past")
    };
    Ok((!items.is_empty()).then_some(Door { text, waits: running > 0 }))
}

struct Line {
    id: Uuid,
    pledged: String,
    matter: String,
    due: String,
    late: bool,
    claimed: bool,
    /// What the household said of it.
    said: Option<(bool, String)>,
    asks: bool,
}

#[derive(Template)]
#[template(path = "household/rectifications.html")]
struct RectificationsPage {
    frame: Frame,
    token: String,
    problem: Option<String>,
    lines: Vec<Line>,
}

/// `/h/rectifications`
#[handler]
pub async fn show(resident: Resident) -> poem::Result<Response> {
    page(&resident, StatusCode::OK, None).await
}

async fn page(resident: &Resident, status: StatusCode, problem: Option<&str>) -> poem::Result<Response> {
    let Resident { app, household, token, .. } = resident;
    let frame = Frame::new(app).back("/h");
    let items = service::of_household(app, household.id).await?;
    let lines = items.into_iter().map(|item| line(app, &frame, item)).collect();
    let problem = problem.map(|key| frame.t(key));
    frame::show(status, &RectificationsPage { token: token.clone(), problem, lines, frame })
}

fn line(app: &App, frame: &Frame, item: FollowUp) -> Line {
    let state = State::from(item.state);
    let due = if item.overdue { "pledges.late" } else { "pledges.due" };
    Line {
        id: item.id,
        pledged: frame
            .with("rectifications.pledged", "meeting", &item.meeting.name)
            .replace("{official}", &item.official.name),
        due: frame.with(due, "date", &words::day(app, item.due_on)),
        late: item.overdue,
        claimed: state == State::SaidDone,
        said: match state {
            State::Confirmed => Some((true, frame.t("rectifications.confirmed"))),
            State::Failed => Some((false, frame.t("rectifications.failed"))),
            State::Unconfirmed => Some((false, frame.t("rectifications.unconfirmed"))),
            _ => None,
        },
        asks: is_running(&item),
        matter: item.matter,
    }
}

/// `POST /h/rectifications/ID`: done or not done.
#[handler]
pub async fn answer(
    resident: Resident,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let done = match text(&fields, "answer") {
        "done" => true,
        "not_done" => false,
        _ => return Err(ApiError::field("answer", "unknown").into()),
    };
    match service::answer(&resident.app, resident.household.id, id, done).await {
        Ok(()) => Ok(to("/h/rectifications")),
        Err(ApiError { status: StatusCode::CONFLICT, .. }) => {
            page(&resident, StatusCode::CONFLICT, Some("pledges.changed")).await
        }
        Err(error) => Err(error.into()),
    }
}
