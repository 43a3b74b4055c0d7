//! What a household reads.

use askama::Template;
use domain::{
    request::{State, Verb},
    roster::mask_name,
    visit::Confirmation,
};
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Path, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use entity::household;

use super::{
    follow_up, marked, pledge,
    resident::Resident,
    words::{self, Card, Topic},
};
use crate::{
    app::App,
    error::ApiResult,
    http::frame::{self, Frame},
    rating::{self, household::Standing as BallotStanding},
    request,
    roster::view::HouseholdRef,
    visit::{self, view::Standing},
};

/// What a door says, and whether somebody waits behind it for an answer.
pub(super) struct Door {
    pub text: String,
    pub waits: bool,
}

#[derive(Template)]
#[template(path = "household/home.html")]
struct HomePage {
    frame: Frame,
    head: String,
    place: String,
    official: Option<Card>,
    visits: Door,
    pledges: Door,
    rectifications: Option<Door>,
    requests: Door,
    /// While a round is open: whether a ballot waits for this household.
    rating: Option<bool>,
    /// Whether there is a round in which a ballot of the household was or was not taken.
    marked: bool,
}

/// `/h`
#[handler]
pub async fn show_home(resident: Resident) -> poem::Result<Response> {
    let Resident { app, household, .. } = &resident;
    let frame = Frame::new(app);
    let village = words::village(app, household.village_id).await?;
    let visits = visit::service::of_household(app, household.id).await?;
    let waiting = visits.iter().filter(|visit| unanswered(visit)).count();
    let requests = request::service::of_household(app, household.id).await?;
    let states = || requests.iter().map(|request| State::from(request.state));
    let answered = states().filter(|state| *state == State::Answered).count();
    let running = states().filter(|state| !state.is_final()).count();
    let counted = |key: &str, count: usize| frame.with(key, "count", &count.to_string());
    let page = HomePage {
        head: frame.with("home.household_of", "name", &mask_name(&household.head_name)),
        place: frame
            .t("home.group")
            .replace("{village}", &village)
            .replace("{group}", &household.group_no.to_string()),
        official: Card::of(app, household.id).await?,
        visits: Door {
            text: if waiting > 0 {
                counted("home.visits_some", waiting)
            } else {
                frame.t("home.visits_none")
            },
            waits: waiting > 0,
        },
        pledges: pledge::door(app, &frame, household.id).await?,
        rectifications: follow_up::door(app, &frame, household.id).await?,
        requests: Door {
            text: if answered > 0 {
                counted("home.requests_answered", answered)
            } else if running > 0 {
                counted("home.requests_some", running)
            } else {
                frame.t("home.requests_none")
            },
            waits: answered > 0,
        },
        rating: rating(app, household).await?,
        marked: marked::is_told(app, household).await?,
        frame,
    };
    frame::show(StatusCode::OK, &page)
}

/// While a round is open: whether a ballot waits for the household.
async fn rating(app: &App, household: &household::Model) -> ApiResult<Option<bool>> {
    if !rating::service::is_open(app.db.reader()).await? {
        return Ok(None);
    }
    let ballots = rating::household::open_ballots(app, household).await?;
    Ok(Some(ballots.iter().any(|ballot| ballot.standing == BallotStanding::Offered)))
}

/// The former name of a household whose history stands on the page of what it is part of now.
fn former(frame: &Frame, own: Uuid, household: &HouseholdRef) -> Option<String> {
    let of = || {
        frame.with("home.former", "name", &mask_name(&household.head_name)).replace("{code}", &household.code)
    };
    (household.id != own).then(of)
}

fn unanswered(visit: &visit::view::Visit) -> bool {
    Confirmation::from(visit.confirmation) == Confirmation::None
}

struct VisitLine {
    id: Uuid,
    sentence: String,
    topic: String,
    tag_seen: bool,
    /// The household it was to, when that is part of this one now.
    former: Option<String>,
    /// What the household said of it.
    said: Option<(bool, String)>,
}

#[derive(Template)]
#[template(path = "household/visits.html")]
struct VisitsPage {
    frame: Frame,
    token: String,
    visits: Vec<VisitLine>,
}

/// `/h/visits`
#[handler]
pub async fn show_visits(resident: Resident) -> poem::Result<Response> {
    let Resident { app, household, token, .. } = &resident;
    let frame = Frame::new(app).back("/h");
    let visits = visit::service::of_household(app, household.id).await?;
    let line = |visit: visit::view::Visit| VisitLine {
        id: visit.id,
        sentence: frame
            .with("visits.line", "date", &words::day_of(app, visit.claimed_at))
            .replace("{official}", &visit.official.name),
        topic: words::visit_topic(&frame, &visit.topic)
            .map(|topic| frame.with("visits.talked", "topic", &topic))
            .unwrap_or_default(),
        tag_seen: visit.tag_seen,
        former: former(&frame, household.id, &visit.household),
        said: match visit.confirmation.into() {
            Confirmation::None => None,
            Confirmation::Confirmed if visit.standing == Standing::Proven => {
                Some((true, frame.t("visits.proven")))
            }
            Confirmation::Confirmed => Some((true, frame.t("visits.said_yes"))),
            Confirmation::Denied => Some((false, frame.t("visits.said_no"))),
        },
    };
    let visits = visits.into_iter().map(line).collect();
    frame::show(StatusCode::OK, &VisitsPage { token: token.clone(), visits, frame })
}

/// The form of a request or a complaint, as it was filled in.
#[derive(Template)]
#[template(path = "household/raise.html")]
pub(super) struct RaisePage {
    pub frame: Frame,
    pub token: String,
    /// Made with the page: sent twice, it is the same request.
    pub id: Uuid,
    pub complaint: bool,
    pub topics: Vec<Topic>,
    pub chosen: Option<Uuid>,
    pub body: String,
    pub problem: Option<String>,
}

