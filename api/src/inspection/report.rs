//! What the inspectors report, with photos and grounds, and what the unit answers.

use domain::inspection::{State, is_fair, may_be_settled};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{record, show_objects, state},
    store,
    view::{InspectionObject, ReportForm, SettlementForm, UnitAnswerForm},
};
use crate::{
    caller::{Caller, Sight},
    clock::china_day,
    error::{ApiError, ApiResult},
    job::{self, Work},
    typed,
    visit::photo::{sealed, view::PhotoBody},
};
use entity::{inspection_object, inspection_photo};

/// A unit that the caller was drawn to inspect and has not reported on.
async fn mine(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
) -> ApiResult<inspection_object::Model> {
    let row = store::object(tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    let inspectors = store::inspectors(tx, vec![id]).await?;
    if !inspectors.iter().any(|one| one.account_id == caller.account_id) {
        return Err(ApiError::invalid("not_inspector"));
    }
    if state(&row)? == State::Assigned { Ok(row) } else { Err(ApiError::conflict("inspection_state")) }
}

async fn shown(caller: &Caller, row: inspection_object::Model) -> ApiResult<InspectionObject> {
    let shown = show_objects(caller, vec![row]).await?.pop();
    shown.map(|(_, object)| object).ok_or_else(ApiError::not_found)
}

/// The inspectors report, once for good. Every point off has its grounds and a photo.
pub(super) async fn report(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: ReportForm,
) -> ApiResult<InspectionObject> {
    let app = &caller.app;
    let text = typed::required("text", &form.text)?;
    if !is_fair(form.points_off, &form.grounds) {
        return Err(ApiError::field("grounds", "required"));
    }
    let tx = app.db.begin().await?;
    let mut row = mine(&tx, caller, sight, id).await?;
    if form.points_off > 0 && store::photos(&tx, vec![id]).await?.is_empty() {
        return Err(ApiError::invalid("points_without_photo"));
    }
    let from = row.state.clone();
    State::Reported.as_str().clone_into(&mut row.state);
    row.report = Some(text);
    row.points_off = i32::try_from(form.points_off).map_err(ApiError::internal)?;
    row.grounds = typed::optional("grounds", Some(form.grounds.as_str()))?;
    row.reported_by = Some(caller.account_id);
    row.reported_at = Some(app.clock.now());
    if !store::replace(&tx, &from, row.clone()).await? {
        return Err(ApiError::conflict("stale"));
    }
    record(&tx, caller, "report_inspection", id, json!({ "points_off": form.points_off })).await?;
    tx.commit().await?;
    shown(caller, row).await
}

/// The inspected unit answers, once.
pub(super) async fn answer(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: UnitAnswerForm,
) -> ApiResult<InspectionObject> {
    let app = &caller.app;
    let text = typed::required("text", &form.text)?;
    let tx = app.db.begin().await?;
    let row = store::object(&tx, sight, caller.account_id, id).await?;
    let mut row = row.ok_or_else(ApiError::not_found)?;
    if state(&row)? != State::Reported {
        return Err(ApiError::conflict("inspection_state"));
    }
    let from = row.state.clone();
    State::Answered.as_str().clone_into(&mut row.state);
    row.answer = Some(text);
    row.answered_at = Some(app.clock.now());
    if !store::replace(&tx, &from, row.clone()).await? {
        return Err(ApiError::conflict("stale"));
    }
    record(&tx, caller, "answer_inspection", id, json!({})).await?;
    tx.commit().await?;
    shown(caller, row).await
}

/// Somebody who did not inspect it decides how many points stay off, once the unit was heard or let its days pass.
pub(super) async fn settle(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: SettlementForm,
) -> ApiResult<InspectionObject> {
    let app = &caller.app;
    let note = typed::required("note", &form.note)?;
    let tx = app.db.begin().await?;
    let row = store::object(&tx, sight, caller.account_id, id).await?;
    let mut row = row.ok_or_else(ApiError::not_found)?;
    let inspectors = store::inspectors(&tx, vec![id]).await?;
    if inspectors.iter().any(|one| one.account_id == caller.account_id) {
        return Err(ApiError::invalid("own_inspection"));
    }
    let state = state(&row)?;
    let Some(reported_on) = row.reported_at.map(china_day).filter(|_| state != State::Settled) else {
        return Err(ApiError::conflict("inspection_state"));
    };
    if !may_be_settled(state, reported_on, app.clock.today()) {
        return Err(ApiError::conflict("inspection_too_early"));
    }
    let points = i32::try_from(form.points_off).map_err(ApiError::internal)?;
    if points > row.points_off {
        return Err(ApiError::field("points_off", "out_of_range"));
    }
    let from = row.state.clone();
    State::Settled.as_str().clone_into(&mut row.state);
    row.settled_points = Some(points);
    row.settled_note = Some(note);
    row.settled_by = Some(caller.account_id);
    row.settled_at = Some(app.clock.now());
    if !store::replace(&tx, &from, row.clone()).await? {
        return Err(ApiError::conflict("stale"));
    }
    record(&tx, caller, "settle_inspection", id, json!({ "points_off": form.points_off })).await?;
    job::enqueue(&tx, app, &Work::Scores).await?;
    tx.commit().await?;
    shown(caller, row).await
}

/// A sealed photo opens as the photo of its unit only.
pub fn place(id: Uuid, photo_id: Uuid) -> Vec<u8> {
    format!("inspection photo|{id}|{photo_id}").into_bytes()
}

/// Adds a photo under a client-made id, drawn anew without what cameras write beside it.
pub(super) async fn add_photo(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    photo_id: Uuid,
    body: PhotoBody,
) -> ApiResult<InspectionObject> {
    let app = &caller.app;
    let db = app.db.reader();
    mine(db, caller, sight, id).await?;
    if let Some(there) = store::photo(db, photo_id).await? {
        if there.object_id != id {
            return Err(ApiError::conflict("photo_id_used"));
        }
        let row = mine(db, caller, sight, id).await?;
        return shown(caller, row).await;
    }
    let drawn = sealed::drawn_anew(sealed::sent(body)).await?;
    let tx = app.db.begin().await?;
    let row = mine(&tx, caller, sight, id).await?;
    let blob_id = sealed::keep(&tx, app, "inspection", &place(id, photo_id), &drawn.jpeg).await?;
    let photo = inspection_photo::Model {
        id: photo_id,
        object_id: id,
        blob_id,
        added_by: caller.account_id,
        added_at: app.clock.now(),
    };
    if !store::add_photo(&tx, photo).await? {
        return Err(ApiError::conflict("photo_id_used"));
    }
    record(&tx, caller, "add_inspection_photo", id, json!({ "photo": photo_id })).await?;
    tx.commit().await?;
    shown(caller, row).await
}

/// A photo of a unit in sight.
pub(super) async fn photo(caller: &Caller, sight: &Sight, id: Uuid, photo_id: Uuid) -> ApiResult<Vec<u8>> {
    let app = &caller.app;
    let db = app.db.reader();
    store::object(db, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    let photo = store::photo(db, photo_id).await?.filter(|photo| photo.object_id == id);
    let photo = photo.ok_or_else(ApiError::not_found)?;
    sealed::open(db, app, photo.blob_id, &place(id, photo_id)).await
}
