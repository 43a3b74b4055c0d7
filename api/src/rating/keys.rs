//! Making the keys of a round ahead of it: a pair per official, by a job on all cores that goes on where it was killed.

use std::{num::NonZero, sync::Arc, thread};

use anyhow::Context;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::{
    identity::Operation,
    rating::{RoundState, StoredRound, blind::SigningKey},
};
use entity::{rating_key, rating_round};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    service::{read, record, refused, show, trustee_keys},
    store::{self, NumberedKey},
    view::RatingRound,
};
use crate::{
    app::App,
    ballot_box::service::Announced,
    caller::Caller,
    error::{ApiError, ApiResult},
    job::{self, Work},
    journal::{self, Actor, Subject},
    round_key::RoundKey,
};

/// Keys of one turn of the worker; mails and the like go in between.
const TURN: usize = 96;
/// Keys written down at once, for every core.
const AT_ONCE: usize = 4;

/// Begins to make the keys of a round, or those that are missing since its list was published.
pub async fn prepare(caller: &Caller, id: Uuid) -> ApiResult<RatingRound> {
    caller.may(Operation::PrepareRound)?;
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let round = store::round_to_change(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let trustees = trustee_keys(&round)?;
    let stored = read(&round)?;
    let officials = store::plan_keys(&tx, &round, app.clock.today()).await?;
    match stored {
        StoredRound::Draft(draft) => {
            draft.prepare(officials, [&trustees[0], &trustees[1]]).map_err(refused)?
        }
        StoredRound::Ready(ready) => ready.prepare_again(),
        _ => return Err(ApiError::conflict("round_not_draft")),
    };
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Preparing.as_str().to_owned()),
        keys_needed: Set(i32::try_from(officials).unwrap_or(i32::MAX)),
        key_list: Set(None),
        ..Default::default()
    };
    store::move_on(&tx, id, &[RoundState::Draft, RoundState::Ready], with).await?;
    job::enqueue(&tx, app, &Work::RoundKeys { round_id: id }).await?;
    record(&tx, caller, "prepare_rating_round", id, json!({ "officials": officials })).await?;
    let round = store::round(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    show(app, round).await
}

/// The job: a turn of key making, or the publishing of their list when all are made.
pub async fn make_keys(app: &Arc<App>, round_id: Uuid, job_id: Uuid) -> anyhow::Result<()> {
    let Some(round) = store::round(app.db.reader(), round_id).await? else { return Ok(()) };
    if round.state != RoundState::Preparing.as_str() {
        return Ok(());
    }
    let mut made = 0;
    while made < TURN && !app.stopping.is_cancelled() {
        match make_some(app, round_id).await? {
            None => return Ok(()),
            Some(0) => return publish(app, &round).await,
            Some(some) => made += some,
        }
        let there = store::keys_made(app.db.reader(), round_id).await?;
        job::set_progress(app, job_id, i32::try_from(there)?, round.keys_needed).await?;
    }
    let tx = app.db.begin().await?;
    job::enqueue(&tx, app, &Work::RoundKeys { round_id }).await?;
    Ok(tx.commit().await?)
}

/// Makes all keys without a job, and publishes their list.
pub(super) async fn make_all(app: &App, round_id: Uuid) -> anyhow::Result<()> {
    while make_some(app, round_id).await?.context("the round is not being prepared")? > 0 {}
    let round = store::round(app.db.reader(), round_id).await?.context("the round is there")?;
    publish(app, &round).await
}

/// Makes some of the keys that are missing, on all cores, and says how many; nothing when the round has moved on.
async fn make_some(app: &App, round_id: Uuid) -> anyhow::Result<Option<usize>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let limit = u64::try_from(cores * AT_ONCE)?;
    let officials = store::keys_to_make(app.db.reader(), round_id, limit).await?;
    if officials.is_empty() {
        return Ok(Some(0));
    }
    let wrapping = app.registrar.keys.make(round_id)?;
    let making = tokio::task::spawn_blocking(move || make(&wrapping, round_id, &officials, cores));
    let keys = making.await??;
    let made = keys.len();
    Ok(keep(app, round_id, keys).await?.then_some(made))
}

