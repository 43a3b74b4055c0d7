//! Two households become one.

use domain::roster::{HouseholdChange, HouseholdState};
use serde_json::json;
use uuid::Uuid;

use super::{ended, must_be_active, note, record, store, view::HouseholdMergeForm, write};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    link, request,
    roster::{look, view::HouseholdDetail},
    typed,
};
use entity::household;

/// Ends one household and gives its members and all that is open to the other.
pub async fn merge(caller: &Caller, form: HouseholdMergeForm) -> ApiResult<HouseholdDetail> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    if form.from == form.into {
        return Err(ApiError::field("into", "same"));
    }
    let tx = app.db.begin().await?;
    let on = link::service::day(&tx, app, form.on).await?;
    let held = store::hold(&tx, vec![form.from, form.into]).await?;
    let find = |id: Uuid, field: &str| {
        let row = held.iter().find(|row: &&household::Model| row.id == id);
        must_be_active(row.ok_or_else(|| ApiError::field(field, "unknown"))?.clone())
    };
    let (from, into) = (find(form.from, "from")?, find(form.into, "into")?);
    link::service::end(&tx, from.id, on).await?;
    store::give_members(&tx, from.id, into.id, None).await?;
    note(&tx, app, HouseholdChange::Merge, &from, &into, (on, &reason)).await?;
    store::pass_on(&tx, from.id, into.id).await?;
    link::recusal::service::inherit(&tx, app, from.id, into.id).await?;
    let together = household::Model {
        household_size: into.household_size + from.household_size,
        open_requests: into.open_requests + from.open_requests,
        ..into
    };
    write(&tx, &together).await?;
    let gone =
        household::Model { open_requests: 0, ..ended(app, from, HouseholdState::Merged, Some(together.id)) };
    write(&tx, &gone).await?;
    let official = link::service::official_of(&tx, together.id).await?;
    let carried = link::service::carry_over(&tx, &[gone.id], official).await?;
    if gone.village_id != together.village_id {
        request::service::follow_households(&tx, &[gone.id], together.village_id).await?;
    }
    let detail = json!({
        "from": gone.id, "on": on, "reason": reason, "requests": carried.requests, "pledges": carried.pledges,
    });
    record(&tx, caller, "merge_households", together.id, detail).await?;
    let shown = look::show(&tx, app, together).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(shown)
}
