//! What the box does while a round is open: it takes ballots, prints slips and voids them.

use std::collections::HashMap;

use anyhow::Context;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use domain::rating::{
    COMMENT, Level, Questionnaire, SlipCode,
    blind::{SIGNATURE, TOKEN_PART, token_message},
    receipt,
};
use entity::ballot_box::{box_key, box_slip};
use poem::http::StatusCode;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BallotBox,
    ballot::{Ballot, Token},
    known::{self, Known},
    store,
    taking::{Sealed, Taken},
};
use crate::{
    clock::secret,
    error::{ApiError, ApiResult},
};

/// What a household says, as it comes.
#[derive(Clone, Debug)]
pub struct Said {
    pub level: Level,
    pub reasons: Vec<String>,
    pub comment: String,
}

/// The same, held against what the round asks.
struct Judgement {
    level: Level,
    reasons: Vec<String>,
    comment: String,
}

impl Judgement {
    /// Control characters leave the comment; reasons must be of the round, stand once and come in its order.
    fn check(asked: &Questionnaire, said: &Said) -> ApiResult<Self> {
        let reasons = asked.order(&said.reasons).ok_or_else(|| ApiError::field("reasons", "unknown"))?;
        let comment: String = said.comment.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if comment.chars().count() > COMMENT {
            return Err(ApiError::field("comment", "too_long"));
        }
        Ok(Self { level: said.level, reasons, comment })
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
    said: &Said,
    proof: Proof,
) -> ApiResult<Cast> {
    let closed = || ApiError::conflict("round_not_open");
    let unsigned = || ApiError::bad("ballot_signature");
    let known = boxed.known(round_id).await?.ok_or_else(closed)?;
    let official = official.parse().map_err(|_| unsigned())?;
    let judgement = Judgement::check(&known.questionnaire, said)?;
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
pub async fn cast_slip(boxed: &BallotBox, code: &str, said: &Said) -> ApiResult<String> {
    let closed = || ApiError::conflict("round_not_open");
    let slip = slip(boxed, code).await?;
    match slip.state.as_str() {
        "used" => return Err(ApiError::conflict("slip_used")),
        "voided" => return Err(ApiError::conflict("slip_void")),
        _ => {}
    }
    let known = boxed.known(slip.round_id).await?.ok_or_else(closed)?;
    let official = known.number(slip.official_id).ok_or_else(closed)?;
    let Judgement { level, reasons, comment } = Judgement::check(&known.questionnaire, said)?;
    let ballot = Ballot::of_slip(known.code.clone(), official, level, reasons, comment);
    let nonce = part(&ballot.nonce).expect("it was made here");
    let sealed = Sealed {
        round_id: slip.round_id,
        nonce_hmac: known.nonce_hmac(&nonce),
        bytes: ballot.seal(&known.trustees)?,
        slip: Some(slip.code_hash),
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

async fn slip(boxed: &BallotBox, code: &str) -> ApiResult<box_slip::Model> {
    let code: SlipCode = code.parse().map_err(|_| ApiError::field("code", "slip_code"))?;
    let slip = store::slip(boxed.db.reader(), boxed.slip_hash(&code)).await?;
    slip.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "slip_unknown"))
}

/// What the round of a slip asks.
pub async fn asked_with(boxed: &BallotBox, code: &str) -> ApiResult<Questionnaire> {
    let slip = slip(boxed, code).await?;
    let known = boxed.known(slip.round_id).await?.ok_or_else(|| ApiError::conflict("round_not_open"))?;
    Ok(known.questionnaire.clone())
}

/// What is asked whatever slip somebody holds; nothing when the open rounds ask different things.
pub async fn asked_of_all(boxed: &BallotBox) -> ApiResult<Option<Questionnaire>> {
    let asked = store::asked(boxed.db.reader()).await?;
    match asked.as_slice() {
        [] => Ok(Some(Questionnaire::usual())),
        [one] => Ok(Some(known::asked(one)?)),
        _ => Ok(None),
    }
}

/// A round as it is made known to the box.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Announced {
    pub round_id: Uuid,
    pub code: String,
    pub trustee_keys: [String; 2],
    /// What is asked; reasons are judged by it.
    pub questionnaire: Questionnaire,
    /// Number, id and modulus of every official.
    pub keys: Vec<(String, Uuid, Vec<u8>)>,
}

/// Makes a round and its keys known to the box, which takes nothing yet. May be repeated until it opens.
pub(super) async fn announce(boxed: &BallotBox, round: Announced) -> ApiResult<()> {
    let trustee_keys = serde_json::to_string(&round.trustee_keys).expect("keys are text");
    let questionnaire = serde_json::to_string(&round.questionnaire).expect("a questionnaire is text");
    let rows = round.keys.into_iter().map(|(official, official_id, modulus)| box_key::ActiveModel {
        round_id: Set(round.round_id),
        official: Set(official),
        official_id: Set(official_id),
        modulus: Set(modulus),
    });
    let tx = boxed.db.begin().await?;
    store::put_round(&tx, round.round_id, round.code, trustee_keys, questionnaire).await?;
    store::put_keys(&tx, round.round_id, rows.collect()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes ballots from here on. May be repeated.
pub(super) async fn open(boxed: &BallotBox, round_id: Uuid) -> ApiResult<()> {
    boxed.keys.make(round_id)?;
    let tx = boxed.db.begin().await?;
    store::move_on(&tx, round_id, store::READY, store::OPEN).await?;
    tx.commit().await?;
    Ok(())
}

/// Prints slips of an official, at most so many valid ones at a time. The codes exist nowhere else afterwards.
pub(super) async fn print(
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
    store::add_slips(&tx, round_id, official_id, hashes, None).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Prints for each official as many slips as are missing to the number given. What an interrupted printing of the same
/// batch left behind is taken back first. The codes come in another order than the one in which they were written down.
pub(super) async fn print_batch(
    boxed: &BallotBox,
    round_id: Uuid,
    batch: &[u8],
    most: &HashMap<Uuid, u32>,
) -> ApiResult<HashMap<Uuid, Vec<SlipCode>>> {
    let tx = boxed.db.begin().await?;
    let round = store::round_to_change(&tx, round_id).await?;
    if round.is_none_or(|round| round.state != store::OPEN) {
        return Err(ApiError::conflict("round_not_open"));
    }
    store::drop_batch(&tx, round_id, batch).await?;
    let valid = store::slip_counts(&tx, round_id).await?;
    let mut chance = ChaCha20Rng::from_seed(secret());
    let mut printed = HashMap::with_capacity(most.len());
    for (official_id, most) in most {
        let valid = valid.get(official_id).map_or(0, |slips| slips.printed + slips.used);
        let mut codes: Vec<_> = (valid..*most).map(|_| SlipCode::from_random(secret())).collect();
        let hashes = codes.iter().map(|code| boxed.slip_hash(code)).collect();
        store::add_slips(&tx, round_id, *official_id, hashes, Some(batch)).await?;
        codes.shuffle(&mut chance);
        printed.insert(*official_id, codes);
    }
    tx.commit().await?;
    Ok(printed)
}

/// How many slips of each official are valid: printed and not voided, used or not.
pub(super) async fn slips_valid(boxed: &BallotBox, round_id: Uuid) -> ApiResult<HashMap<Uuid, u32>> {
    let slips = store::slip_counts(boxed.db.reader(), round_id).await?;
    Ok(slips.into_iter().map(|(official, slips)| (official, slips.printed + slips.used)).collect())
}

/// What became of slips that were to be voided.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Voided {
    pub voided: u32,
    /// Somebody rated with a slip that nobody drew.
    pub used: u32,
    pub unknown: u32,
}

/// Voids slips that nobody drew.
pub(super) async fn void(boxed: &BallotBox, round_id: Uuid, codes: &[SlipCode]) -> ApiResult<Voided> {
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