/// Makes one key pair for each official, on so many threads.
fn make(
    wrapping: &RoundKey,
    round_id: Uuid,
    officials: &[Uuid],
    threads: usize,
) -> anyhow::Result<Vec<rating_key::Model>> {
    let pair = |official_id: &Uuid| -> anyhow::Result<rating_key::Model> {
        let key = SigningKey::generate()?;
        let sealed = wrapping.wrap(&context(round_id, *official_id), &key.to_der()?);
        let modulus = key.public().modulus().to_vec();
        Ok(rating_key::Model {
            round_id,
            official_id: *official_id,
            modulus: Some(modulus),
            sealed: Some(sealed),
        })
    };
    let share = officials.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let shares: Vec<_> = officials
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(pair).collect::<anyhow::Result<Vec<_>>>()))
            .collect();
        let mut keys = Vec::with_capacity(officials.len());
        for share in shares {
            keys.extend(share.join().map_err(|_| anyhow::anyhow!("the making of keys broke off"))??);
        }
        Ok(keys)
    })
}

/// What a wrapped key is bound to: another official's does not open in its place.
fn context(round_id: Uuid, official_id: Uuid) -> Vec<u8> {
    format!("rating key|{round_id}|{official_id}").into_bytes()
}

/// Opens a stored signing key.
pub(super) fn unwrap(
    wrapping: &RoundKey,
    round_id: Uuid,
    official_id: Uuid,
    sealed: &[u8],
) -> anyhow::Result<SigningKey> {
    Ok(SigningKey::from_der(&wrapping.unwrap(&context(round_id, official_id), sealed)?)?)
}

/// Writes keys down while the round is still being prepared: a published key is never replaced.
async fn keep(app: &App, round_id: Uuid, keys: Vec<rating_key::Model>) -> anyhow::Result<bool> {
    let tx = app.db.begin().await?;
    let round = store::round_to_change(&tx, round_id).await?;
    if round.is_none_or(|round| round.state != RoundState::Preparing.as_str()) {
        return Ok(false);
    }
    store::put_keys(&tx, keys).await?;
    tx.commit().await?;
    Ok(true)
}

/// Every key is there: the box is told them, and their list is published.
async fn publish(app: &App, round: &rating_round::Model) -> anyhow::Result<()> {
    let keys = store::numbered_keys(app.db.reader(), round.id).await?;
    let list = key_list(&keys);
    let announced = Announced {
        round_id: round.id,
        code: round.code.clone(),
        trustee_keys: serde_json::from_str(&round.trustee_keys)?,
        questionnaire: serde_json::from_str(&round.questionnaire)?,
        keys: keys.into_iter().map(|key| (key.number, key.official_id, key.modulus)).collect(),
    };
    let officials = announced.keys.len();
    // The box first: known to the box alone, the round takes nothing.
    app.ballot_box.ask(announced).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let tx = app.db.begin().await?;
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Ready.as_str().to_owned()),
        key_list: Set(Some(list.clone())),
        ..Default::default()
    };
    if store::move_on(&tx, round.id, &[RoundState::Preparing], with).await? {
        let (subject, detail) =
            (Subject::new("rating_round", round.id), json!({ "officials": officials, "key_list": list }));
        let actor = Actor::program("keys");
        journal::record(&tx, app.clock.id(), app.clock.now(), actor, "publish_rating_keys", subject, detail)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// SHA-256 over the lines `OFFICIAL|N`, in hex.
pub(super) fn key_list(keys: &[NumberedKey]) -> String {
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(format!("{}|{}\n", key.number, BASE64URL_NOPAD.encode(&key.modulus)));
    }
    HEXLOWER.encode(&hash.finalize())
}
