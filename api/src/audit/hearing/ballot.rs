//! A judge's ballot: a code that is good once, for one vote. What it says is sealed until the vote closes.

use domain::audit::hearing as rules;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    person, store,
    view::BallotPaper,
    word::{PanelChoice, VoteState},
};
use crate::{
    app::App,
    audit::{store as meetings, view::MeetingState},
    clock::secret,
    error::{ApiError, ApiResult},
    keyring::Purpose,
    live,
};
use entity::{audit_meeting, official, panel_ballot, panel_vote};

/// 26 characters of letters and digits: 128 bits.
pub(super) fn new_code() -> String {
    data_encoding::BASE32_NOPAD.encode(&secret::<16>())
}

/// What is stored of a code. A code is 128 random bits: nobody finds one to its hash, and with no key in it the hash
/// is the same on the machine of a hall without internet.
pub(super) fn hash(code: &str) -> Vec<u8> {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(format!("panel ballot|{}", code.to_ascii_uppercase())).to_vec()
}

fn context(ballot: Uuid) -> Vec<u8> {
    [b"panel_ballot.choice|".as_slice(), ballot.as_bytes()].concat()
}

/// Opens what a ballot says.
pub(super) fn open_choice(app: &App, ballot: Uuid, sealed: &[u8]) -> ApiResult<rules::Choice> {
    let byte = app.keyring.open_with(Purpose::Data, &context(ballot), sealed)?;
    let choice = byte.first().and_then(|byte| rules::Choice::from_byte(*byte));
    Ok(choice.ok_or_else(|| anyhow::anyhow!("a sealed ballot says nothing"))?)
}

/// What the ballot of this code is for.
pub(super) async fn paper(app: &App, code: &str) -> ApiResult<BallotPaper> {
    let db = app.db.reader();
    let ballot = find(db, code).await?;
    show(db, ballot).await
}

async fn find(db: &impl ConnectionTrait, code: &str) -> ApiResult<panel_ballot::Model> {
    let found =
        panel_ballot::Entity::find().filter(panel_ballot::Column::CodeHash.eq(hash(code))).one(db).await?;
    found.ok_or_else(|| ApiError::invalid("ballot_unknown").and_field("code", "unknown"))
}

async fn show(db: &impl ConnectionTrait, ballot: panel_ballot::Model) -> ApiResult<BallotPaper> {
    let meeting = audit_meeting::Entity::find_by_id(ballot.meeting_id).one(db).await?;
    let meeting = meeting.ok_or_else(ApiError::not_found)?;
    let vote = store::votes(db, meeting.id).await?.into_iter().find(|vote| vote.number == ballot.number);
    let state = match vote.as_ref().map(|vote| vote.state.as_str()) {
        None => VoteState::Waiting,
        Some("open") => VoteState::Open,
        Some(_) => VoteState::Closed,
    };
    let name = match &vote {
        Some(vote) => name(db, &meeting, &vote.label).await?,
        None => None,
    };
    Ok(BallotPaper {
        meeting_id: meeting.id,
        title: meeting.title,
        rehearsal: meeting.rehearsal,
        number: u32::try_from(ballot.number).unwrap_or_default(),
        state,
        label: vote.map(|vote| vote.label),
        name,
        cast: ballot.cast,
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

/// Casts a ballot: once, and only while its vote is open.
pub(super) async fn cast(app: &App, code: &str, choice: PanelChoice) -> ApiResult<BallotPaper> {
    let choice = rules::Choice::from(choice);
    let ballot = find(app.db.reader(), code).await?;
    let tx = app.db.begin().await?;
    // The meeting's row first: whoever closes the vote holds it too, so a ballot is counted or told that it came too late.
    let raised = audit_meeting::Entity::update_many()
        .col_expr(audit_meeting::Column::Version, Expr::col(audit_meeting::Column::Version).add(1))
        .filter(audit_meeting::Column::Id.eq(ballot.meeting_id))
        .filter(audit_meeting::Column::State.eq(MeetingState::Opened.word()))
        .exec(&tx)
        .await?;
    if raised.rows_affected != 1 {
        tx.rollback().await?;
        return Err(ApiError::conflict("vote_not_open"));
    }
    let counted = panel_vote::Entity::update_many()
        .col_expr(panel_vote::Column::CastCount, Expr::col(panel_vote::Column::CastCount).add(1))
        .filter(panel_vote::Column::MeetingId.eq(ballot.meeting_id))
        .filter(panel_vote::Column::Number.eq(ballot.number))
        .filter(panel_vote::Column::State.eq("open"))
        .exec(&tx)
        .await?;
    if counted.rows_affected != 1 {
        tx.rollback().await?;
        return Err(ApiError::conflict("vote_not_open"));
    }
    let sealed = app.keyring.seal_with(Purpose::Data, &context(ballot.id), &[choice.byte()]);
    let change =
        panel_ballot::ActiveModel { choice: Set(Some(sealed)), cast: Set(true), ..Default::default() };
    let put = panel_ballot::Entity::update_many()
        .set(change)
        .filter(panel_ballot::Column::Id.eq(ballot.id))
        .filter(panel_ballot::Column::Cast.eq(false))
        .exec(&tx)
        .await?;
    if put.rows_affected != 1 {
        tx.rollback().await?;
        return Err(ApiError::conflict("ballot_used"));
    }
    live::notify(&tx, ballot.meeting_id).await?;
    tx.commit().await?;
    app.live.tell(ballot.meeting_id);
    let ballot = find(app.db.reader(), code).await?;
    show(app.db.reader(), ballot).await
}
