//! Rating: the page whose script makes the ballot on the household's, or the colleague's, own phone. What was chosen
//! never comes here.

use askama::Template;
use domain::rating::{Questionnaire, opening};
use poem::{Response, handler, http::StatusCode, web::Query};
use serde::Deserialize;
use uuid::Uuid;

use super::{resident::Resident, words::Card};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http::{
        faces::Faces,
        frame::{self, Frame, Message},
    },
    rating::{
        self,
        household::{BallotOffer, Standing},
        view::SecondFactor,
    },
};

/// An official who may be rated, and what the script needs for it.
struct Rated {
    round: Uuid,
    code: String,
    number: String,
    key: String,
    /// Which form asks about him.
    form: usize,
    /// How his ballot was issued already: `phone`, `slip` or nothing.
    issued: &'static str,
    /// Which of how many.
    place: String,
    photo: Option<String>,
    surname: String,
    name: String,
    unit: String,
    post: String,
    report: Option<Report>,
}

/// His duty report.
struct Report {
    /// What stands open.
    open: String,
    /// What opens with a tap; it stands on a page of its own where it would weigh too much here.
    rest: String,
    /// Where that page is.
    elsewhere: Option<String>,
}

/// Somebody who is rated on a page of his own.
struct Beyond {
    name: String,
    href: String,
}

/// Where a rating page stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The section of its texts that differ.
    pub words: &'static str,
    /// Its address, and that of the duty reports beside it.
    pub here: &'static str,
    pub reports: &'static str,
    /// Where a blinded message is signed.
    pub issue: &'static str,
    /// Where the page is left.
    pub leave: &'static str,
    /// Whether there are slips beside it.
    pub slips: bool,
}

pub(super) const HOUSEHOLD: Place = Place {
    words: "rate",
    here: "/h/rate",
    reports: "/h/reports",
    issue: "/h/rate/issue",
    leave: "/h/leave",
    slips: true,
};

// All that the page loads, its scripts and style with it, is 16 kB at most on the slowest line. A key cannot be compressed,
// and so cannot many different characters; where there are more, they stand on pages of their own.

/// Officials who are rated on one page.
const TOGETHER: usize = 3;
/// Names of those who are left, below a page about one.
const NAMED: usize = 20;
/// Characters of duty reports on a page.
const ROOM: usize = 240;

/// Whom a page is about, in which round.
#[derive(Debug, Default, Deserialize)]
pub struct Whose {
    #[serde(default)]
    round: String,
    #[serde(default)]
    of: String,
}

impl Whose {
    pub(super) fn is(&self, ballot: &BallotOffer) -> bool {
        self.of == ballot.official.number && self.round == ballot.round_id.to_string()
    }
}

/// What names a ballot in an address.
pub(super) fn about(page: &str, ballot: &BallotOffer) -> String {
    format!("{page}?round={}&of={}", ballot.round_id, ballot.official.number)
}

#[derive(Template)]
#[template(path = "household/rate.html")]
struct RatePage {
    frame: Frame,
    place: Place,
    token: String,
    officials: Vec<Rated>,
    /// Whether there is more than one to rate, here or on other pages.
    several: bool,
    /// Who comes next, and who is left, where each has a page of his own.
    next: Option<Beyond>,
    left: Vec<Beyond>,
    /// One form for each questionnaire; almost always one.
    forms: Vec<Faces>,
    /// What the script may have to say in the end, and what can be done then.
    ends: [(&'static str, &'static str); 5],
}

const ENDS: [(&str, &str); 5] =
    [("issued", "none"), ("slip", "none"), ("closed", "none"), ("expired", "code"), ("refused", "again")];

#[derive(Template)]
#[template(path = "household/factor.html")]
struct FactorPage {
    frame: Frame,
    token: String,
    problem: Option<String>,
    step: Step,
    /// The last two digits of the registered number.
    ending: String,
}

/// What the household does next to be believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Types the last four digits.
    LastFour,
    /// Asks for a code.
    Ask,
    /// Types it.
    Type,
    /// Takes a slip: no number is registered.
    NoPhone,
}

/// What came of the digits that were typed.
#[derive(Debug, Default, Deserialize)]
struct Tried {
    factor: Option<String>,
}

impl Tried {
    fn problem(&self, frame: &Frame) -> (StatusCode, Option<String>) {
        match self.factor.as_deref() {
            Some("wrong") => (StatusCode::UNPROCESSABLE_ENTITY, Some(frame.t("factor.wrong"))),
            Some("soon") => (StatusCode::TOO_MANY_REQUESTS, Some(frame.t("factor.soon"))),
            Some("often") => (StatusCode::TOO_MANY_REQUESTS, Some(frame.t("factor.often"))),
            _ => (StatusCode::OK, None),
        }
    }
}

/// `/h/rate`
#[handler]
pub async fn show(
    resident: Resident,
    Query(tried): Query<Tried>,
    Query(whose): Query<Whose>,
) -> poem::Result<Response> {
    let app = &resident.app;
    let frame = Frame::new(app).back("/h");
    let ballots = rating::household::open_ballots(app, &resident.household).await?;
    if ballots.is_empty() {
        return nothing(&resident, frame).await;
    }
    if let Some((step, ending)) = lacked(&resident, &ballots)? {
        let (status, problem) = tried.problem(&frame);
        let token = resident.token.clone();
        return frame::show(status, &FactorPage { frame, token, problem, step, ending });
    }
    page(app, frame, HOUSEHOLD, &resident.token, &ballots, &whose).await
}

/// What of the ballots stands on a page.
struct Spread<'a> {
    /// With the place of each among all.
    shown: Vec<(usize, &'a BallotOffer)>,
    next: Option<Beyond>,
    left: Vec<Beyond>,
}

