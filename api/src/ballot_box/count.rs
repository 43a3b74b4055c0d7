//! Emptying the box: it stops, each trustee takes off one seal, and what is opened is checked again.
//!
//! Neither key is ever kept, and both are never here at once: what the first trustee leaves behind is still sealed to the
//! second. Every step may be repeated after an interruption.

use std::{collections::HashMap, sync::atomic::Ordering};

use anyhow::anyhow;
use crypto_box::SecretKey;
use entity::ballot_box::{box_opening, box_round};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BallotBox,
    ballot::Ballot,
    known::Known,
    office::Bytes,
    service::{part, signed_for},
    store,
};
use crate::{
    clock::secret,
    error::{ApiError, ApiResult},
};

/// Ballots that are opened at once: some 2.6 MB of them at most.
pub(super) const TURN: u64 = 1_000;

/// Stops the casting, if no slip is left that somebody could use without having drawn it; `issued` are the slips drawn
/// per official. Returns those that are left. May be repeated.
pub(super) async fn stop(boxed: &BallotBox, round_id: Uuid, issued: &HashMap<Uuid, u32>) -> ApiResult<u64> {
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

/// How many slips of each official were used, so that it can be compared with how many were drawn.
pub(crate) async fn slips_used(boxed: &BallotBox, round_id: Uuid) -> ApiResult<HashMap<Uuid, u32>> {
    let slips = store::slip_counts(boxed.db.reader(), round_id).await?;
    Ok(slips.into_iter().filter(|(_, slips)| slips.used > 0).map(|(id, slips)| (id, slips.used)).collect())
}

/// Takes the first trustee's seal off every ballot of a round that was stopped. May be repeated.
pub(super) async fn take_off_first(boxed: &BallotBox, round_id: Uuid, first: &SecretKey) -> ApiResult<()> {
    let mut after = Vec::new();
    loop {
        let rows = store::ballots(boxed.db.reader(), round_id, 2, &after, TURN).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after.clone_from(&last.nonce_hmac);
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
pub(super) async fn is_sealed_twice(boxed: &BallotBox, round_id: Uuid) -> ApiResult<bool> {
    Ok(!store::ballots(boxed.db.reader(), round_id, 2, &[], 1).await?.is_empty())
}

/// An official's ballots in the box.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct InBox {
    /// Ballots of phones.
    pub phone: u32,
    /// Slips used.
    pub slips: u32,
    /// Slips voided before the close.
    pub voided: u32,
}

/// What was in the box.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Emptied {
    /// Ballots that hold, each with its official, in no order.
    pub ballots: Vec<(Uuid, Ballot)>,
    pub officials: HashMap<Uuid, InBox>,
}

impl Emptied {
    /// Adds what another page brought.
    pub(super) fn add(&mut self, page: Self) {
        self.ballots.extend(page.ballots);
        for (official_id, more) in page.officials {
            let all = self.officials.entry(official_id).or_default();
            all.phone += more.phone;
            all.slips += more.slips;
            all.voided += more.voided;
        }
    }
}

/// A page of what was in the box.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EmptiedPage {
    /// The slips stand on the first page.
    pub emptied: Emptied,
    /// After which the next page begins; nothing on the last one.
    pub next: Option<Bytes>,
}

/// Opens the ballots that follow a keyed hash, at most so many, with the second trustee's key, when the first seal is off,
/// and checks them again. They stay where they are: the same page may be asked for again until it is forgotten. No ballot
/// stands on two pages, as its nonce has one keyed hash.
pub(super) async fn empty(
    boxed: &BallotBox,
    round_id: Uuid,
    second: SecretKey,
    after: &[u8],
    most: u64,
) -> ApiResult<EmptiedPage> {
    let gone = || ApiError::conflict("round_not_open");
    let known = boxed.known(round_id).await?.ok_or_else(gone)?;
    let most = most.clamp(1, TURN);
    let rows = store::ballots(boxed.db.reader(), round_id, 1, after, most).await?;
    let full = u64::try_from(rows.len()).is_ok_and(|found| found == most);
    let next = rows.last().filter(|_| full).map(|row| Bytes(row.nonce_hmac.clone()));
    let mut officials: HashMap<Uuid, InBox> = HashMap::new();
    if after.is_empty() {
        for (id, slips) in store::slip_counts(boxed.db.reader(), round_id).await? {
            officials.insert(id, InBox { phone: 0, slips: slips.used, voided: slips.voided });
        }
    }
    let opening = tokio::task::spawn_blocking(move || {
        let mut ballots = Vec::with_capacity(rows.len());
        for row in rows {
            let Ok(ballot) = Ballot::open(&row.sealed, &second) else { continue };
            let Some(official) = known.officials.get(&ballot.official) else { continue };
            if ballot.token.is_some() {
                officials.entry(official.id).or_default().phone += 1;
            }
            if holds(&known, &ballot, &row.nonce_hmac) {
                ballots.push((official.id, ballot));
            }
        }
        // Which of the page's rows a ballot was is nobody's business outside the box.
        ballots.shuffle(&mut ChaCha20Rng::from_seed(secret()));
        EmptiedPage { emptied: Emptied { ballots, officials }, next }
    });
    Ok(opening.await.map_err(anyhow::Error::from)?)
}

