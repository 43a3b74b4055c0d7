//! What the box does: take a ballot, and count them when both trustees bring their keys.

use std::collections::{HashMap, HashSet};

use crypto_box::{PublicKey, SecretKey};
use domain::rating::{Level, SlipCode, Tally};
use poem::http::StatusCode;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use super::{
    BallotBox,
    ballot::{self, Ballot},
    store,
};
use crate::{
    clock::secret,
    error::{ApiError, ApiResult},
};

/// What a household says.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub level: Level,
    pub reasons: Vec<String>,
    pub comment: String,
}

impl Judgement {
    /// Control characters leave the comment; reasons must be of the list and stand once.
    pub fn check(level: Level, reasons: Vec<String>, comment: &str) -> ApiResult<Self> {
        let mut seen = HashSet::new();
        if !reasons.iter().all(|reason| ballot::REASONS.contains(&reason.as_str()) && seen.insert(reason)) {
            return Err(ApiError::field("reasons", "unknown"));
        }
        let comment: String = comment.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if comment.chars().count() > ballot::COMMENT {
            return Err(ApiError::field("comment", "too_long"));
        }
        Ok(Self { level, reasons, comment })
    }
}

/// Takes a ballot for a slip: the slip is spent in the transaction that keeps the ballot, so that it counts once
/// and is never lost. Returns the receipt when the ballot is on disk.
pub async fn cast(boxed: &BallotBox, code: &str, judgement: Judgement) -> ApiResult<String> {
    let unknown = || ApiError::new(StatusCode::NOT_FOUND, "slip_unknown");
    let code: SlipCode = code.parse().map_err(|_| ApiError::field("code", "slip_code"))?;
    let hash = boxed.slip_hash(&code);
    let tx = boxed.db.begin().await?;
    let slip = store::slip(&tx, hash.clone()).await?.ok_or_else(unknown)?;
    match slip.state.as_str() {
        "used" => return Err(ApiError::conflict("slip_used")),
        "voided" => return Err(ApiError::conflict("slip_void")),
        _ => {}
    }
    let round = store::round(&tx, slip.round_id).await?.filter(|round| round.state == "open");
    let Some(round) = round else { return Err(ApiError::conflict("round_not_open")) };
    if !store::spend(&tx, hash, "used").await? {
        return Err(ApiError::conflict("slip_used"));
    }
    let Judgement { level, reasons, comment } = judgement;
    let ballot = Ballot::new(slip.round_id, slip.official_id, level, reasons, comment);
    store::add_ballot(&tx, slip.round_id, ballot.seal(&public_keys(&round.trustee_keys)?)?).await?;
    tx.commit().await?;
    Ok(ballot.receipt())
}

/// Makes a round known to the box. May be repeated.
pub async fn open(boxed: &BallotBox, round_id: Uuid, trustee_keys: &[String; 2]) -> ApiResult<()> {
    let keys = serde_json::to_string(trustee_keys).expect("keys are text");
    let tx = boxed.db.begin().await?;
    store::put_round(&tx, round_id, keys).await?;
    tx.commit().await?;
    Ok(())
}

/// Prints slips of an official, at most so many valid ones at a time. The codes exist nowhere else afterwards.
pub async fn print(
    boxed: &BallotBox,
    round_id: Uuid,
    official_id: Uuid,
    count: u32,
    most: u32,
) -> ApiResult<Vec<SlipCode>> {
    let codes: Vec<_> = (0..count).map(|_| SlipCode::from_random(secret())).collect();
    let hashes = codes.iter().map(|code| boxed.slip_hash(code)).collect();
    let tx = boxed.db.begin().await?;
    let round = store::round_to_change(&tx, round_id).await?;
    if round.is_none_or(|round| round.state != "open") {
        return Err(ApiError::conflict("round_not_open"));
    }
    let valid = store::slip_counts(&tx, round_id).await?.remove(&official_id).unwrap_or_default();
    if valid.printed + valid.used + count > most {
        return Err(ApiError::conflict("too_many_slips").with("most", most));
    }
    store::add_slips(&tx, round_id, official_id, hashes).await?;
    tx.commit().await?;
    Ok(codes)
}

/// What became of slips that were to be voided.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voided {
    pub voided: u32,
    /// Somebody rated with a slip that nobody drew.
    pub used: u32,
    pub unknown: u32,
}

