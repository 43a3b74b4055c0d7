//! Whoever opened an invitation, known by a sealed cookie.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use poem::{
    FromRequest, Request, RequestBody,
    http::StatusCode,
    web::cookie::{Cookie, CookieJar},
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    app::App,
    clock::secret,
    error::ApiError,
    household::pass::{LIFE, Pass, official_signed_in, refuse_official},
    http::frame::{self, Frame, Message},
    rating::unit::service::{self, Colleague},
};

pub(super) const PASS: Pass = Pass { name: "invitation", path: "/e", context: b"invitation cookie" };

/// What the cookie holds, sealed.
#[derive(Debug, Deserialize, Serialize)]
struct Opened {
    round_id: Uuid,
    official_id: Uuid,
    version: i32,
    until: DateTime<Utc>,
    token: String,
}

/// The colleague whose page is open.
#[derive(Debug)]
pub(super) struct Invited {
    pub app: Arc<App>,
    pub colleague: Colleague,
    token: String,
}

impl Invited {
    /// The page's mark against forged requests.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether a request came from a page of ours that was opened with this cookie.
    pub fn fits(&self, token: &str) -> bool {
        self.token.as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// The cookie of a colleague who has shown his code.
pub(super) fn cookie(app: &App, colleague: &Colleague) -> Cookie {
    let opened = Opened {
        round_id: colleague.round.id,
        official_id: colleague.official.id,
        version: colleague.invitation.version,
        until: app.clock.now() + LIFE,
        token: BASE64URL_NOPAD.encode(&secret::<16>()),
    };
    PASS.of(app, &opened)
}

impl<'a> FromRequest<'a> for Invited {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app = request.data::<Arc<App>>().expect("the app is in every request").clone();
        let jar = request.cookie();
        if official_signed_in(jar) {
            return Err(poem::Error::from_response(refuse_official(&app, "evaluate")?));
        }
        if let Some((colleague, token)) = opened(&app, jar).await? {
            return Ok(Self { app, colleague, token });
        }
        let frame = Frame::new(&app);
        let (title, text) = (frame.t("evaluate.again_title"), frame.t("evaluate.again_text"));
        let page = Message { frame, title, text, onward: None, tone: "calm" };
        Err(poem::Error::from_response(frame::show(StatusCode::FORBIDDEN, &page)?))
    }
}

async fn opened(app: &App, jar: &CookieJar) -> Result<Option<(Colleague, String)>, ApiError> {
    let Some(opened) = PASS.opened::<Opened>(app, jar) else { return Ok(None) };
    if opened.until <= app.clock.now() {
        return Ok(None);
    }
    let found = service::again(app, opened.round_id, opened.official_id, opened.version).await?;
    Ok(found.map(|colleague| (colleague, opened.token)))
}
