//! A household leaves the county or dies out.

use domain::roster::HouseholdState;
use serde_json::json;
use uuid::Uuid;

use super::{
    ended, hold_one, record,
    view::{HouseholdCloseForm, HouseholdEnd},
    write,
};
use crate::{
    caller::Caller,
    error::ApiResult,
    link,
    roster::{look, view::HouseholdDetail},
    typed,
};

/// Ends a household without a successor. What is open there is nobody's; its village's leader has it.
pub async fn close(caller: &Caller, id: Uuid, form: HouseholdCloseForm) -> ApiResult<HouseholdDetail> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let state = match form.state {
        HouseholdEnd::MovedAway => HouseholdState::MovedAway,
        HouseholdEnd::Dissolved => HouseholdState::Dissolved,
    };
    let tx = app.db.begin().await?;
    let on = link::service::day(&tx, app, form.on).await?;
    let row = hold_one(&tx, id).await?;
    link::service::end(&tx, id, on).await?;
    let carried = link::service::carry_over(&tx, &[id], None).await?;
    let row = ended(app, row, state, None);
    write(&tx, &row).await?;
    let detail = json!({
        "state": state, "on": on, "reason": reason, "requests": carried.requests, "pledges": carried.pledges,
    });
    record(&tx, caller, "close_household", id, detail).await?;
    let shown = look::show(&tx, app, row).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(shown)
}
