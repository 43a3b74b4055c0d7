//! What the rating page asks of the registrar: to be believed, and to have a ballot signed.

use poem::{
    Response, handler,
    http::StatusCode,
    web::{Form, Json, cookie::CookieJar},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    action::{self, Fields, check},
    code::to,
    resident::{self, Resident},
};
use crate::{
    error::ApiError,
    rating::household::{Asked, factor},
};

/// `POST /h/rate/factor`: the last four digits of the registered number.
#[handler]
#[expect(clippy::needless_pass_by_value, reason = "a page is handed its resident")]
pub fn show_factor(
    resident: Resident,
    jar: &CookieJar,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    match factor(&resident.app, &resident.household, action::text(&fields, "digits")) {
        Ok(true) => {
            jar.add(resident::cookie_with_factor(&resident));
            Ok(to("/h/rate"))
        }
        Ok(false) => Ok(to("/h/rate?factor=wrong")),
        Err(ApiError { status: StatusCode::TOO_MANY_REQUESTS, .. }) => Ok(to("/h/rate?factor=often")),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct IssueForm {
    round: Uuid,
    official: String,
    blinded: String,
    /// The page's mark, as the forms carry it.
    token: String,
}

#[derive(Debug, Serialize)]
struct Issued {
    signature: String,
}

/// `POST /h/rate/issue`: a blinded message for its blind signature.
#[handler]
pub async fn issue(resident: Resident, Json(form): Json<IssueForm>) -> poem::Result<Response> {
    if !resident.fits(&form.token) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf").into());
    }
    let asked = Asked {
        round_id: form.round,
        official: &form.official,
        blinded: &form.blinded,
        factor_shown: resident.factor_shown,
    };
    let signature = crate::rating::household::issue(&resident.app, &resident.household, &asked).await?;
    let answer = serde_json::to_vec(&Issued { signature }).map_err(ApiError::internal)?;
    Ok(Response::builder().content_type("application/json").header("cache-control", "no-store").body(answer))
}
