//! Asking for a ballot again, and deciding.

use std::collections::HashSet;

use domain::rating::{ReissueReason, StoredRound};
use entity::{rating_reissue, rating_round};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::view::{Reissue, ReissueForm, Reissued, Reissues};
use crate::{
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    identity,
    rating::{
        issue::{PHONE, waits},
        service::{read, record},
        store,
    },
    roster,
};

/// What waits for the second person, by the households' codes.
pub(super) async fn waiting(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<Reissues> {
    let db = caller.app.db.reader();
    let round = store::round(db, id).await?.filter(|round| sight.includes_round(round.id));
    let round = round.ok_or_else(ApiError::not_found)?;
    let rows = store::reissues(db, id).await?;
    let mut households =
        roster::service::household_refs(db, rows.iter().map(|row| row.rater_id).collect()).await?;
    let people: HashSet<Uuid> = rows.iter().map(|row| row.requested_by).collect();
    let people = identity::people::names(db, people.into_iter().collect()).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(household) = households.remove(&row.rater_id) else { continue };
        let reason: ReissueReason = row.reason.parse().map_err(ApiError::internal)?;
        items.push(Reissue {
            household,
            reason: reason.into(),
            requested_by: people.get(&row.requested_by).cloned().unwrap_or_default(),
            own: row.requested_by == caller.account_id,
        });
    }
    items.sort_by(|left, right| left.household.code.cmp(&right.household.code));
    Ok(Reissues { items, most: round.most_reissues })
}

/// The round, held, which must be open.
async fn open(tx: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> ApiResult<rating_round::Model> {
    let round = store::round_to_change(tx, id).await?.filter(|round| sight.includes_round(round.id));
    let round = round.ok_or_else(ApiError::not_found)?;
    match read(&round)? {
        StoredRound::Open(_) => Ok(round),
        _ => Err(ApiError::conflict("round_not_open")),
    }
}

/// Writes down that a household's ballots are to be issued again.
pub(super) async fn request(caller: &Caller, sight: &Sight, id: Uuid, form: &ReissueForm) -> ApiResult<()> {
    let tx = caller.app.db.begin().await?;
    open(&tx, sight, id).await?;
    let issued = store::issued_to(&tx, id, &[form.household_id]).await?;
    let taken: Vec<_> = issued.iter().filter(|issue| issue.way == PHONE && !waits(issue)).collect();
    if taken.is_empty() {
        return Err(ApiError::conflict("reissue_nothing"));
    }
    if taken.iter().all(|issue| issue.reissued > 0) {
        return Err(ApiError::conflict("reissue_twice"));
    }
    let reason = ReissueReason::from(form.reason);
    let row = rating_reissue::Model {
        round_id: id,
        rater_id: form.household_id,
        reason: reason.as_str().to_owned(),
        requested_by: caller.account_id,
    };
    if !store::add_reissue(&tx, row).await? {
        return Err(ApiError::conflict("reissue_waits"));
    }
    record(&tx, caller, "request_reissue", id, json!({ "reason": reason.as_str() })).await?;
    Ok(tx.commit().await?)
}

/// The second person agrees: what the phones of the household were given no longer stands in its way.
pub(super) async fn confirm(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    household_id: Uuid,
) -> ApiResult<Reissued> {
    let tx = caller.app.db.begin().await?;
    open(&tx, sight, id).await?;
    let row = store::reissue(&tx, id, household_id).await?.ok_or_else(ApiError::not_found)?;
    if row.requested_by == caller.account_id {
        return Err(ApiError::conflict("second_person"));
    }
    let officials = store::issue_again(&tx, id, household_id).await?;
    store::drop_reissue(&tx, id, household_id).await?;
    let officials = u32::try_from(officials).unwrap_or(u32::MAX);
    let detail = json!({ "reason": row.reason, "officials": officials, "requested_by": row.requested_by });
    record(&tx, caller, "confirm_reissue", id, detail).await?;
    tx.commit().await?;
    Ok(Reissued { officials })
}

/// Whoever asked takes it back, or the second person refuses.
pub(super) async fn drop(caller: &Caller, sight: &Sight, id: Uuid, household_id: Uuid) -> ApiResult<()> {
    let tx = caller.app.db.begin().await?;
    let round = store::round(&tx, id).await?.filter(|round| sight.includes_round(round.id));
    round.ok_or_else(ApiError::not_found)?;
    let row = store::reissue(&tx, id, household_id).await?.ok_or_else(ApiError::not_found)?;
    store::drop_reissue(&tx, id, household_id).await?;
    record(&tx, caller, "drop_reissue", id, json!({ "reason": row.reason })).await?;
    Ok(tx.commit().await?)
}