/// All, the one first that is asked for; where they are many he alone, or else the first that is left.
fn spread<'a>(ballots: &'a [BallotOffer], place: Place, whose: &Whose) -> Spread<'a> {
    let mut shown: Vec<_> = ballots.iter().enumerate().collect();
    let asked_for = ballots.iter().position(|ballot| whose.is(ballot));
    if ballots.len() <= TOGETHER {
        shown.rotate_left(asked_for.unwrap_or_default());
        return Spread { shown, next: None, left: Vec::new() };
    }
    let is_left = |ballot: &BallotOffer| ballot.standing == Standing::Offered;
    let at = asked_for.or_else(|| ballots.iter().position(is_left)).unwrap_or_default();
    shown.rotate_left(at);
    let others = shown.split_off(1);
    let beyond =
        |ballot: &BallotOffer| Beyond { name: ballot.official.name.clone(), href: about(place.here, ballot) };
    let mut left: Vec<_> =
        others.iter().filter(|(_, ballot)| is_left(ballot)).map(|(_, ballot)| beyond(ballot)).collect();
    left.truncate(NAMED);
    // When nobody is left they go round, as an answer may still be changed.
    let next = others.iter().find(|(_, ballot)| is_left(ballot)).or_else(|| others.first());
    Spread { next: next.map(|(_, ballot)| beyond(ballot)), shown, left }
}

/// The page of these ballots.
pub async fn page(
    app: &App,
    frame: Frame,
    place: Place,
    token: &str,
    ballots: &[BallotOffer],
    whose: &Whose,
) -> poem::Result<Response> {
    let Spread { shown, next, left } = spread(ballots, place, whose);
    let asked = asked(&shown);
    let page = RatePage {
        token: token.to_owned(),
        place,
        forms: asked.iter().enumerate().map(|(at, asked)| Faces::of(&frame, at, asked)).collect(),
        officials: rated(app, &frame, place, (&shown, ballots.len()), &asked).await?,
        several: ballots.len() > 1,
        next,
        left,
        ends: ENDS,
        frame,
    };
    frame::show(StatusCode::OK, &page)
}

/// Why there is nobody to rate.
async fn nothing(resident: &Resident, frame: Frame) -> poem::Result<Response> {
    let open = rating::service::is_open(resident.app.db.reader()).await.map_err(ApiError::from)?;
    let (title, text) =
        if open { ("rate.nobody", "rate.nobody_text") } else { ("rate.none", "rate.none_text") };
    let (title, text) = (frame.t(title), frame.t(text));
    let onward = Some(("/h", frame.t("rate.home")));
    frame::show(StatusCode::OK, &Message { frame, title, text, onward, tone: "calm" })
}

/// What these rounds want to be shown and the household has not: the next step to it, and how its number ends.
fn lacked(resident: &Resident, ballots: &[BallotOffer]) -> ApiResult<Option<(Step, String)>> {
    let wanted = ballots.iter().map(|ballot| ballot.factor).max().unwrap_or_default();
    if resident.factor >= wanted {
        return Ok(None);
    }
    let (app, household) = (&resident.app, &resident.household);
    let Some(ending) = rating::factor::ending(app, household)? else {
        return Ok(Some((Step::NoPhone, String::new())));
    };
    let waiting = resident.sent.as_ref().is_some_and(|sent| app.clock.now() < sent.until);
    let step = match wanted {
        SecondFactor::Sms if waiting => Step::Type,
        SecondFactor::Sms => Step::Ask,
        SecondFactor::LastFour | SecondFactor::None => Step::LastFour,
    };
    Ok(Some((step, ending)))
}

/// What these rounds ask, each once.
fn asked<'a>(ballots: &[(usize, &'a BallotOffer)]) -> Vec<&'a Questionnaire> {
    let mut asked: Vec<&Questionnaire> = Vec::new();
    for (_, ballot) in ballots {
        if !asked.contains(&&ballot.questionnaire) {
            asked.push(&ballot.questionnaire);
        }
    }
    asked
}

async fn rated(
    app: &App,
    frame: &Frame,
    place: Place,
    (shown, count): (&[(usize, &BallotOffer)], usize),
    asked: &[&Questionnaire],
) -> ApiResult<Vec<Rated>> {
    let mut officials = Vec::new();
    let mut reports = Vec::new();
    for (at, ballot) in shown {
        let Some(card) = Card::of_official(app, ballot.official.id).await? else { continue };
        let nth = frame.with("rate.place", "nth", &(at + 1).to_string());
        let report = rating::duty_report::frozen(app.db.reader(), ballot.round_id, ballot.official.id);
        reports.push(report.await?.map(|report| (report, about(place.reports, ballot))));
        officials.push(Rated {
            report: None,
            round: ballot.round_id,
            code: ballot.round_code.clone(),
            number: ballot.official.number.clone(),
            key: ballot.modulus.clone(),
            form: asked.iter().position(|one| **one == ballot.questionnaire).unwrap_or_default(),
            issued: match ballot.standing {
                Standing::Offered => "",
                Standing::Issued => "phone",
                Standing::SlipDrawn => "slip",
            },
            place: nth.replace("{count}", &count.to_string()),
            photo: card.photo,
            surname: card.surname,
            name: card.name,
            unit: card.unit,
            post: card.post,
        });
    }
    let characters: usize = reports.iter().flatten().map(|(report, _)| report.chars().count()).sum();
    for (official, report) in officials.iter_mut().zip(reports) {
        official.report = report.map(|(report, address)| {
            let (open, rest) = opening(&report);
            let elsewhere = (characters > ROOM && !rest.is_empty()).then_some(address);
            Report { open: open.to_owned(), rest: rest.to_owned(), elsewhere }
        });
    }
    Ok(officials)
}
