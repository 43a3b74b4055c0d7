//! What the official promised to the household, and the household's word on it.

use askama::Template;
use domain::pledge::{Figure, State};
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
    http::frame::{self, Frame},
    pledge::{service, view::Pledge},
};

/// Whether the household is asked: the official says that it is done, or the promised day has passed.
fn asks(pledge: &Pledge) -> bool {
    pledge.overdue || State::from(pledge.state) == State::SaidKept
}

/// The door to the pledges.
pub(super) async fn door(app: &std::sync::Arc<App>, frame: &Frame, household_id: Uuid) -> ApiResult<Door> {
    let pledges = service::of_household(app, household_id).await?;
    let waiting = pledges.iter().filter(|pledge| asks(pledge)).count();
    let running = pledges.iter().filter(|pledge| Figure::from(pledge.figure) == Figure::Running).count();
    let counted = |key: &str, count: usize| frame.with(key, "count", &count.to_string());
    let text = if waiting > 0 {
        counted("home.pledges_wait", waiting)
    } else if running > 0 {
        counted("home.pledges_some", running)
    } else if pledges.is_empty() {
        frame.t("home.pledges_none")
    } else {
        frame.t("home.pledges_past")
    };
    Ok(Door { text, waits: waiting > 0 })
}

struct PledgeLine {
    id: Uuid,
    made: String,
    text: String,
    due: String,
    late: bool,
    /// Who sees to it now, when that is somebody else.
    holder: Option<String>,
    /// What the official says of it.
    claimed: Option<String>,
    reason: Option<String>,
    /// What the household said of it.
    said: Option<(bool, String)>,
    asks: bool,
}

#[derive(Template)]
#[template(path = "household/pledges.html")]
struct PledgesPage {
    frame: Frame,
    token: String,
    problem: Option<String>,
    pledges: Vec<PledgeLine>,
}

/// `/h/pledges`
#[handler]
pub async fn show(resident: Resident) -> poem::Result<Response> {
    page(&resident, StatusCode::OK, None).await
}

async fn page(resident: &Resident, status: StatusCode, problem: Option<&str>) -> poem::Result<Response> {
    let Resident { app, household, token, .. } = resident;
    let frame = Frame::new(app).back("/h");
    let mut pledges = service::of_household(app, household.id).await?;
    // Those that wait for a word come first.
    pledges.sort_by_key(|pledge| !asks(pledge));
    let pledges = pledges.into_iter().map(|pledge| line(app, &frame, pledge)).collect();
    let problem = problem.map(|key| frame.t(key));
    frame::show(status, &PledgesPage { token: token.clone(), problem, pledges, frame })
}

fn line(app: &App, frame: &Frame, pledge: Pledge) -> PledgeLine {
    let state = State::from(pledge.state);
    let due = if pledge.overdue { "pledges.late" } else { "pledges.due" };
    PledgeLine {
        id: pledge.id,
        asks: asks(&pledge),
        made: frame
            .with("pledges.made", "date", &words::day(app, pledge.made_on))
            .replace("{official}", &pledge.made_by.name),
        due: frame.with(due, "date", &words::day(app, pledge.due_on)),
        late: pledge.overdue,
        holder: (pledge.official.id != pledge.made_by.id)
            .then(|| frame.with("pledges.holder", "official", &pledge.official.name)),
        claimed: match state {
            State::SaidKept => Some(frame.t("pledges.said")),
            State::Broken => Some(frame.t("pledges.broken")),
            _ => None,
        },
        reason: pledge.reason.map(|reason| frame.with("pledges.reason", "reason", &reason)),
        said: match state {
            State::Kept => Some((true, frame.t("pledges.said_yes"))),
            State::Disputed => Some((false, frame.t("pledges.said_no"))),
            _ => None,
        },
        text: pledge.text,
    }
}

/// `POST /h/pledges/ID`: done or not done.
#[handler]
pub async fn answer(
    resident: Resident,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let kept = match text(&fields, "answer") {
        "kept" => true,
        "broken" => false,
        _ => return Err(ApiError::field("answer", "unknown").into()),
    };
    match service::answer(&resident.app, resident.household.id, id, kept, None).await {
        Ok(()) => Ok(to("/h/pledges")),
        Err(ApiError { status: StatusCode::CONFLICT, .. }) => {
            page(&resident, StatusCode::CONFLICT, Some("pledges.changed")).await
        }
        Err(error) => Err(error.into()),
    }
}
