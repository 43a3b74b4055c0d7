//! An official leaves: his whole link set goes to one successor, or to nobody until the next assignment, together with
//! everything that is open. One transaction: a handover that fails has not begun.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    recusal, service, store, transfer,
    view::{Departure, DepartureForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    grid, identity,
    journal::{self, Subject},
    request, roster,
    sight::THIRTY,
    typed,
};

/// Takes an official out of service and hands over what was his.
pub async fn depart(caller: &Caller, id: Uuid, form: DepartureForm) -> ApiResult<Departure> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    if form.successor_id == Some(id) {
        return Err(ApiError::field("successor_id", "same"));
    }
    let tx = app.db.begin().await?;
    let on = service::day(&tx, app, form.on).await?;
    hold_both(&tx, id, form.successor_id).await?;
    let held = store::of_official(&tx, id).await?;
    if held.iter().any(|link| link.valid_from > on) {
        return Err(ApiError::field("on", "before_link"));
    }
    let households: Vec<Uuid> =
        held.iter().filter(|link| link.kind == THIRTY).map(|link| link.household_id).collect();
    if let Some(successor) = form.successor_id {
        transfer::check_official(&tx, "successor_id", successor, households.len()).await?;
        if let Some(recused) = recusal::service::recused(&tx, &households, successor).await? {
            let head = roster::service::own_household(&tx, recused).await?;
            let head = head.map(|household| household.head_name).unwrap_or_default();
            return Err(ApiError::invalid("recused").with("household", head));
        }
    }
    for link in &held {
        if !store::close(&tx, link.id, on).await? {
            return Err(ApiError::conflict("stale"));
        }
    }
    if let Some(successor) = form.successor_id {
        service::begin(&tx, app, &households, successor, on).await?;
    }
    let mut carried = service::carry_over(&tx, &households, form.successor_id).await?;
    // What he still had at households of earlier days goes to those who serve them now.
    for household in request::service::households_with_open_of(&tx, id).await? {
        let serving = service::official_of(&tx, household).await?;
        carried.requests += service::carry_over(&tx, &[household], serving).await?.requests;
    }
    let led = grid::service::end_leaderships(&tx, id, on).await?;
    grid::service::close_contact(&tx, id, on).await?;
    let accounts = identity::service::lock_accounts_of(&tx, app, id).await?;
    roster::service::leave(&tx, id).await?;
    let detail = json!({
        "on": on, "reason": reason, "successor_id": form.successor_id, "households": households,
        "requests": carried.requests, "pledges": carried.pledges,
        "leaderships": led.iter().map(|grid| grid.id).collect::<Vec<_>>(), "accounts": accounts,
    });
    let subject = Subject::new("official", id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "depart_official", subject, detail).await?;
    let official = roster::service::official_ref(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let successor = match form.successor_id {
        Some(successor) => roster::service::official_ref(&tx, successor).await?,
        None => None,
    };
    tx.commit().await?;
    app.figures.forget();
    Ok(Departure {
        official,
        successor,
        on,
        households: households.len() as u64,
        requests: carried.requests,
        pledges: carried.pledges,
        leaderships: led,
        accounts,
    })
}

/// Holds both rows, always in the same order, so that two departures to each other do not wait for one another.
async fn hold_both(tx: &impl ConnectionTrait, id: Uuid, successor: Option<Uuid>) -> ApiResult<()> {
    if let Some(first) = successor.filter(|successor| *successor < id) {
        store::hold_official(tx, first).await?;
    }
    let official = store::hold_official(tx, id).await?.ok_or_else(ApiError::not_found)?;
    if official.state != "active" {
        return Err(ApiError::conflict("official_left"));
    }
    Ok(())
}
