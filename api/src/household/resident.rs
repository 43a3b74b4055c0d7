//! Whoever opened the household's page with its code, known by a sealed cookie.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use entity::household;
use poem::{
    FromRequest, Request, RequestBody, Response,
    http::StatusCode,
    web::cookie::{Cookie, CookieJar, SameSite},
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    app::App,
    caller::SESSION_COOKIE,
    clock::secret,
    error::ApiError,
    http::frame::{self, Frame, Message},
    keyring::Purpose,
    roster,
};

const COOKIE: &str = "household";
const PATH: &str = "/h";
const CONTEXT: &[u8] = b"household cookie";
const LIFE: Duration = Duration::hours(1);

/// What the cookie holds, sealed.
#[derive(Debug, Deserialize, Serialize)]
struct Opened {
    household_id: Uuid,
    /// A reissued code ends the pages opened with the one before.
    version: i32,
    until: DateTime<Utc>,
    token: String,
    /// Whether the second factor was shown.
    #[serde(default)]
    factor_shown: bool,
}

/// The household whose pages are open.
#[derive(Debug)]
pub struct Resident {
    pub app: Arc<App>,
    pub household: household::Model,
    /// Every form carries it: a page of somebody else cannot know it.
    pub token: String,
    /// Whether the second factor was shown since the page was opened.
    pub factor_shown: bool,
}

impl Resident {
    /// Whether a form came from a page of ours that was opened with this cookie.
    pub fn fits(&self, token: &str) -> bool {
        self.token.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// The cookie that opens a household's pages for an hour.
pub fn cookie(app: &App, household: &household::Model) -> Cookie {
    sealed(app, household, BASE64URL_NOPAD.encode(&secret::<16>()), false)
}

/// The cookie of a resident who has shown the second factor.
pub fn cookie_with_factor(resident: &Resident) -> Cookie {
    sealed(&resident.app, &resident.household, resident.token.clone(), true)
}

fn sealed(app: &App, household: &household::Model, token: String, factor_shown: bool) -> Cookie {
    let opened = Opened {
        household_id: household.id,
        version: household.code_version,
        until: app.clock.now() + LIFE,
        token,
        factor_shown,
    };
    let plain = serde_json::to_vec(&opened).expect("plain data");
    let sealed = app.keyring.seal_with(Purpose::Cookie, CONTEXT, &plain);
    dressed(app, &BASE64URL_NOPAD.encode(&sealed), LIFE)
}

/// Takes the cookie away.
pub fn no_cookie(app: &App) -> Cookie {
    dressed(app, "", Duration::zero())
}

fn dressed(app: &App, value: &str, life: Duration) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, value);
    cookie.set_path(PATH);
    cookie.set_http_only(true);
    // Lax, not strict: the page is reached from the camera's or WeChat's scanner.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(app.settings.tls_cert.is_some());
    cookie.set_max_age(life.to_std().unwrap_or_default());
    cookie
}

/// An official must not open a household's pages, and his browser must not be lent for it.
pub fn official_signed_in(jar: &CookieJar) -> bool {
    jar.get(SESSION_COOKIE).is_some_and(|cookie| !cookie.value_str().is_empty())
}

/// The page that tells an official so.
pub fn refuse_official(app: &App) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (title, text) = (frame.t("code.official"), frame.t("code.official_text"));
    frame::show(StatusCode::FORBIDDEN, &Message { frame, title, text, onward: None, tone: "wrong" })
}

impl<'a> FromRequest<'a> for Resident {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app = request.data::<Arc<App>>().expect("the app is in every request").clone();
        let jar = request.cookie();
        if official_signed_in(jar) {
            return Err(poem::Error::from_response(refuse_official(&app)?));
        }
        if let Some((household, cookie)) = opened(&app, jar).await? {
            let Opened { token, factor_shown, .. } = cookie;
            return Ok(Self { app, household, token, factor_shown });
        }
        let frame = Frame::new(&app);
        let (title, text) = (frame.t("code.expired"), frame.t("code.expired_text"));
        let page = Message { frame, title, text, onward: None, tone: "calm" };
        Err(poem::Error::from_response(frame::show(StatusCode::FORBIDDEN, &page)?))
    }
}

async fn opened(app: &App, jar: &CookieJar) -> Result<Option<(household::Model, Opened)>, ApiError> {
    let Some(cookie) = jar.get(COOKIE) else { return Ok(None) };
    let Ok(sealed) = BASE64URL_NOPAD.decode(cookie.value_str().as_bytes()) else { return Ok(None) };
    let Ok(plain) = app.keyring.open_with(Purpose::Cookie, CONTEXT, &sealed) else { return Ok(None) };
    let Ok(opened) = serde_json::from_slice::<Opened>(&plain) else { return Ok(None) };
    if opened.until <= app.clock.now() {
        return Ok(None);
    }
    let household = roster::service::own_household(app.db.reader(), opened.household_id).await?;
    Ok(household
        .filter(|household| household.code_version == opened.version && roster::service::is_active(household))
        .map(|household| (household, opened)))
}