/// Whether a ballot is of this round, where it was put, and signed for when a phone sent it.
fn holds(known: &Known, ballot: &Ballot, nonce_hmac: &[u8]) -> bool {
    let in_place = part(&ballot.nonce).is_some_and(|nonce| known.nonce_hmac(&nonce) == nonce_hmac);
    let signed = ballot.token.is_none() || signed_for(known, ballot).is_some();
    ballot.round == known.code && in_place && signed && part(&ballot.salt).is_some()
}

/// Only what is being counted gets openings: those of a round that is over are never replaced.
fn is_counting(round: Option<box_round::Model>) -> ApiResult<()> {
    let counting = round.ok_or_else(ApiError::not_found)?.state == store::CLOSING;
    if counting { Ok(()) } else { Err(ApiError::conflict("round_not_open")) }
}

/// Puts away a part of the sealed openings. May be repeated.
pub(super) async fn put_opening(boxed: &BallotBox, part: box_opening::Model) -> ApiResult<()> {
    let tx = boxed.db.begin().await?;
    is_counting(store::round_held(&tx, part.round_id).await?)?;
    store::put_opening(&tx, part).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps a draft of the openings for the auditors, when all its parts are here. May be repeated.
pub(super) async fn keep_openings(
    boxed: &BallotBox,
    round_id: Uuid,
    draft: Uuid,
    parts: u32,
) -> ApiResult<()> {
    let tx = boxed.db.begin().await?;
    is_counting(store::round_to_change(&tx, round_id).await?)?;
    let here = store::opening_parts(&tx, round_id, draft).await?;
    if here != u64::from(parts) {
        return Err(ApiError::internal(anyhow!("{here} of {parts} parts of the openings are here")));
    }
    store::keep_opening(&tx, round_id, draft).await?;
    tx.commit().await?;
    Ok(())
}

/// A part of the openings that are kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct OpeningPart {
    /// Which sealing it is of.
    pub draft: Uuid,
    /// Of how many.
    pub parts: u32,
    pub sealed: Bytes,
}

/// One part of the sealed openings, counted from 0, when openings are kept.
pub(super) async fn opening(boxed: &BallotBox, round_id: Uuid, nth: u32) -> ApiResult<Option<OpeningPart>> {
    let db = boxed.db.reader();
    let Some(draft) = store::round(db, round_id).await?.and_then(|round| round.opening) else {
        return Ok(None);
    };
    let parts = store::opening_parts(db, round_id, draft).await?;
    let nth = i32::try_from(nth).map_err(ApiError::internal)?;
    let part = store::opening(db, round_id, draft, nth).await?.ok_or_else(ApiError::not_found)?;
    let parts = u32::try_from(parts).map_err(ApiError::internal)?;
    Ok(Some(OpeningPart { draft, parts, sealed: Bytes(part.sealed) }))
}

/// Deletes the ballots of a round that was counted, and destroys the key of its nonces. May be repeated.
pub(super) async fn forget(boxed: &BallotBox, round_id: Uuid) -> anyhow::Result<()> {
    let tx = boxed.db.begin().await?;
    store::forget_ballots(&tx, round_id).await?;
    let kept = store::round(&tx, round_id).await?.and_then(|round| round.opening);
    store::forget_drafts(&tx, round_id, kept).await?;
    store::move_on(&tx, round_id, store::CLOSING, store::CLOSED).await?;
    tx.commit().await?;
    boxed.came.store(true, Ordering::Relaxed);
    boxed.forget_known(round_id);
    boxed.keys.shred(round_id)
}
