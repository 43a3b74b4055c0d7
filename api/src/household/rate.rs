//! Rating: the page whose script makes the ballot on the household's own phone. What the household chose never comes
//! here.

use askama::Template;
use domain::rating::Level;
use poem::{Response, handler, http::StatusCode, web::Query};
use serde::Deserialize;
use uuid::Uuid;

use super::{resident::Resident, words::Card};
use crate::{
    error::{ApiError, ApiResult},
    http::frame::{self, Frame, Message},
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
    /// How his ballot was issued already: `phone`, `slip` or nothing.
    issued: &'static str,
    /// Which of how many.
    place: String,
    surname: String,
    name: String,
    unit: String,
    post: String,
}

#[derive(Template)]
#[template(path = "household/rate.html")]
struct RatePage {
    frame: Frame,
    token: String,
    officials: Vec<Rated>,
    levels: Vec<&'static str>,
    reasons: Vec<(String, bool)>,
    comment: String,
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
            Some("often") => (StatusCode::TOO_MANY_REQUESTS, Some(frame.t("factor.often"))),
            _ => (StatusCode::OK, None),
        }
    }
}

/// `/h/rate`
#[handler]
pub async fn show(resident: Resident, Query(tried): Query<Tried>) -> poem::Result<Response> {
    let app = &resident.app;
    let frame = Frame::new(app).back("/h");
    let ballots = rating::household::open_ballots(app, &resident.household).await?;
    let Some(first) = ballots.first() else { return nothing(&resident, frame).await };
    if lacks_factor(&resident, &ballots) {
        let (status, problem) = tried.problem(&frame);
        return frame::show(status, &FactorPage { token: resident.token.clone(), problem, frame });
    }
    let page = RatePage {
        token: resident.token.clone(),
        levels: Level::ALL.iter().map(|level| level.as_str()).collect(),
        reasons: first.reasons.iter().map(|reason| (reason.clone(), false)).collect(),
        comment: String::new(),
        officials: rated(&resident, &frame, &ballots).await?,
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

fn lacks_factor(resident: &Resident, ballots: &[BallotOffer]) -> bool {
    !resident.factor_shown && ballots.iter().any(|ballot| ballot.factor == SecondFactor::LastFour)
}

async fn rated(resident: &Resident, frame: &Frame, ballots: &[BallotOffer]) -> ApiResult<Vec<Rated>> {
    let mut officials = Vec::new();
    for (at, ballot) in ballots.iter().enumerate() {
        let Some(card) = Card::of_official(&resident.app, ballot.official.id).await? else { continue };
        let place = frame.with("rate.place", "nth", &(at + 1).to_string());
        officials.push(Rated {
            round: ballot.round_id,
            code: ballot.round_code.clone(),
            number: ballot.official.number.clone(),
            key: ballot.modulus.clone(),
            issued: match ballot.standing {
                Standing::Offered => "",
                Standing::Issued => "phone",
                Standing::SlipDrawn => "slip",
            },
            place: place.replace("{count}", &ballots.len().to_string()),
            surname: card.surname,
            name: card.name,
            unit: card.unit,
            post: card.post,
        });
    }
    Ok(officials)
}
