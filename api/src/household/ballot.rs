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
    device,
    resident::{self, Resident},
};
use crate::{
    error::ApiError,
    rating::{
        factor::{is_code, is_last_four, send_code},
        household::Asked,
        view::SecondFactor,
    },
};

/// `POST /h/rate/factor`: the last four digits of the registered number, or the code that was sent to it.
#[handler]
#[expect(clippy::needless_pass_by_value, reason = "a page is handed its resident")]
pub fn show_factor(
    resident: Resident,
    jar: &CookieJar,
    Form(fields): Form<Fields>,
) -> poem::Result<Response> {
    check(&resident, &fields)?;
    let (app, household) = (&resident.app, &resident.household);
    let (shown, right) = match action::text(&fields, "code") {
        "" => (SecondFactor::LastFour, is_last_four(app, household, action::text(&fields, "digits"))),
        code => (SecondFactor::Sms, is_code(app, household, resident.sent.as_ref(), code)),
    };
    match right {
        Ok(true) => {
            jar.add(resident::cookie_with_factor(&resident, shown.max(resident.factor)));
            Ok(to("/h/rate"))
        }
        Ok(false) => Ok(to("/h/rate?factor=wrong")),
        Err(ApiError { status: StatusCode::TOO_MANY_REQUESTS, .. }) => Ok(to("/h/rate?factor=often")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /h/rate/code`: a code to the registered number.
#[handler]
pub async fn send(resident: Resident, jar: &CookieJar, Form(fields): Form<Fields>) -> poem::Result<Response> {
    check(&resident, &fields)?;
    match send_code(&resident.app, &resident.household).await {
        Ok(sent) => {
            // Without a number the page says what is to be done.
            if let Some(sent) = sent {
                jar.add(resident::cookie_with_code(&resident, sent));
            }
            Ok(to("/h/rate"))
        }
        Err(ApiError { status: StatusCode::TOO_MANY_REQUESTS, .. }) => Ok(to("/h/rate?factor=soon")),
        Err(error) => Err(error.into()),
    }
}

/// What the page's script asks for.
#[derive(Debug, Deserialize)]
pub struct IssueForm {
    round: Uuid,
    official: String,
    blinded: String,
    /// The page's mark, as the forms carry it.
    pub token: String,
}

impl IssueForm {
    pub fn asked(&self, factor: SecondFactor) -> Asked<'_> {
        Asked { round_id: self.round, official: &self.official, blinded: &self.blinded, factor }
    }
}

#[derive(Debug, Serialize)]
struct Issued {
    signature: String,
}

/// The answer that the script waits for.
pub fn issued(signature: String) -> poem::Result<Response> {
    let answer = serde_json::to_vec(&Issued { signature }).map_err(ApiError::internal)?;
    Ok(Response::builder().content_type("application/json").header("cache-control", "no-store").body(answer))
}

/// `POST /h/rate/issue`: a blinded message for its blind signature.
#[handler]
pub async fn issue(
    resident: Resident,
    jar: &CookieJar,
    Json(form): Json<IssueForm>,
) -> poem::Result<Response> {
    if !resident.fits(&form.token) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf").into());
    }
    let asked = form.asked(resident.factor);
    let signature = crate::rating::household::issue(&resident.app, &resident.household, &asked).await?;
    device::took(&resident, jar, form.round, &form.official).await;
    issued(signature)
}