impl RaisePage {
    fn is_chosen(&self, topic: &Topic) -> bool {
        self.chosen == Some(topic.id)
    }

    pub(super) async fn new(resident: &Resident, complaint: bool) -> ApiResult<Self> {
        Ok(Self {
            frame: Frame::new(&resident.app).back("/h"),
            token: resident.token.clone(),
            id: resident.app.clock.id(),
            complaint,
            topics: if complaint { vec![] } else { words::topics(&resident.app).await? },
            chosen: None,
            body: String::new(),
            problem: None,
        })
    }
}

/// `/h/request`
#[handler]
pub async fn show_raise(resident: Resident) -> poem::Result<Response> {
    frame::show(StatusCode::OK, &RaisePage::new(&resident, false).await?)
}

/// `/h/complaint`
#[handler]
pub async fn show_complain(resident: Resident) -> poem::Result<Response> {
    frame::show(StatusCode::OK, &RaisePage::new(&resident, true).await?)
}

struct RequestLine {
    id: Uuid,
    title: String,
    state: String,
    tone: &'static str,
    opened: String,
    due: Option<String>,
    /// The household that asked, when that is part of this one now.
    former: Option<String>,
}

#[derive(Template)]
#[template(path = "household/requests.html")]
struct RequestsPage {
    frame: Frame,
    requests: Vec<RequestLine>,
}

/// `/h/requests`
#[handler]
pub async fn show_requests(resident: Resident) -> poem::Result<Response> {
    let Resident { app, household, .. } = &resident;
    let frame = Frame::new(app).back("/h");
    let line = |request: request::view::Request| {
        let state = State::from(request.state);
        RequestLine {
            id: request.id,
            title: if request.complaint {
                frame.t("complaint.title")
            } else {
                request.topic.map_or_else(|| frame.t("case.title"), |topic| topic.name)
            },
            state: words::state(&frame, state),
            tone: tone(state),
            former: former(&frame, household.id, &request.household),
            opened: frame.with("requests.opened", "date", &words::day_of(app, request.opened_at)),
            due: request.due_on.filter(|_| !state.is_final() && state != State::Answered).map(|due| {
                if due < app.clock.today() {
                    frame.t("requests.late")
                } else {
                    frame.with("requests.due", "date", &words::day(app, due))
                }
            }),
        }
    };
    let requests = request::service::of_household(app, household.id).await?;
    let requests = requests.into_iter().map(line).collect();
    frame::show(StatusCode::OK, &RequestsPage { frame, requests })
}

/// The colour that goes with the word.
fn tone(state: State) -> &'static str {
    match state {
        State::Confirmed => "green",
        State::Answered => "amber",
        State::Withdrawn | State::Unconfirmed => "grey",
        _ => "blue",
    }
}

struct EventLine {
    day: String,
    sentence: String,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "household/request.html")]
struct RequestPage {
    frame: Frame,
    token: String,
    id: Uuid,
    title: String,
    number: String,
    state: String,
    tone: &'static str,
    body: String,
    events: Vec<EventLine>,
    /// The words of what the household may do now.
    verbs: Vec<&'static str>,
    declined: bool,
    notice: Option<String>,
    problem: Option<String>,
    /// What was written when something went wrong.
    why: String,
}

/// What just happened, said on top of the page that shows it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    said: Option<String>,
}

/// `/h/requests/ID`
#[handler]
pub async fn show_one(
    resident: Resident,
    Path(id): Path<Uuid>,
    Query(said): Query<Said>,
) -> poem::Result<Response> {
    show_request(&resident, id, said.said.as_deref(), None, "").await
}

impl RequestPage {
    fn may(&self, verb: &str) -> bool {
        self.verbs.contains(&verb)
    }
}

pub(super) async fn show_request(
    resident: &Resident,
    id: Uuid,
    said: Option<&str>,
    problem: Option<(StatusCode, String)>,
    why: &str,
) -> poem::Result<Response> {
    let Resident { app, household, token, .. } = resident;
    let frame = Frame::new(app).back("/h/requests");
    let detail = request::service::detail_of_household(app, household.id, id).await?;
    let state = State::from(detail.state);
    let event = |event: &request::view::RequestEvent| {
        let (sentence, note) = words::event(&frame, event);
        EventLine { day: words::day_of(app, event.at), sentence, note }
    };
    let (status, problem) = problem.map_or((StatusCode::OK, None), |(status, text)| (status, Some(text)));
    let page = RequestPage {
        token: token.clone(),
        id,
        title: if detail.complaint {
            frame.t("complaint.title")
        } else {
            detail.topic.as_ref().map_or_else(|| frame.t("case.title"), |topic| topic.name.clone())
        },
        number: frame.with("requests.number", "number", &detail.number),
        state: words::state(&frame, state),
        tone: tone(state),
        events: detail.events.iter().map(event).collect(),
        verbs: detail.verbs.iter().map(|verb| Verb::from(*verb).as_str()).collect(),
        declined: state == State::Declined,
        notice: match said {
            Some("sent") if detail.complaint => {
                Some(frame.with("complaint.sent_text", "number", &detail.number))
            }
            Some("sent") => Some(frame.with("request.sent_text", "number", &detail.number)),
            Some("confirm") => Some(frame.t("case.confirmed")),
            Some("dispute") => Some(frame.t("case.disputed")),
            Some("withdraw") => Some(frame.t("case.withdrawn")),
            _ => None,
        },
        problem,
        why: why.to_owned(),
        body: detail.body,
        frame,
    };
    frame::show(status, &page)
}
