//! Whoever opened the household's page with its code, known by a sealed cookie.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use entity::household;
use poem::{
    FromRequest, Request, RequestBody,
    http::StatusCode,
    web::cookie::{Cookie, CookieJar},
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::pass::{LIFE, Pass, official_signed_in, refuse_official};
use crate::{
    app::App,
    clock::secret,
    error::ApiError,
    http::frame::{self, Frame, Message},
    rating::{factor::SentCode, view::SecondFactor},
    roster,
};

const PASS: Pass = Pass { name: "household", path: "/h", context: b"household cookie" };

/// What the cookie holds, sealed.
#[derive(Debug, Deserialize, Serialize)]
struct Opened {
    household_id: Uuid,
    /// A reissued code ends the pages opened with the one before.
    version: i32,
    until: DateTime<Utc>,
    token: String,
    /// What was shown beside the code.
    #[serde(default)]
    factor: SecondFactor,
    /// A code on its way.
    #[serde(default)]
    sent: Option<SentCode>,
}

/// The household whose pages are open.
#[derive(Debug)]
pub struct Resident {
    pub app: Arc<App>,
    pub household: household::Model,
    /// Every form carries it: a page of somebody else cannot know it.
    pub token: String,
    /// What was shown beside the code since the page was opened.
    pub factor: SecondFactor,
    /// A code on its way.
    pub sent: Option<SentCode>,
}

impl Resident {
    /// Whether a form came from a page of ours that was opened with this cookie.
    pub fn fits(&self, token: &str) -> bool {
        self.token.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// The cookie that opens a household's pages for an hour.
pub fn cookie(app: &App, household: &household::Model) -> Cookie {
    sealed(app, household, BASE64URL_NOPAD.encode(&secret::<16>()), SecondFactor::None, None)
}

/// The cookie of a resident who has shown a second factor.
pub fn cookie_with_factor(resident: &Resident, factor: SecondFactor) -> Cookie {
    sealed(&resident.app, &resident.household, resident.token.clone(), factor, None)
}

/// The cookie of a resident to whom a code was sent.
pub fn cookie_with_code(resident: &Resident, sent: SentCode) -> Cookie {
    sealed(&resident.app, &resident.household, resident.token.clone(), resident.factor, Some(sent))
}

fn sealed(
    app: &App,
    household: &household::Model,
    token: String,
    factor: SecondFactor,
    sent: Option<SentCode>,
) -> Cookie {
    let opened = Opened {
        household_id: household.id,
        version: household.code_version,
        until: app.clock.now() + LIFE,
        token,
        factor,
        sent,
    };
    PASS.of(app, &opened)
}

/// Takes the cookie away.
pub fn no_cookie(app: &App) -> Cookie {
    PASS.none(app)
}

impl<'a> FromRequest<'a> for Resident {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app = request.data::<Arc<App>>().expect("the app is in every request").clone();
        let jar = request.cookie();
        if official_signed_in(jar) {
            return Err(poem::Error::from_response(refuse_official(&app, "code")?));
        }
        if let Some((household, cookie)) = opened(&app, jar).await? {
            let Opened { token, factor, sent, .. } = cookie;
            return Ok(Self { app, household, token, factor, sent });
        }
        let frame = Frame::new(&app);
        let (title, text) = (frame.t("code.expired"), frame.t("code.expired_text"));
        let page = Message { frame, title, text, onward: None, tone: "calm" };
        Err(poem::Error::from_response(frame::show(StatusCode::FORBIDDEN, &page)?))
    }
}

async fn opened(app: &App, jar: &CookieJar) -> Result<Option<(household::Model, Opened)>, ApiError> {
    let Some(opened) = PASS.opened::<Opened>(app, jar) else { return Ok(None) };
    if opened.until <= app.clock.now() {
        return Ok(None);
    }
    let household = app.homes.put(opened.household_id).await?;
    Ok(household
        .filter(|household| household.code_version == opened.version && roster::service::is_active(household))
        .map(|household| (household, opened)))
}
