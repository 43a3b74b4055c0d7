//! Closing a round: each trustee brings his key, from an account of his own.
//!
//! Two databases, no shared transaction, and a close that a crash may cut anywhere. The order makes every step
//! repeatable. The first key: (1) the box stops taking ballots; (2) the county stops issuing; (3) the outer seal comes off
//! ballot by ballot. The second key: (4) the ballots are opened page by page and counted and the openings kept, the
//! half-opened ballots still there; (5) one transaction of the county writes the results, closes the round and enqueues the
//! scores and the emptying of the box; (6) the box deletes the ballots, and both rooms destroy their keys. Cut before (5),
//! the trustees bring their keys again, with the same count; cut after (5), the queue does (6).

use anyhow::Context;
use crypto_box::{PublicKey, SecretKey};
use domain::{
    identity::Operation,
    rating::{RoundState, StoredRound, Tally},
};
use entity::{rating_result, rating_round};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{
    book::Book,
    comment,
    service::{read, record, refused, show, trustee_keys},
    store,
    view::RatingRound,
    watch,
};
use crate::{
    app::App,
    ballot_box::{
        ballot,
        office::{self, TrusteeKey},
    },
    caller::Caller,
    error::{ApiError, ApiResult},
    job::{self, Work},
    pack,
};

/// A trustee brings his secret key. May be repeated after an interruption.
pub async fn bring_key(caller: &Caller, id: Uuid, secret: &str) -> ApiResult<RatingRound> {
    caller.may(Operation::CloseRound)?;
    let app = &caller.app;
    let round = store::round(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    let place = place(&trustee_keys(&round)?, secret);
    match (read(&round)?, place) {
        (StoredRound::Open(_) | StoredRound::Closing(_), None) => {
            return Err(ApiError::field("trustee_key", "trustee_key"));
        }
        (StoredRound::Open(_), Some((1, _))) => return Err(ApiError::conflict("first_trustee_first")),
        (StoredRound::Open(_), Some((_, key))) => stop(caller, &round, key).await?,
        (StoredRound::Closing(_), Some((0, key))) => {
            take_off_first(app, id, key).await?;
        }
        (StoredRound::Closing(_), Some((_, key))) => finish(caller, &round, key).await?,
        _ => return Err(ApiError::conflict("round_not_open")),
    }
    let round = store::round(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    show(app, round).await
}

/// Whose key it is: 0 for the first trustee, 1 for the second.
fn place(public: &[String; 2], secret: &str) -> Option<(usize, SecretKey)> {
    let secret = ballot::secret_key(secret)?;
    let own = secret.public_key();
    let place = public.iter().position(|text| ballot::public_key(text).is_some_and(|key| key == own))?;
    Some((place, secret))
}

/// The first key: nothing is taken and nothing is issued from here on.
async fn stop(caller: &Caller, round: &rating_round::Model, first: SecretKey) -> ApiResult<()> {
    let app = &caller.app;
    let StoredRound::Open(open) = read(round)? else { return Err(ApiError::conflict("round_not_open")) };
    let issued = store::issued(app.db.reader(), round.id).await?;
    let slips = issued.into_iter().map(|(official, issued)| (official, issued.slip)).collect();
    let undrawn = app.ballot_box.ask(office::Stop { round_id: round.id, issued: slips }).await?;
    open.stop(undrawn).map_err(refused)?;
    let tx = app.db.begin().await?;
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Closing.as_str().to_owned()),
        first_trustee_id: Set(Some(caller.account_id)),
        ..Default::default()
    };
    if store::move_on(&tx, round.id, &[RoundState::Open], with).await? {
        store::drop_reissues(&tx, round.id).await?;
        pack::end_slips(&tx, app, round.id).await?;
        record(&tx, caller, "stop_rating_round", round.id, json!({ "trustee": 1 })).await?;
    }
    tx.commit().await?;
    take_off_first(app, round.id, first).await
}

async fn take_off_first(app: &App, round_id: Uuid, first: SecretKey) -> ApiResult<()> {
    app.ballot_box.ask(office::TakeOffFirst { round_id, key: TrusteeKey(first) }).await
}

