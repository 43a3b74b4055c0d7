//! What phoning comes to for each official, and leaving unscored whoever is over the bound: one person proposes it, another
//! one decides.

use std::collections::{BTreeMap, HashMap};

use domain::rating::{
    Unscored,
    recontact::{Asked, RecontactState, least_over},
};
use entity::{recontact, recontact_void};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{in_state, record},
    store,
    view::{RecontactOfficial, VoidState},
};
use crate::{
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    identity,
    job::{self, Work},
    rating::store as rounds,
    roster,
};

fn tolerated(row: &recontact::Model) -> u32 {
    u32::try_from(row.tolerated).unwrap_or(0)
}

/// What was asked of each official's households.
async fn asked(db: &impl ConnectionTrait, row: &recontact::Model) -> ApiResult<HashMap<Uuid, (u32, Asked)>> {
    let issued = rounds::issued(db, row.round_id).await?;
    let counts = store::counts_by_official(db, row.id).await?;
    let of = |(official, counts): (Uuid, store::Counts)| {
        let issued = issued.get(&official).map_or(0, |issued| issued.phone + issued.slip);
        let asked = Asked { issued, reached: counts.reached, denied: counts.denied };
        (official, (counts.drawn, asked))
    };
    Ok(counts.into_iter().map(of).collect())
}

/// How many officials are over the bound.
pub(super) async fn over(db: &impl ConnectionTrait, row: &recontact::Model) -> ApiResult<u32> {
    let asked = asked(db, row).await?;
    let over = asked.values().filter(|(_, asked)| asked.is_over(tolerated(row))).count();
    Ok(u32::try_from(over).unwrap_or(u32::MAX))
}

/// The officials of a recontact that is over, by their numbers: those over the bound, or all.
pub(super) async fn officials(
    caller: &Caller,
    _sight: &Sight,
    round_id: Uuid,
    only_over: bool,
    after: Option<String>,
    limit: usize,
) -> ApiResult<Vec<RecontactOfficial>> {
    let db = caller.app.db.reader();
    let row = in_state(db, round_id, RecontactState::Closed).await?;
    let mut asked = asked(db, &row).await?;
    if only_over {
        asked.retain(|_, (_, asked)| asked.is_over(tolerated(&row)));
    }
    let named = roster::service::official_refs(db, asked.keys().copied().collect()).await?;
    let by_number: BTreeMap<String, Uuid> =
        named.values().map(|official| (official.number.clone(), official.id)).collect();
    let page = by_number.into_iter().filter(|(number, _)| after.as_ref().is_none_or(|after| number > after));
    let page: Vec<Uuid> = page.take(limit).map(|(_, id)| id).collect();
    let voids = store::voids(db, row.id).await?;
    let people = voids.iter().flat_map(|void| [Some(void.proposed_by), void.confirmed_by]).flatten();
    let people = identity::people::names(db, people.collect()).await?;
    let shown = page.into_iter().filter_map(|id| {
        let (drawn, asked) = asked.get(&id)?;
        let void = voids.iter().find(|void| void.official_id == id);
        Some(RecontactOfficial {
            official: named.get(&id)?.clone(),
            issued: asked.issued,
            drawn: *drawn,
            reached: asked.reached,
            denied: asked.denied,
            over: asked.is_over(tolerated(&row)),
            over_from: least_over(asked.issued, asked.reached, tolerated(&row)),
            void: match void {
                None => VoidState::None,
                Some(void) if void.confirmed_by.is_none() => VoidState::Proposed,
                Some(_) => VoidState::Voided,
            },
            mine: void.is_some_and(|void| void.proposed_by == caller.account_id),
            proposed_by: void.and_then(|void| people.get(&void.proposed_by).cloned()),
            confirmed_by: void.and_then(|void| people.get(&void.confirmed_by?).cloned()),
        })
    });
    Ok(shown.collect())
}

/// The recontact, when an official of it is over the bound.
async fn over_the_bound(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<recontact::Model> {
    let row = in_state(tx, round_id, RecontactState::Closed).await?;
    let asked = asked(tx, &row).await?;
    let (_, asked) = asked.get(&official_id).ok_or_else(ApiError::not_found)?;
    if asked.is_over(tolerated(&row)) { Ok(row) } else { Err(ApiError::conflict("within_bound")) }
}

/// The first person.
pub(super) async fn propose(
    caller: &Caller,
    _sight: &Sight,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<()> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = over_the_bound(&tx, round_id, official_id).await?;
    if store::void_of(&tx, row.id, official_id).await?.is_some() {
        return Err(ApiError::conflict("void_proposed"));
    }
    let void = recontact_void::Model {
        recontact_id: row.id,
        official_id,
        proposed_by: caller.account_id,
        proposed_at: app.clock.now(),
        confirmed_by: None,
        confirmed_at: None,
    };
    store::propose(&tx, void).await?;
    record(&tx, caller, "propose_void", row.id, json!({ "official_id": official_id })).await?;
    tx.commit().await?;
    Ok(())
}

/// The second person: the official's result enters no score from here on.
pub(super) async fn confirm(
    caller: &Caller,
    _sight: &Sight,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<()> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = over_the_bound(&tx, round_id, official_id).await?;
    let void = store::void_of(&tx, row.id, official_id).await?.ok_or_else(ApiError::not_found)?;
    if void.proposed_by == caller.account_id {
        return Err(ApiError::conflict("second_person"));
    }
    if !store::confirm(&tx, row.id, official_id, caller.account_id, app.clock.now()).await? {
        return Err(ApiError::conflict("void_confirmed"));
    }
    if !store::leave_unscored(&tx, round_id, official_id, Unscored::Recontacts.as_str()).await? {
        return Err(ApiError::conflict("round_not_closed"));
    }
    job::enqueue(&tx, app, &Work::Scores).await?;
    record(&tx, caller, "confirm_void", row.id, json!({ "official_id": official_id })).await?;
    tx.commit().await?;
    Ok(())
}
