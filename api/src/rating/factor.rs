//! What a household shows beside its code: digits of its registered number, or a code that was sent to it. What was sent
//! lies sealed in the household's own cookie and nowhere else; what was tried and asked is counted in memory alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::household;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{
    app::App,
    clock::secret,
    error::{ApiError, ApiResult},
    notify::sms::{self, Purpose},
    roster::service::SEALED_HOUSEHOLD_PHONE,
};

/// Seconds to wait after too many wrong digits, as they are told.
const DAY: u64 = 24 * 3600;
/// Seconds between two codes.
const MINUTE: u64 = 60;
/// Minutes for which a code is good.
const GOOD_FOR: i64 = 10;

/// A code on its way to the household.
#[derive(Clone, Deserialize, Serialize)]
pub struct SentCode {
    code: String,
    pub until: DateTime<Utc>,
}

impl std::fmt::Debug for SentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SentCode(hidden)")
    }
}

/// The registered number. A household without one takes a slip.
fn number(app: &App, household: &household::Model) -> ApiResult<Option<String>> {
    let phone = household.phone.as_ref();
    Ok(phone.map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, phone)).transpose()?)
}

/// The last two digits of the registered number, so that a household knows which telephone will ring.
pub fn ending(app: &App, household: &household::Model) -> ApiResult<Option<String>> {
    let number = number(app, household)?;
    Ok(number.map(|number| number.chars().skip(number.chars().count().saturating_sub(2)).collect()))
}

/// Compares the last four digits of the registered number.
pub fn is_last_four(app: &App, household: &household::Model, digits: &str) -> ApiResult<bool> {
    let number = number(app, household)?;
    judged(app, household, number.is_some_and(|number| digits.len() == 4 && number.ends_with(digits)))
}

/// Compares the code that was sent.
pub fn is_code(
    app: &App,
    household: &household::Model,
    sent: Option<&SentCode>,
    code: &str,
) -> ApiResult<bool> {
    let good = sent.filter(|sent| app.clock.now() < sent.until);
    judged(app, household, good.is_some_and(|sent| sent.code.as_bytes().ct_eq(code.as_bytes()).into()))
}

/// Whoever guesses has to wait, even when he guesses right in the end.
fn judged(app: &App, household: &household::Model, right: bool) -> ApiResult<bool> {
    let (tries, now) = (&app.registrar.tries, app.clock.now());
    if tries.too_many(&household.id, now) {
        return Err(ApiError::too_many(DAY));
    }
    if !right {
        tries.wrong(household.id, now);
    }
    Ok(right)
}

/// Sends a code to the registered number, where there is one: one a minute, five a day.
pub async fn send_code(app: &App, household: &household::Model) -> ApiResult<Option<SentCode>> {
    let Some(number) = number(app, household)? else { return Ok(None) };
    let now = app.clock.now();
    let (lately, today) = (&app.registrar.codes_lately, &app.registrar.codes_today);
    for (codes, wait) in [(lately, MINUTE), (today, DAY)] {
        if codes.too_many(&household.id, now) {
            return Err(ApiError::too_many(wait));
        }
    }
    let code = format!("{:06}", u64::from_le_bytes(secret()) % 1_000_000);
    let params =
        BTreeMap::from([("code".to_owned(), code.clone()), ("minutes".to_owned(), GOOD_FOR.to_string())]);
    let tx = app.db.begin().await?;
    sms::enqueue(&tx, app, Purpose::RatingCode, &number, &params).await?;
    tx.commit().await?;
    lately.wrong(household.id, now);
    today.wrong(household.id, now);
    Ok(Some(SentCode { code, until: now + Duration::minutes(GOOD_FOR) }))
}
