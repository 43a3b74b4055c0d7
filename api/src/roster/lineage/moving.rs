//! A household moves within the county. It stays the same household, with its code, its codes on paper and its official.

use domain::roster::HouseholdChange;
use serde_json::json;
use uuid::Uuid;

use super::{hold_one, note, record, view::HouseholdMoveForm, write};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    grid, request,
    roster::{look, view::HouseholdDetail},
    typed,
};
use entity::household;

/// Puts a household into another village or village group. Its open requests go along; those that are closed stay in
/// the village where they were closed.
pub async fn relocate(caller: &Caller, id: Uuid, form: HouseholdMoveForm) -> ApiResult<HouseholdDetail> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let address = typed::text("address", &form.address)?;
    let on = typed::day("on", form.on)?;
    if on > app.clock.today() {
        return Err(ApiError::field("on", "future"));
    }
    let tx = app.db.begin().await?;
    let before = hold_one(&tx, id).await?;
    let village = grid::service::open_village(&tx, form.village_id).await?;
    let village = village.ok_or_else(|| ApiError::field("village_id", "unknown"))?;
    let after = household::Model {
        village_id: village.id,
        group_no: form.group_no,
        address,
        x: form.x.or(village.x),
        y: form.y.or(village.y),
        ..before.clone()
    };
    if (after.village_id, after.group_no, &after.address)
        == (before.village_id, before.group_no, &before.address)
    {
        return Err(ApiError::field("address", "same"));
    }
    write(&tx, &after).await?;
    note(&tx, app, HouseholdChange::Move, &before, &after, (on, &reason)).await?;
    let mut requests = 0;
    if after.village_id != before.village_id {
        requests = request::service::follow_households(&tx, &[id], after.village_id).await?;
    }
    let detail = json!({
        "on": on, "reason": reason, "from_village_id": before.village_id, "village_id": after.village_id,
        "requests": requests,
    });
    record(&tx, caller, "move_household", id, detail).await?;
    let shown = look::show(&tx, app, after).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(shown)
}
