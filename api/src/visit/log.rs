//! Logging a visit: idempotent by the client's id, for good.

use chrono::{DateTime, Duration, Utc};
use domain::{rating::DoorTag, visit::Confirmation};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    service, store,
    view::{Logged, VisitForm, VisitRequestForm},
};
use crate::{
    caller::{Caller, Sight},
    clock::china_day,
    error::{ApiError, ApiResult},
    link,
    request::service::{self as requests, NewRequest},
    roster, typed,
};
use entity::visit;

/// How far ahead of the server's a phone's clock may be.
const FAST_CLOCK: Duration = Duration::minutes(5);
/// No official keeps a visit in his phone for longer.
const LONGEST_AGO: Duration = Duration::days(3660);

/// A visit as it was sent, cleaned.
struct Sent {
    claimed_at: DateTime<Utc>,
    topic: String,
    note: Option<String>,
    tag: Option<String>,
}

/// Logs a visit with the request that came along, in one transaction.
pub async fn log(caller: &Caller, sight: &Sight, id: Uuid, form: VisitForm) -> ApiResult<Logged> {
    let app = &caller.app;
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let sent = Sent {
        // Whole microseconds, because that is what both databases keep.
        claimed_at: DateTime::from_timestamp_micros(form.claimed_at.timestamp_micros())
            .unwrap_or(form.claimed_at),
        topic: typed::required("topic", &form.topic)?,
        note: typed::optional("note", form.note.as_deref())?,
        tag: typed::optional("tag", form.tag.as_deref())?,
    };
    let body =
        form.request.as_ref().map(|request| typed::required("request.body", &request.body)).transpose()?;
    let tx = app.db.begin().await?;
    if let Some(there) = store::by_id(&tx, id).await? {
        return same(&tx, caller, &there, official_id, &form, &sent).await;
    }
    let now = app.clock.now();
    if sent.claimed_at > now + FAST_CLOCK {
        return Err(ApiError::field("claimed_at", "future"));
    }
    if sent.claimed_at < now - LONGEST_AGO {
        return Err(ApiError::field("claimed_at", "out_of_range"));
    }
    let day = china_day(sent.claimed_at);
    if !link::service::held(&tx, official_id, form.household_id, day).await? {
        return Err(ApiError::invalid("not_your_household"));
    }
    let household = roster::service::own_household(&tx, form.household_id).await?;
    let household = household.ok_or_else(|| ApiError::invalid("not_your_household"))?;
    let tag_seen = match &sent.tag {
        None => false,
        Some(tag) if tag.parse::<DoorTag>().is_ok_and(|tag| tag.as_str() == household.tag) => true,
        Some(_) => return Err(ApiError::invalid("wrong_tag").and_field("tag", "wrong_tag")),
    };
    let row = visit::Model {
        id,
        household_id: household.id,
        official_id,
        claimed_at: sent.claimed_at,
        received_at: now,
        step: form.step,
        topic: sent.topic.clone(),
        note: sent.note.as_ref().map(|note| app.keyring.seal(service::SEALED_NOTE, note)),
        tag_seen,
        confirmation: Confirmation::None.as_str().to_owned(),
        confirmed_at: None,
    };
    if !store::insert(&tx, &row).await? {
        // Another transaction was quicker and has committed meanwhile.
        let there = store::by_id(&tx, id).await?.ok_or_else(|| ApiError::conflict("visit_id_used"))?;
        return same(&tx, caller, &there, official_id, &form, &sent).await;
    }
    store::leave_at_household(&tx, household.id, day, form.step).await?;
    if let (Some(VisitRequestForm { id: request_id, topic_id, .. }), Some(body)) = (&form.request, &body) {
        let new = NewRequest {
            id: *request_id,
            topic_id: *topic_id,
            body,
            via: "visit",
            visit_id: Some(id),
            complaint: false,
        };
        requests::raise_in_visit(&tx, caller, &household, &new).await?;
    }
    let shown = service::one(&tx, app, row).await?;
    tx.commit().await?;
    Ok(Logged::Created(poem_openapi::payload::Json(shown)))
}

/// The answer to an id that is there: the visit when it is the same one, else a conflict.
async fn same(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    there: &visit::Model,
    official_id: Uuid,
    form: &VisitForm,
    sent: &Sent,
) -> ApiResult<Logged> {
    let app = &caller.app;
    let note = there.note.as_ref().map(|note| app.keyring.open(service::SEALED_NOTE, note)).transpose()?;
    let visit_fits = there.official_id == official_id
        && there.household_id == form.household_id
        && there.claimed_at == sent.claimed_at
        && there.step == form.step
        && there.topic == sent.topic
        && there.tag_seen == sent.tag.is_some()
        && note == sent.note;
    let request_fits = match &form.request {
        None => true,
        Some(request) => requests::is_of_visit(tx, request.id, there.id).await?,
    };
    if !(visit_fits && request_fits) {
        return Err(ApiError::conflict("visit_id_used"));
    }
    let shown = service::one(tx, app, there.clone()).await?;
    Ok(Logged::Same(poem_openapi::payload::Json(shown)))
}
