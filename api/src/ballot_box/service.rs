//! What the box does while a round is open: it takes ballots, prints slips and voids them.

use std::collections::HashSet;

use anyhow::Context;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use domain::rating::{
    COMMENT, Level, SlipCode,
    blind::{SIGNATURE, TOKEN_PART, token_message},
    receipt,
};
use entity::ballot_box::box_key;
use poem::http::StatusCode;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    BallotBox,
    ballot::{self, Ballot, Token},
    known::Known,
    store,
    taking::{Sealed, Taken},
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
    /// Control characters leave the comment; reasons must be of the list, stand once and come in its order.
    pub fn check(level: Level, reasons: &[String], comment: &str) -> ApiResult<Self> {
        let mut seen = HashSet::new();
        if !reasons.iter().all(|reason| ballot::REASONS.contains(&reason.as_str()) && seen.insert(reason)) {
            return Err(ApiError::field("reasons", "unknown"));
        }
        let reasons = ballot::REASONS.iter().filter(|reason| reasons.iter().any(|given| given == *reason));
        let reasons = reasons.map(|reason| (*reason).to_owned()).collect();
        let comment: String = comment.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if comment.chars().count() > COMMENT {
            return Err(ApiError::field("comment", "too_long"));
        }
        Ok(Self { level, reasons, comment })
    }
}

/// What a phone sends beside its judgement, as it is written.
#[derive(Clone, Debug)]
pub struct Proof {
    pub salt: String,
    pub prefix: String,
    pub nonce: String,
    pub signature: String,
}

/// What a phone gets for its ballot.
#[derive(Clone, Debug)]
pub struct Cast {
    pub commitment: String,
    pub receipt: String,
}

/// Takes a phone's ballot; with the nonce of an earlier one, in its place. Answers when it is on disk.
pub async fn cast(
    boxed: &BallotBox,
    round_id: Uuid,
    official: &str,
    judgement: Judgement,
    proof: Proof,
) -> ApiResult<Cast> {
    let closed = || ApiError::conflict("round_not_open");
    let unsigned = || ApiError::bad("ballot_signature");
    let known = boxed.known(round_id).await?.ok_or_else(closed)?;
    let official = official.parse().map_err(|_| unsigned())?;
    let ballot = Ballot {
        round: known.code.clone(),
        official,
        level: judgement.level,
        reasons: judgement.reasons,
        comment: judgement.comment,
        salt: proof.salt.to_lowercase(),
        nonce: proof.nonce.to_lowercase(),
        token: Some(Token { prefix: proof.prefix.to_lowercase(), signature: proof.signature }),
    };
    let nonce = signed_for(&known, &ballot).ok_or_else(unsigned)?;
    let sealed = Sealed {
        round_id,
        nonce_hmac: known.nonce_hmac(&nonce),
        bytes: ballot.seal(&known.trustees)?,
        slip: None,
    };
    match boxed.taking.put(sealed).await? {
        Taken::OnDisk => {
            let commitment = ballot.commitment().ok_or_else(unsigned)?;
            Ok(Cast { receipt: receipt(&commitment), commitment: commitment.hex() })
        }
        Taken::RoundNotOpen | Taken::SlipSpent => Err(closed()),
    }
}

/// The nonce, when the ballot carries a signature of its official's key of this round, and a salt.
pub(super) fn signed_for(known: &Known, ballot: &Ballot) -> Option<[u8; TOKEN_PART]> {
    let token = ballot.token.as_ref()?;
    part(&ballot.salt)?;
    let nonce = part(&ballot.nonce)?;
    let message = token_message(&part(&token.prefix)?, &nonce);
    let signature = BASE64URL_NOPAD.decode(token.signature.as_bytes()).ok()?;
    let official = known.officials.get(&ballot.official)?;
    (signature.len() == SIGNATURE && official.key.verify(&message, &signature)).then_some(nonce)
}

/// Thirty-two bytes in hex.
pub(super) fn part(hex: &str) -> Option<[u8; TOKEN_PART]> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?.try_into().ok()
}

/// Takes a ballot for a slip. Returns the receipt when the ballot is on disk.
pub async fn cast_slip(boxed: &BallotBox, code: &str, judgement: Judgement) -> ApiResult<String> {
    let unknown = || ApiError::new(StatusCode::NOT_FOUND, "slip_unknown");
    let closed = || ApiError::conflict("round_not_open");
    let code: SlipCode = code.parse().map_err(|_| ApiError::field("code", "slip_code"))?;
    let hash = boxed.slip_hash(&code);
    let slip = store::slip(boxed.db.reader(), hash.clone()).await?.ok_or_else(unknown)?;
    match slip.state.as_str() {
        "used" => return Err(ApiError::conflict("slip_used")),
        "voided" => return Err(ApiError::conflict("slip_void")),
        _ => {}
    }
    let known = boxed.known(slip.round_id).await?.ok_or_else(closed)?;
    let official = known.number(slip.official_id).ok_or_else(closed)?;
    let Judgement { level, reasons, comment } = judgement;
    let ballot = Ballot::of_slip(known.code.clone(), official, level, reasons, comment);
    let nonce = part(&ballot.nonce).expect("it was made here");
    let sealed = Sealed {
        round_id: slip.round_id,
        nonce_hmac: known.nonce_hmac(&nonce),
        bytes: ballot.seal(&known.trustees)?,
        slip: Some(hash),
    };
    match boxed.taking.put(sealed).await? {
        Taken::OnDisk => {
            let commitment = ballot.commitment().context("its salt was made here")?;
            Ok(receipt(&commitment))
        }
        Taken::RoundNotOpen => Err(closed()),
        Taken::SlipSpent => Err(ApiError::conflict("slip_used")),
    }
}

/// A round as it is made known to the box.
#[derive(Clone, Debug)]
pub struct Announced {
    pub round_id: Uuid,
    pub code: String,
    pub trustee_keys: [String; 2],
    /// Number, id and modulus of every official.
    pub keys: Vec<(String, Uuid, Vec<u8>)>,
}

/// Makes a round and its keys known to the box, which takes nothing yet. May be repeated until it opens.
pub async fn announce(boxed: &BallotBox, round: Announced) -> ApiResult<()> {
    let trustee_keys = serde_json::to_string(&round.trustee_keys).expect("keys are text");
    let reasons = serde_json::to_string(&ballot::REASONS).expect("reasons are text");
    let rows = round.keys.into_iter().map(|(official, official_id, modulus)| box_key::ActiveModel {
        round_id: Set(round.round_id),
        official: Set(official),
        official_id: Set(official_id),
        modulus: Set(modulus),
    });
    let tx = boxed.db.begin().await?;
    store::put_round(&tx, round.round_id, round.code, trustee_keys, reasons).await?;
    store::put_keys(&tx, round.round_id, rows.collect()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes ballots from here on. May be repeated.
pub async fn open(boxed: &BallotBox, round_id: Uuid) -> ApiResult<()> {
    boxed.keys.make(round_id)?;
    let tx = boxed.db.begin().await?;
    store::move_on(&tx, round_id, store::READY, store::OPEN).await?;
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
    if round.is_none_or(|round| round.state != store::OPEN) {
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
