//! Emptying the box: it stops, each trustee takes off one seal, and what is opened is checked again.
//!
//! Neither key is ever kept, and both are never here at once: what the first trustee leaves behind is still sealed to the
//! second. Every step may be repeated after an interruption.

use std::collections::{HashMap, HashSet};

use crypto_box::SecretKey;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use super::{
    BallotBox,
    ballot::{self, Ballot},
    known::{Known, trustees},
    service::{part, signed_for},
    store,
};
use crate::{
    clock::secret,
    error::{ApiError, ApiResult},
};

/// Ballots whose outer seal comes off in one transaction.
const TURN: u64 = 1_000;

/// Stops the casting, if no slip is left that somebody could use without having drawn it; `issued` are the slips drawn
/// per official. Returns those that are left. May be repeated.
pub(crate) async fn stop(boxed: &BallotBox, round_id: Uuid, issued: &HashMap<Uuid, u32>) -> ApiResult<u64> {
    let tx = boxed.db.begin().await?;
    let round = store::round_to_change(&tx, round_id).await?.ok_or_else(ApiError::not_found)?;
    let slips = store::slip_counts(&tx, round_id).await?;
    let undrawn = slips.iter().map(|(official, slips)| {
        let issued = issued.get(official).copied().unwrap_or(0);
        u64::from(slips.printed.saturating_sub(issued.saturating_sub(slips.used)))
    });
    let undrawn: u64 = undrawn.sum();
    if undrawn == 0 && round.state == store::OPEN {
        store::move_on(&tx, round_id, store::OPEN, store::CLOSING).await?;
    }
    tx.commit().await?;
    Ok(undrawn)
}

/// Takes the first trustee's seal off every ballot of a round that was stopped. May be repeated.
pub(crate) async fn take_off_first(boxed: &BallotBox, round_id: Uuid, first: &SecretKey) -> ApiResult<()> {
    loop {
        let rows = store::ballots(boxed.db.reader(), round_id, 2, TURN).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let key = first.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let open = |mut row: entity::ballot_box::box_ballot::Model| {
                let half = key.unseal(&row.sealed).ok();
                row.layers = i32::from(half.is_some());
                row.sealed = half.unwrap_or(row.sealed);
                row
            };
            rows.into_iter().map(open).collect::<Vec<_>>()
        });
        let opened = opened.await.map_err(anyhow::Error::from)?;
        let tx = boxed.db.begin().await?;
        store::put_half_opened(&tx, opened).await?;
        tx.commit().await?;
    }
}

/// Whether a ballot of the round still has both seals.
pub(crate) async fn is_sealed_twice(boxed: &BallotBox, round_id: Uuid) -> ApiResult<bool> {
    Ok(!store::ballots(boxed.db.reader(), round_id, 2, 1).await?.is_empty())
}

/// An official's ballots in the box.
#[derive(Clone, Copy, Debug, Default)]
pub struct InBox {
    /// Ballots of phones.
    pub phone: u32,
    /// Slips used.
    pub slips: u32,
    /// Slips voided before the close.
    pub voided: u32,
}

/// All that was in the box.
#[derive(Clone, Debug, Default)]
pub struct Emptied {
    /// Ballots that hold, each with its official, in no order.
    pub ballots: Vec<(Uuid, Ballot)>,
    pub officials: HashMap<Uuid, InBox>,
}

/// Opens every ballot with the second trustee's key, when the first seal is off, and checks it again. May be repeated
/// until [`forget`].
pub(crate) async fn empty(boxed: &BallotBox, round_id: Uuid, second: SecretKey) -> ApiResult<Emptied> {
    let gone = || ApiError::conflict("round_not_open");
    let known = boxed.known(round_id).await?.ok_or_else(gone)?;
    let rows = store::ballots(boxed.db.reader(), round_id, 1, u64::MAX >> 1).await?;
    let slips = store::slip_counts(boxed.db.reader(), round_id).await?;
    let mut officials: HashMap<Uuid, InBox> = slips
        .into_iter()
        .map(|(id, slips)| (id, InBox { phone: 0, slips: slips.used, voided: slips.voided }))
        .collect();
    let opening = tokio::task::spawn_blocking(move || {
        let mut nonces = HashSet::new();
        let mut ballots = Vec::with_capacity(rows.len());
        for row in rows {
            let Ok(ballot) = Ballot::open(&row.sealed, &second) else { continue };
            let Some(official) = known.officials.get(&ballot.official) else { continue };
            if ballot.token.is_some() {
                officials.entry(official.id).or_default().phone += 1;
            }
            if holds(&known, &ballot, &row.nonce_hmac) && nonces.insert(ballot.nonce.clone()) {
                ballots.push((official.id, ballot));
            }
        }
        ballots.shuffle(&mut ChaCha20Rng::from_seed(secret()));
        Emptied { ballots, officials }
    });
    Ok(opening.await.map_err(anyhow::Error::from)?)
}

/// Whether a ballot is of this round, where it was put, and signed for when a phone sent it.
fn holds(known: &Known, ballot: &Ballot, nonce_hmac: &[u8]) -> bool {
    let in_place = part(&ballot.nonce).is_some_and(|nonce| known.nonce_hmac(&nonce) == nonce_hmac);
    let signed = ballot.token.is_none() || signed_for(known, ballot).is_some();
    ballot.round == known.code && in_place && signed && part(&ballot.salt).is_some()
}

/// Keeps the openings sealed to both trustees, for the auditors. May be repeated.
pub(crate) async fn keep_openings(boxed: &BallotBox, round_id: Uuid, openings: Vec<u8>) -> ApiResult<()> {
    let round = store::round(boxed.db.reader(), round_id).await?.ok_or_else(ApiError::not_found)?;
    let keys = trustees(&round.trustee_keys)?;
    let sealed = tokio::task::spawn_blocking(move || ballot::seal(&openings, &keys));
    let sealed = sealed.await.map_err(anyhow::Error::from)??;
    let tx = boxed.db.begin().await?;
    store::put_opening(&tx, round_id, sealed).await?;
    tx.commit().await?;
    Ok(())
}

/// The sealed openings of a round that was counted.
pub(crate) async fn openings(boxed: &BallotBox, round_id: Uuid) -> ApiResult<Option<Vec<u8>>> {
    Ok(store::opening(boxed.db.reader(), round_id).await?)
}

/// Deletes the ballots of a round that was counted, and destroys the key of its nonces. May be repeated.
pub async fn forget(boxed: &BallotBox, round_id: Uuid) -> anyhow::Result<()> {
    let tx = boxed.db.begin().await?;
    store::forget_ballots(&tx, round_id).await?;
    store::move_on(&tx, round_id, store::CLOSING, store::CLOSED).await?;
    tx.commit().await?;
    boxed.forget_known(round_id);
    boxed.keys.shred(round_id)
}
