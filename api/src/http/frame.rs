//! The frame of every page the server makes itself: the household's pages and the slip. They work without script.

use askama::Template;
use domain::rating::Wording;
use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};

use crate::{app::App, error::ApiError, locale::Lang};

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Frame {
    pub lang: &'static str,
    pub hotline: String,
    /// The ballot box's own origin; empty where it is this one.
    pub boxed: String,
    /// Where the way back leads.
    pub back: Option<&'static str>,
    current: Lang,
}

impl Frame {
    pub fn new(app: &App) -> Self {
        let boxed = app.settings.ballot_box_origin.clone().unwrap_or_default();
        Self { boxed, ..Self::with_hotline(&app.settings.hotline) }
    }

    /// The same where there is no county, as in the ballot box.
    pub fn with_hotline(hotline: &str) -> Self {
        let current = Lang::current();
        Self { lang: current.tag(), hotline: hotline.to_owned(), boxed: String::new(), back: None, current }
    }

    #[must_use]
    pub fn back(mut self, to: &'static str) -> Self {
        self.back = Some(to);
        self
    }

    /// A text of the section `household`.
    pub fn t(&self, key: &str) -> String {
        self.current.text(&format!("household.{key}"), &[])
    }

    /// The same with one parameter.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.current.text(&format!("household.{key}"), &[(name, value)])
    }

    /// A text that is data, in the reader's language.
    pub fn wording(&self, wording: &Wording) -> String {
        match self.current {
            Lang::ZhCn => wording.chinese(),
            Lang::En => wording.english(),
        }
        .to_owned()
    }
}

/// A page with nothing but something to say.
#[derive(Debug, Template)]
#[template(path = "message.html")]
pub struct Message {
    pub frame: Frame,
    pub title: String,
    pub text: String,
    /// Where to go from here, and what the link says.
    pub onward: Option<(&'static str, String)>,
    /// `good`, `wrong` or `calm`.
    pub tone: &'static str,
}

/// How long a page for everybody may be shown again without asking.
const SHORTLY: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// A page for everybody, which may be kept for a minute.
pub fn kept_shortly(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, SHORTLY);
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

/// Renders a page. It is nobody's to keep, and no other page learns where the reader came from.
pub fn show(status: StatusCode, page: &impl Template) -> poem::Result<Response> {
    let html = page.render().map_err(ApiError::internal)?;
    Ok(Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header("cache-control", "no-store")
        .body(html))
}