/// The second key: the ballots are opened and counted.
async fn finish(caller: &Caller, round: &rating_round::Model, second: SecretKey) -> ApiResult<()> {
    let (app, id) = (&caller.app, round.id);
    let StoredRound::Closing(closing) = read(round)? else {
        return Err(ApiError::conflict("round_not_open"));
    };
    if round.first_trustee_id == Some(caller.account_id) {
        return Err(ApiError::conflict("second_person"));
    }
    if app.ballot_box.ask(office::IsSealedTwice { round_id: id }).await? {
        return Err(ApiError::conflict("first_trustee_first"));
    }
    let now = app.clock.now();
    closing.close(now).map_err(refused)?;
    let emptied = app.ballot_box.empty(id, &TrusteeKey(second), office::BALLOTS).await?;
    let book = Book::of(app, round, emptied).await?;
    let openings = sealed(round, book.openings()?).await?;
    app.ballot_box.keep_openings(id, &openings, office::PART).await?;
    let bundle = serde_json::to_vec(&book.bundle(app.keyring.sign_key())?).map_err(ApiError::internal)?;

    let tx = app.db.begin().await?;
    let name = format!("{}.json", round.code);
    let bundle_id = app.blobs.put(&tx, app.clock.id(), now, &name, "application/json", bundle).await?;
    store::count_issued(&tx, id).await?;
    let results: Vec<_> = book.results().collect();
    let officials = results.len();
    store::put_results(&tx, id, results).await?;
    comment::keep(&tx, app, &book).await?;
    watch::notice_counted(&tx, app, &book).await?;
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Closed.as_str().to_owned()),
        closed_at: Set(Some(now)),
        bundle_id: Set(Some(bundle_id)),
        ..Default::default()
    };
    if !store::move_on(&tx, id, &[RoundState::Closing], with).await? {
        return Err(ApiError::conflict("round_not_open"));
    }
    job::enqueue(&tx, app, &Work::EmptyBox { round_id: id }).await?;
    job::enqueue(&tx, app, &Work::Scores).await?;
    job::enqueue(&tx, app, &Work::RoundWords { round_id: id }).await?;
    record(&tx, caller, "close_rating_round", id, json!({ "officials": officials })).await?;
    tx.commit().await?;
    // Now rather than when the queue comes to it; failing that, the queue will.
    if let Err(error) = forget(app, id).await {
        tracing::warn!(error = format!("{error:#}"), "the ballot box is emptied later");
    }
    Ok(())
}

/// Openings as auditors get them, sealed to both trustees.
async fn sealed(round: &rating_round::Model, openings: Vec<u8>) -> ApiResult<Vec<u8>> {
    let keys = trustee_keys(round)?;
    let key = |text: &String| -> anyhow::Result<PublicKey> {
        ballot::public_key(text).context("a round's trustee has a key")
    };
    let keys = [key(&keys[0])?, key(&keys[1])?];
    let sealing = tokio::task::spawn_blocking(move || ballot::seal(&openings, &keys));
    Ok(sealing.await.map_err(anyhow::Error::from)??)
}

/// The openings as they are kept, recorded like every look at what is behind a count.
pub async fn openings(caller: &Caller, id: Uuid) -> ApiResult<Vec<u8>> {
    caller.may(Operation::GetRatingOpenings)?;
    let app = &caller.app;
    let round = store::round(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Closed.as_str() {
        return Err(ApiError::conflict("round_not_closed"));
    }
    let sealed = app.ballot_box.openings(id).await?.ok_or_else(ApiError::not_found)?;
    let tx = app.db.begin().await?;
    record(&tx, caller, "get_rating_openings", id, json!({})).await?;
    tx.commit().await?;
    Ok(sealed)
}

/// Deletes the ballots of a counted round, and destroys the keys of both rooms. May be repeated.
pub async fn forget(app: &App, round_id: Uuid) -> anyhow::Result<()> {
    let forgotten = app.ballot_box.ask(office::Forget { round_id }).await;
    forgotten.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    app.registrar.forget(&app.db, round_id).await
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
