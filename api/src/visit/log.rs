//! Logging a visit: idempotent by the client's id, for good.

use chrono::{DateTime, Datelike, Duration, Utc};
use domain::{
    rating::DoorTag,
    visit::{Confirmation, Happened, HeldBack, Save, Step, clock_ran_back, is_late, sent_before_saved, step},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    flag, service, store,
    view::{EvidenceForm, Logged, VisitForm, VisitRequestForm},
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
    opinion: Option<String>,
    tag: Option<String>,
}

/// Whole microseconds, because that is what both databases keep.
fn kept(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// Logs a visit with the request that came along, in one transaction.
pub async fn log(caller: &Caller, sight: &Sight, id: Uuid, form: VisitForm) -> ApiResult<Logged> {
    let app = &caller.app;
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let sent = Sent {
        claimed_at: kept(form.claimed_at),
        topic: typed::required("topic", &form.topic)?,
        note: typed::optional("note", form.note.as_deref())?,
        opinion: typed::optional("opinion", form.opinion.as_deref())?,
        tag: typed::optional("tag", form.tag.as_deref())?,
    };
    let body =
        form.request.as_ref().map(|request| typed::required("request.body", &request.body)).transpose()?;
    if form.evidence.as_ref().is_some_and(|evidence| !(1970..2200).contains(&evidence.saved_at.year())) {
        return Err(ApiError::field("evidence.saved_at", "out_of_range"));
    }
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
    let reached = reached(&tx, household.id, &form, &sent).await?;
    let held_back = held_back(&tx, official_id, &form, sent.claimed_at, now).await?;
    let evidence = form.evidence.as_ref();
    let position = evidence.and_then(|evidence| evidence.position.as_ref());
    let row = visit::Model {
        id,
        household_id: household.id,
        official_id,
        claimed_at: sent.claimed_at,
        received_at: now,
        step: i32::from(reached.number()),
        topic: sent.topic.clone(),
        note: sent.note.as_ref().map(|note| app.keyring.seal(service::SEALED_NOTE, note)),
        tag_seen,
        confirmation: Confirmation::None.as_str().to_owned(),
        confirmed_at: None,
        card_left: form.card_left.unwrap_or(false),
        opinion: sent.opinion.as_ref().map(|opinion| app.keyring.seal(service::SEALED_OPINION, opinion)),
        note_index: flag::service::text_index(app, sent.note.as_deref()),
        opinion_index: flag::service::text_index(app, sent.opinion.as_deref()),
        device_id: evidence.map(|evidence| evidence.device_id),
        sequence: evidence.map(|evidence| evidence.sequence),
        saved_at: evidence.map(|evidence| kept(evidence.saved_at)),
        latitude: position.map(|position| position.latitude),
        longitude: position.map(|position| position.longitude),
        accuracy_m: position.map(|position| position.accuracy_m),
        held_back: held_back.map(|why| why.as_str().to_owned()),
    };
    if !store::insert(&tx, &row).await? {
        // Another transaction was quicker and has committed meanwhile.
        let there = store::by_id(&tx, id).await?.ok_or_else(|| ApiError::conflict("visit_id_used"))?;
        return same(&tx, caller, &there, official_id, &form, &sent).await;
    }
    store::leave_at_household(&tx, household.id, day, row.step).await?;
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
    flag::service::compare(&tx, app, &row).await?;
    let shown = service::one(&tx, app, row).await?;
    tx.commit().await?;
    Ok(Logged::Created(poem_openapi::payload::Json(shown)))
}

/// The step that this visit reaches.
async fn reached(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    form: &VisitForm,
    sent: &Sent,
) -> ApiResult<Step> {
    let before = store::step_before(tx, household_id, sent.claimed_at).await?;
    let before = before.and_then(|number| Step::from_number(i16::try_from(number).ok()?));
    let asked = requests::asked(tx, household_id).await?;
    let collected = asked.anything || sent.opinion.is_some() || form.request.is_some();
    Ok(step(Happened { before, collected, waiting: asked.waiting }))
}

/// Why the visit stays a claim, if it does. Where a save shows that those after it were made by a clock that had run
/// backwards, those are held back as well: the phone need not send in order.
async fn held_back(
    tx: &impl ConnectionTrait,
    official_id: Uuid,
    form: &VisitForm,
    claimed_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ApiResult<Option<HeldBack>> {
    let late = is_late(claimed_at, now).then_some(HeldBack::Late);
    let Some(EvidenceForm { device_id, sequence, saved_at, sent_at, .. }) = form.evidence.as_ref() else {
        return Ok(late);
    };
    let save = Save { sequence: *sequence, saved_at: kept(*saved_at) };
    store::hold_back_after(tx, official_id, *device_id, save).await?;
    let before = store::latest_save_before(tx, official_id, *device_id, *sequence).await?;
    let ran_back = before.is_some_and(|before| clock_ran_back(save, before))
        || sent_before_saved(save.saved_at, *sent_at);
    Ok(late.or(ran_back.then_some(HeldBack::Clock)))
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
    let opinion = there.opinion.as_ref();
    let opinion = opinion.map(|opinion| app.keyring.open(service::SEALED_OPINION, opinion)).transpose()?;
    let visit_fits = there.official_id == official_id
        && there.household_id == form.household_id
        && there.claimed_at == sent.claimed_at
        && there.topic == sent.topic
        && there.tag_seen == sent.tag.is_some()
        && there.card_left == form.card_left.unwrap_or(false)
        && opinion == sent.opinion
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
