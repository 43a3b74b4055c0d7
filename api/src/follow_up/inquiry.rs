//! What the group of an investigation does: evidence, the finding; and its publication by somebody else.

use domain::follow_up::{State, Verb};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    service::{SEALED_EVIDENCE, Who, change, journal, state},
    store,
    view::{FindingForm, PieceForm},
};
use crate::{
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    typed,
    visit::photo::{sealed, view::PhotoBody},
};
use entity::{follow_up, follow_up_evidence};

/// An investigation that is being looked into by the caller.
async fn mine(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
) -> ApiResult<follow_up::Model> {
    let row = store::one(tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    let members = store::members(tx, vec![id]).await?;
    if members.iter().any(|member| member.account_id == caller.account_id) {
        Ok(row)
    } else {
        Err(ApiError::invalid("not_in_group"))
    }
}

/// Adds evidence once for every id.
pub(super) async fn add(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    piece_id: Uuid,
    form: PieceForm,
) -> ApiResult<follow_up::Model> {
    let app = &caller.app;
    let text = typed::required("text", &form.text)?;
    let tx = app.db.begin().await?;
    let row = mine(&tx, caller, sight, id).await?;
    if let Some(there) = store::piece(&tx, piece_id).await? {
        let same = there.follow_up_id == id && app.keyring.open(SEALED_EVIDENCE, &there.text)? == text;
        return if same { Ok(row) } else { Err(ApiError::conflict("evidence_id_used")) };
    }
    let after = change(&tx, app, row, Who::Caller(caller), Verb::AddEvidence, None, |_| {}).await?;
    let piece = follow_up_evidence::Model {
        id: piece_id,
        follow_up_id: id,
        text: app.keyring.seal(SEALED_EVIDENCE, &text),
        blob_id: None,
        added_by: caller.account_id,
        added_at: app.clock.now(),
    };
    if !store::add_evidence(&tx, &piece).await? {
        return Err(ApiError::conflict("evidence_id_used"));
    }
    journal(&tx, caller, "add_evidence", &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// A sealed picture opens as the picture of its piece only.
pub fn place(id: Uuid, piece_id: Uuid) -> Vec<u8> {
    format!("follow-up evidence|{id}|{piece_id}").into_bytes()
}

/// Adds the picture of a piece of one's own, drawn anew without what cameras write beside it.
pub(super) async fn add_photo(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    piece_id: Uuid,
    body: PhotoBody,
) -> ApiResult<follow_up::Model> {
    let app = &caller.app;
    let own =
        |piece: &follow_up_evidence::Model| piece.follow_up_id == id && piece.added_by == caller.account_id;
    let db = app.db.reader();
    mine(db, caller, sight, id).await?;
    store::piece(db, piece_id).await?.filter(own).ok_or_else(ApiError::not_found)?;
    let drawn = sealed::drawn_anew(sealed::sent(body)).await?;
    let tx = app.db.begin().await?;
    let row = mine(&tx, caller, sight, id).await?;
    if state(&row)? != State::Investigating {
        return Err(ApiError::conflict("follow_up_not_now"));
    }
    let blob_id = sealed::keep(&tx, app, "evidence", &place(id, piece_id), &drawn.jpeg).await?;
    store::set_picture(&tx, piece_id, blob_id).await?;
    journal(&tx, caller, "add_evidence_photo", &row).await?;
    tx.commit().await?;
    Ok(row)
}

/// The picture of a piece of evidence; every look is recorded.
pub(super) async fn photo(caller: &Caller, sight: &Sight, id: Uuid, piece_id: Uuid) -> ApiResult<Vec<u8>> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = store::one(db, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    let piece = store::piece(db, piece_id).await?.filter(|piece| piece.follow_up_id == id);
    let blob_id = piece.and_then(|piece| piece.blob_id).ok_or_else(ApiError::not_found)?;
    let jpeg = sealed::open(db, app, blob_id, &place(id, piece_id)).await?;
    let tx = app.db.begin().await?;
    journal(&tx, caller, "look_at_evidence", &row).await?;
    tx.commit().await?;
    Ok(jpeg)
}

/// A member of the group writes down what was found. There is no finding without evidence.
pub(super) async fn find(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: FindingForm,
) -> ApiResult<follow_up::Model> {
    let app = &caller.app;
    let text = typed::required("text", &form.text)?;
    let tx = app.db.begin().await?;
    let row = mine(&tx, caller, sight, id).await?;
    if store::evidence(&tx, id).await?.is_empty() {
        return Err(ApiError::invalid("finding_without_evidence"));
    }
    let verdict = domain::follow_up::Verdict::from(form.verdict);
    let put = |row: &mut follow_up::Model| {
        row.verdict = Some(verdict.as_str().to_owned());
        row.finding = Some(text);
        row.found_by = Some(caller.account_id);
    };
    let after = change(&tx, app, row, Who::Caller(caller), Verb::Find, None, put).await?;
    journal(&tx, caller, "record_finding", &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// Somebody else makes the finding public.
pub(super) async fn publish(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<follow_up::Model> {
    let tx = caller.app.db.begin().await?;
    let row = store::one(&tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    if row.found_by == Some(caller.account_id) {
        return Err(ApiError::invalid("own_finding"));
    }
    let after = change(&tx, &caller.app, row, Who::Caller(caller), Verb::Publish, None, |_| {}).await?;
    journal(&tx, caller, "publish_finding", &after).await?;
    tx.commit().await?;
    Ok(after)
}
