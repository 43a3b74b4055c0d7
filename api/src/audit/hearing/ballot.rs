//! A judge's ballot. The code of a seat lets it have one blinded message signed per vote; what is then cast carries the
//! signature and no seat, so that nothing that is kept tells who judged how. What a ballot says is sealed until the vote
//! closes.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use domain::{
    audit::{hearing as rules, pdraw1::Digest},
    rating::{
        blind::{PublicKey, SIGNATURE, SigningKey, TOKEN_PART, token_message},
        receipt,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    person, store,
    view::{BallotPaper, CastForm, PanelReceipt, PanelSignature, SignForm},
    word::VoteState,
};
use crate::{
    app::App,
    audit::{store as meetings, view::MeetingState},
    clock::secret,
    error::{ApiError, ApiResult},
    keyring::Purpose,
    live,
};
use entity::{audit_meeting, official, panel_cast, panel_issue, panel_seat, panel_vote};

/// 26 characters of letters and digits: 128 bits.
pub(super) fn new_code() -> String {
    data_encoding::BASE32_NOPAD.encode(&secret::<16>())
}

/// What is stored of a code. A code is 128 random bits: nobody finds one to its hash, and with no key in it the hash
/// is the same on the machine of a hall without internet.
pub(super) fn hash(code: &str) -> Vec<u8> {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(format!("panel seat|{}", code.to_ascii_uppercase())).to_vec()
}

fn choice_context(nonce_hmac: &[u8]) -> Vec<u8> {
    [b"panel_cast.choice|".as_slice(), nonce_hmac].concat()
}

/// Opens what a ballot says.
pub(super) fn open_choice(app: &App, cast: &panel_cast::Model) -> ApiResult<rules::Choice> {
    let context = choice_context(&cast.nonce_hmac);
    let byte = app.keyring.open_with(Purpose::Data, &context, &cast.choice)?;
    let choice = byte.first().and_then(|byte| rules::Choice::from_byte(*byte));
    Ok(choice.ok_or_else(|| anyhow::anyhow!("a sealed ballot says nothing"))?)
}

/// A vote's key: its modulus in base64url and its secret half, sealed.
pub(super) struct VoteKey {
    pub modulus: String,
    pub sealed: Vec<u8>,
}

fn key_context(vote: Uuid) -> Vec<u8> {
    [b"panel_vote.key|".as_slice(), vote.as_bytes()].concat()
}

/// Makes the key of a vote.
pub(super) async fn new_key(app: &App, vote: Uuid) -> ApiResult<VoteKey> {
    let made = tokio::task::spawn_blocking(|| {
        let key = SigningKey::generate()?;
        let secret = key.to_der()?;
        anyhow::Ok((BASE64URL_NOPAD.encode(key.public().modulus()), secret))
    });
    let (modulus, secret) = made.await.map_err(anyhow::Error::from)??;
    Ok(VoteKey { modulus, sealed: app.keyring.seal_with(Purpose::Data, &key_context(vote), &secret) })
}

async fn seat(db: &impl ConnectionTrait, code: &str) -> ApiResult<panel_seat::Model> {
    let found =
        panel_seat::Entity::find().filter(panel_seat::Column::CodeHash.eq(hash(code))).one(db).await?;
    found.ok_or_else(|| ApiError::invalid("ballot_unknown").and_field("code", "unknown"))
}

async fn issued(
    db: &impl ConnectionTrait,
    seat: Uuid,
    number: i32,
) -> Result<Option<panel_issue::Model>, DbErr> {
    panel_issue::Entity::find_by_id((seat, number)).one(db).await
}

