//! A sealed cookie that stands for a printed code: it is known below one path alone and lives an hour.

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use poem::{
    Response,
    http::StatusCode,
    web::cookie::{Cookie, CookieJar, SameSite},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    app::App,
    caller::SESSION_COOKIE,
    http::frame::{self, Frame, Message},
    keyring::Purpose,
};

/// How long it opens anything.
pub const LIFE: Duration = Duration::hours(1);

/// One kind of such cookies.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    pub name: &'static str,
    pub path: &'static str,
    /// One kind does not open in the place of another.
    pub context: &'static [u8],
}

impl Pass {
    /// The cookie that holds this.
    pub fn of(self, app: &App, opened: &impl Serialize) -> Cookie {
        let plain = serde_json::to_vec(opened).expect("plain data");
        let sealed = app.keyring.seal_with(Purpose::Cookie, self.context, &plain);
        self.dressed(app, &BASE64URL_NOPAD.encode(&sealed), LIFE)
    }

    /// Takes the cookie away.
    pub fn none(self, app: &App) -> Cookie {
        self.dressed(app, "", Duration::zero())
    }

    fn dressed(self, app: &App, value: &str, life: Duration) -> Cookie {
        let mut cookie = Cookie::new_with_str(self.name, value);
        cookie.set_path(self.path);
        cookie.set_http_only(true);
        // Lax, not strict: the page is reached from the camera's or WeChat's scanner.
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(app.settings.tls_cert.is_some());
        cookie.set_max_age(life.to_std().unwrap_or_default());
        cookie
    }

    /// What the cookie holds.
    pub fn opened<T: DeserializeOwned>(self, app: &App, jar: &CookieJar) -> Option<T> {
        let cookie = jar.get(self.name)?;
        let sealed = BASE64URL_NOPAD.decode(cookie.value_str().as_bytes()).ok()?;
        let plain = app.keyring.open_with(Purpose::Cookie, self.context, &sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

/// Whether an official is signed in with this browser: it must not be lent to a code that keeps its bearer's secret.
pub fn official_signed_in(jar: &CookieJar) -> bool {
    jar.get(SESSION_COOKIE).is_some_and(|cookie| !cookie.value_str().is_empty())
}

/// The page that tells an official so; `section` names its texts.
pub fn refuse_official(app: &App, section: &str) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (title, text) =
        (frame.t(&format!("{section}.official")), frame.t(&format!("{section}.official_text")));
    frame::show(StatusCode::FORBIDDEN, &Message { frame, title, text, onward: None, tone: "wrong" })
}
