//! Closing a round.
//!
//! Two databases, no shared transaction, and a close that a crash may cut anywhere. The order makes every step
//! repeatable: (1) the box stops taking ballots; (2) the ballots are opened and counted and the openings kept, the
//! sealed ballots still there; (3) one transaction of the county writes the results, closes the round and enqueues
//! the scores and the emptying of the box; (4) the box deletes the sealed ballots. Cut before (3), the round is still
//! open in the county and the trustees close it again, with the same count; cut after (3), the queue does (4).

use std::collections::HashMap;

use crypto_box::SecretKey;
use domain::{
    identity::Operation,
    rating::{Level, StoredRound, Tally},
};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{read, record, refused, show, trustee_keys},
    store,
    view::RatingRound,
};
use crate::{
    app::App,
    ballot_box::{
        self, ballot,
        service::{Count, forget},
    },
    caller::Caller,
    error::{ApiError, ApiResult},
    job::{self, Work},
};
use entity::rating_result;

/// Opens all ballots with both trustees' keys and counts. May be repeated after an interruption.
pub async fn close(caller: &Caller, id: Uuid, secrets: &[String]) -> ApiResult<RatingRound> {
    caller.may(Operation::CloseRound)?;
    let app = &caller.app;
    let round = store::round(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    let StoredRound::Open(open) = read(&round)? else { return Err(ApiError::conflict("round_not_open")) };
    let trustees = matching(&trustee_keys(&round)?, secrets)?;
    let issued = issued(app, id).await?;
    let undrawn = ballot_box::service::stop(&app.ballot_box, id, &issued).await?;
    let now = app.clock.now();
    open.close(undrawn, now).map_err(refused)?;
    let counts = ballot_box::service::count(&app.ballot_box, id, trustees).await?;
    let tx = app.db.begin().await?;
    if !store::set_closed(&tx, id, now).await? {
        return Err(ApiError::conflict("round_not_open"));
    }
    let rows: Vec<_> = store::roster(&tx, id)
        .await?
        .into_iter()
        .map(|roster| result(&roster, counts.get(&roster.official_id).copied().unwrap_or_default()))
        .collect();
    let officials = rows.len();
    store::put_results(&tx, id, rows).await?;
    job::enqueue(&tx, app, &Work::EmptyBox { round_id: id }).await?;
    job::enqueue(&tx, app, &Work::Scores).await?;
    record(&tx, caller, "close_rating_round", id, json!({ "officials": officials })).await?;
    let round = store::round(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    // Now rather than when the queue comes to it; failing that, the queue will.
    if let Err(error) = forget(&app.ballot_box, id).await {
        tracing::warn!(error = format!("{error:#}"), "the ballot box is emptied later");
    }
    show(round)
}

/// The secret keys in the order of the public ones; both must be brought.
fn matching(public: &[String; 2], secrets: &[String]) -> ApiResult<[SecretKey; 2]> {
    let secrets: Vec<SecretKey> = secrets.iter().filter_map(|text| ballot::secret_key(text)).collect();
    let wrong = || ApiError::field("trustee_keys", "trustee_key");
    let find = |public: &String| {
        let public = ballot::public_key(public)?;
        secrets.iter().find(|secret| secret.public_key() == public).cloned()
    };
    Ok([find(&public[0]).ok_or_else(wrong)?, find(&public[1]).ok_or_else(wrong)?])
}

async fn issued(app: &App, id: Uuid) -> ApiResult<HashMap<Uuid, u32>> {
    let roster = store::roster(app.db.reader(), id).await?;
    Ok(roster.iter().map(|row| (row.official_id, u32::try_from(row.issued).unwrap_or(0))).collect())
}

/// An official's result. Where more slips were used than households drew, somebody used spare ones, and no ballot of
/// his can be told from those: none is counted, and the two numbers say why.
fn result(roster: &entity::rating_roster::Model, count: Count) -> rating_result::ActiveModel {
    let stuffed = i64::from(count.cast) > i64::from(roster.issued);
    let tally = if stuffed { Tally::default() } else { count.counted };
    let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    rating_result::ActiveModel {
        round_id: Set(roster.round_id),
        official_id: Set(roster.official_id),
        households: Set(roster.households),
        issued: Set(roster.issued),
        cast_count: Set(number(count.cast)),
        counted: Set(number(tally.answers())),
        very_satisfied: Set(number(tally.count(Level::VerySatisfied))),
        satisfied: Set(number(tally.count(Level::Satisfied))),
        fair: Set(number(tally.count(Level::Fair))),
        dissatisfied: Set(number(tally.count(Level::Dissatisfied))),
        very_dissatisfied: Set(number(tally.count(Level::VeryDissatisfied))),
    }
}

/// The tally of a stored result.
pub fn tally(row: &rating_result::Model) -> Tally {
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    Tally::of([
        count(row.very_satisfied),
        count(row.satisfied),
        count(row.fair),
        count(row.dissatisfied),
        count(row.very_dissatisfied),
    ])
}