/// What the ballot of this seat is for: the vote that is open, else the next one.
pub(super) async fn paper(app: &App, code: &str) -> ApiResult<BallotPaper> {
    let db = app.db.reader();
    let seat = seat(db, code).await?;
    let meeting = audit_meeting::Entity::find_by_id(seat.meeting_id).one(db).await?;
    let meeting = meeting.ok_or_else(ApiError::not_found)?;
    let votes = store::votes(db, meeting.id).await?;
    let open = votes.iter().find(|vote| vote.state == "open");
    let held = i32::try_from(votes.len()).unwrap_or(i32::MAX);
    let (number, state) = match open {
        Some(vote) => (vote.number, VoteState::Open),
        None if held < seat.votes && meeting.state != MeetingState::Closed.word() => {
            (held + 1, VoteState::Waiting)
        }
        None => (held, VoteState::Closed),
    };
    let name = match open {
        Some(vote) => name(db, &meeting, &vote.label).await?,
        None => None,
    };
    Ok(BallotPaper {
        meeting_id: meeting.id,
        title: meeting.title,
        rehearsal: meeting.rehearsal,
        number: u32::try_from(number).unwrap_or_default(),
        state,
        label: open.map(|vote| vote.label.clone()),
        name,
        key: open.and_then(|vote| vote.modulus.clone()),
        signed: open.is_some() && issued(db, seat.id, number).await?.is_some(),
    })
}

async fn name(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
    label: &str,
) -> ApiResult<Option<String>> {
    let rounds = meetings::rounds(db, meeting.id).await?;
    let Some(id) = person::find(db, meeting.id, &rounds, label).await?.official_id else { return Ok(None) };
    Ok(official::Entity::find_by_id(id).one(db).await?.map(|official| official.name))
}

