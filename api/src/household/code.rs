//! Opening a household's pages with its code. It has no side effect, because messengers fetch links ahead; the code
//! leaves the address at once and stands in no log.

use std::{net::IpAddr, sync::Arc};

use domain::rating::HouseholdCode;
use entity::household;
use poem::{
    Addr, Request, Response, handler,
    http::{StatusCode, header::LOCATION},
    web::{Data, Path, cookie::CookieJar},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    pass::{official_signed_in, refuse_official},
    resident,
};
use crate::{
    app::App,
    error::ApiResult,
    http::frame::{self, Frame, Message},
    roster::{self, codes::household_code_hash},
};

/// `/R/CODE`: to the household's page, with a cookie.
#[handler]
pub async fn open(
    Data(app): Data<&Arc<App>>,
    request: &Request,
    jar: &CookieJar,
    Path(typed): Path<String>,
) -> poem::Result<Response> {
    if official_signed_in(jar) {
        return refuse_official(app, "code");
    }
    let (from, now) = (address(request), app.clock.now());
    if app.tries.too_many(&from, now) {
        return message(app, StatusCode::TOO_MANY_REQUESTS, "code.often", "code.often_text");
    }
    let Some(household) = find(app, &typed).await? else {
        app.tries.wrong(from, now);
        return message(app, StatusCode::NOT_FOUND, "code.wrong", "code.wrong_text");
    };
    jar.add(resident::cookie(app, &household));
    Ok(to("/h"))
}

/// `/h/leave`: shared tablets keep nothing.
#[handler]
pub fn leave(Data(app): Data<&Arc<App>>, jar: &CookieJar) -> poem::Result<Response> {
    jar.add(resident::no_cookie(app));
    let frame = Frame::new(app);
    let (title, text) = (frame.t("leave.title"), frame.t("leave.text"));
    frame::show(StatusCode::OK, &Message { frame, title, text, onward: None, tone: "good" })
}

async fn find(app: &App, typed: &str) -> ApiResult<Option<household::Model>> {
    let Ok(code) = typed.parse::<HouseholdCode>() else { return Ok(None) };
    let hash = household_code_hash(&app.keyring, &code);
    let found = household::Entity::find().filter(household::Column::CodeHash.eq(hash));
    Ok(found.one(app.db.reader()).await?.filter(roster::service::is_active))
}

/// Where a request comes from, as far as wrong codes are counted by it.
pub fn address(request: &Request) -> IpAddr {
    match &request.remote_addr().0 {
        Addr::SocketAddr(address) => address.ip(),
        _ => IpAddr::from([0, 0, 0, 0]),
    }
}

fn message(app: &App, status: StatusCode, title: &str, text: &str) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let (title, text) = (frame.t(title), frame.t(text));
    frame::show(status, &Message { frame, title, text, onward: None, tone: "wrong" })
}

/// See other, so that going back or reloading sends nothing twice.
pub fn to(path: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(LOCATION, path)
        .header("cache-control", "no-store")
        .body(())
}