/// Voids slips that nobody drew.
pub async fn void(boxed: &BallotBox, round_id: Uuid, codes: &[SlipCode]) -> ApiResult<Voided> {
    let mut report = Voided::default();
    let tx = boxed.db.begin().await?;
    for code in codes {
        let hash = boxed.slip_hash(code);
        match store::slip(&tx, hash.clone()).await?.filter(|slip| slip.round_id == round_id) {
            None => report.unknown += 1,
            Some(slip) if slip.state == "voided" => report.voided += 1,
            Some(_) if store::spend(&tx, hash, "voided").await? => report.voided += 1,
            Some(_) => report.used += 1,
        }
    }
    tx.commit().await?;
    Ok(report)
}

/// Stops the casting, if no slip is left that somebody could use without having drawn it. May be repeated.
pub(crate) async fn stop(boxed: &BallotBox, round_id: Uuid, issued: &HashMap<Uuid, u32>) -> ApiResult<u64> {
    let tx = boxed.db.begin().await?;
    let round = store::round_to_change(&tx, round_id).await?.ok_or_else(ApiError::not_found)?;
    let slips = store::slip_counts(&tx, round_id).await?;
    let undrawn = slips.iter().map(|(official, slips)| {
        let issued = issued.get(official).copied().unwrap_or(0);
        u64::from(slips.printed.saturating_sub(issued.saturating_sub(slips.used)))
    });
    let undrawn: u64 = undrawn.sum();
    if undrawn == 0 && round.state == "open" {
        store::set_state(&tx, round_id, "closing").await?;
    }
    tx.commit().await?;
    Ok(undrawn)
}

/// An official's ballots.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Slips used.
    pub cast: u32,
    /// Ballots that opened and hold.
    pub counted: Tally,
}

/// Opens every ballot, checks it again, keeps the shuffled openings sealed for the auditors, and counts. May be
/// repeated until [`forget`].
pub async fn count(
    boxed: &BallotBox,
    round_id: Uuid,
    trustees: [SecretKey; 2],
) -> ApiResult<HashMap<Uuid, Count>> {
    let sealed = store::ballots(boxed.db.reader(), round_id).await?;
    let slips = store::slip_counts(boxed.db.reader(), round_id).await?;
    let public = [trustees[0].public_key(), trustees[1].public_key()];
    let opened = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let mut ballots: Vec<_> =
            sealed.iter().filter_map(|sealed| Ballot::open(sealed, &trustees).ok()).collect();
        ballots.shuffle(&mut ChaCha20Rng::from_seed(secret()));
        let openings = ballot::seal(&serde_json::to_vec(&ballots)?, &public)?;
        Ok((ballots, openings))
    });
    let (ballots, openings) = opened.await.map_err(anyhow::Error::from)??;
    let mut counts: HashMap<Uuid, Count> = slips
        .into_iter()
        .map(|(official, slips)| (official, Count { cast: slips.used, ..Count::default() }))
        .collect();
    let mut nonces = HashSet::new();
    for ballot in ballots {
        // Only a ballot of this round, of an official with slips, and never the same one twice.
        if let Some(count) = counts.get_mut(&ballot.official)
            && ballot.round == round_id
            && nonces.insert(ballot.nonce)
        {
            count.counted.add(ballot.level);
        }
    }
    let tx = boxed.db.begin().await?;
    store::put_opening(&tx, round_id, openings).await?;
    tx.commit().await?;
    Ok(counts)
}

/// Deletes the sealed ballots of a round that was counted. May be repeated.
pub async fn forget(boxed: &BallotBox, round_id: Uuid) -> Result<(), sea_orm::DbErr> {
    let tx = boxed.db.begin().await?;
    store::forget_ballots(&tx, round_id).await?;
    store::set_state(&tx, round_id, "closed").await?;
    tx.commit().await
}

/// Reads the stored pair of public keys.
fn public_keys(stored: &str) -> anyhow::Result<[PublicKey; 2]> {
    let keys: [String; 2] = serde_json::from_str(stored)?;
    let read = |text: &str| ballot::public_key(text).ok_or_else(|| anyhow::anyhow!("a trustee's key"));
    Ok([read(&keys[0])?, read(&keys[1])?])
}