/// Signs a seat's blinded message for the vote that is open: once; the same again is answered the same.
pub(super) async fn sign(app: &App, form: &SignForm) -> ApiResult<PanelSignature> {
    let db = app.db.reader();
    let seat = seat(db, &form.code).await?;
    let number = i32::try_from(form.number).map_err(|_| ApiError::conflict("vote_not_open"))?;
    let vote = open_vote(db, seat.meeting_id, number).await?;
    // Whoever has no seat is told so, whatever he sends.
    let blinded =
        BASE64URL_NOPAD.decode(form.blinded.as_bytes()).map_err(|_| ApiError::bad("blinded_message"))?;
    let hash = Sha256::digest(&blinded).to_vec();
    if let Some(before) = issued(db, seat.id, number).await? {
        return answer(&before, &hash);
    }
    let sealed = vote.sealed_key.as_deref().ok_or_else(|| ApiError::conflict("vote_not_open"))?;
    let key = app.keyring.open_with(Purpose::Data, &key_context(vote.id), sealed)?;
    let key = SigningKey::from_der(&key)?;
    let signature = tokio::task::spawn_blocking(move || key.blind_sign(&blinded)).await;
    let signature = signature.map_err(anyhow::Error::from)??.to_vec();
    let tx = begin(app, seat.meeting_id, number).await?;
    if let Some(before) = issued(&tx, seat.id, number).await? {
        tx.rollback().await?;
        return answer(&before, &hash);
    }
    let row = panel_issue::Model {
        seat_id: seat.id,
        number,
        meeting_id: seat.meeting_id,
        blinded_hash: hash.clone(),
        blind_signature: signature,
    };
    panel_issue::Entity::insert(row.clone().into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    answer(&row, &hash)
}

/// What stands in the book for this seat: whatever was signed first is its ballot.
fn answer(issued: &panel_issue::Model, hash: &[u8]) -> ApiResult<PanelSignature> {
    if issued.blinded_hash != hash {
        return Err(ApiError::conflict("ballot_used"));
    }
    Ok(PanelSignature { signature: BASE64URL_NOPAD.encode(&issued.blind_signature) })
}

async fn open_vote(db: &impl ConnectionTrait, meeting_id: Uuid, number: i32) -> ApiResult<panel_vote::Model> {
    let vote = panel_vote::Entity::find()
        .filter(panel_vote::Column::MeetingId.eq(meeting_id))
        .filter(panel_vote::Column::Number.eq(number))
        .filter(panel_vote::Column::State.eq("open"))
        .one(db)
        .await?;
    vote.ok_or_else(|| ApiError::conflict("vote_not_open"))
}

/// Begins to write for a vote that is open, and stays so until the end: whoever closes it holds the meeting's row too, so a
/// ballot is counted or told that it came too late.
async fn begin(app: &App, meeting_id: Uuid, number: i32) -> ApiResult<DatabaseTransaction> {
    let tx = app.db.begin().await?;
    let raised = audit_meeting::Entity::update_many()
        .col_expr(audit_meeting::Column::Version, Expr::col(audit_meeting::Column::Version).add(1))
        .filter(audit_meeting::Column::Id.eq(meeting_id))
        .filter(audit_meeting::Column::State.eq(MeetingState::Opened.word()))
        .exec(&tx)
        .await?;
    if raised.rows_affected != 1 {
        tx.rollback().await?;
        return Err(ApiError::conflict("vote_not_open"));
    }
    match open_vote(&tx, meeting_id, number).await {
        Ok(_) => Ok(tx),
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

fn part(hex: &str) -> Option<[u8; TOKEN_PART]> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?.try_into().ok()
}

/// The nonce of a ballot whose signature is of this vote's key.
fn signed_for(vote: &panel_vote::Model, form: &CastForm) -> Option<[u8; TOKEN_PART]> {
    let modulus = BASE64URL_NOPAD.decode(vote.modulus.as_deref()?.as_bytes()).ok()?;
    let key = PublicKey::from_modulus(&modulus.try_into().ok()?).ok()?;
    let nonce = part(&form.nonce)?;
    let message = token_message(&part(&form.prefix)?, &nonce);
    let signature = BASE64URL_NOPAD.decode(form.signature.as_bytes()).ok()?;
    (signature.len() == SIGNATURE && key.verify(&message, &signature)).then_some(nonce)
}

/// Casts a ballot, which is nobody's; with the nonce of an earlier one, in its place.
pub(super) async fn cast(app: &App, form: &CastForm) -> ApiResult<PanelReceipt> {
    let unsigned = || ApiError::bad("ballot_signature");
    let number = i32::try_from(form.number).map_err(|_| ApiError::conflict("vote_not_open"))?;
    let vote = open_vote(app.db.reader(), form.meeting_id, number).await?;
    let nonce = signed_for(&vote, form).ok_or_else(unsigned)?;
    let salt = Digest::from_hex(&form.salt.to_lowercase()).ok_or_else(unsigned)?;
    let choice = rules::Choice::from(form.choice);
    let meeting = form.meeting_id.to_string();
    let commitment = rules::commitment(&salt, &meeting, form.number, &vote.label, choice);
    let nonce_hmac = app.keyring.mac(Purpose::Hash, &[b"panel nonce|".as_slice(), &nonce].concat());
    let sealed = app.keyring.seal_with(Purpose::Data, &choice_context(&nonce_hmac), &[choice.byte()]);

    let tx = begin(app, form.meeting_id, number).await?;
    let change = panel_cast::ActiveModel {
        choice: Set(sealed),
        commitment: Set(commitment.as_bytes().to_vec()),
        ..Default::default()
    };
    let changed = panel_cast::Entity::update_many()
        .set(change.clone())
        .filter(panel_cast::Column::NonceHmac.eq(nonce_hmac.clone()))
        .exec(&tx)
        .await?;
    if changed.rows_affected == 0 {
        let row = panel_cast::ActiveModel {
            nonce_hmac: Set(nonce_hmac),
            meeting_id: Set(form.meeting_id),
            number: Set(number),
            ..change
        };
        panel_cast::Entity::insert(row).exec_without_returning(&tx).await?;
        panel_vote::Entity::update_many()
            .col_expr(panel_vote::Column::CastCount, Expr::col(panel_vote::Column::CastCount).add(1))
            .filter(panel_vote::Column::Id.eq(vote.id))
            .exec(&tx)
            .await?;
    }
    live::notify(&tx, form.meeting_id).await?;
    tx.commit().await?;
    app.live.tell(form.meeting_id);
    Ok(PanelReceipt { receipt: receipt(&commitment), commitment: commitment.hex() })
}
