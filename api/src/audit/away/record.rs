//! The record of a hall: all that happened there, signed by the hall and sealed to the county.

use chrono::{DateTime, Utc};
use crypto_box::{PublicKey, SecretKey};
use domain::{
    audit::away::{self, Header, Signed},
    identity::Operation,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    audit::{store as meetings, view::MeetingState},
    caller::Caller,
    clock::SealingRng,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
};
use entity::{
    audit_carried, audit_meeting, draw_outcome, draw_round, follow_up, follow_up_event, journal_entry,
    meeting_answer, meeting_call, meeting_consent, meeting_named, meeting_typing, meeting_venue, panel_judge,
    panel_vote, round_venue,
};

const LEVEL: i32 = 9;

/// What happened in a hall, row by row. Sealed columns are still sealed with the hall's key.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Record {
    pub(super) opening: String,
    pub(super) last_lock: Option<String>,
    pub(super) closed_at: DateTime<Utc>,
    pub(super) dice_differed: i32,
    pub(super) code_ahead: bool,
    /// The bundle, byte for byte.
    pub(super) bundle: String,
    pub(super) rounds: Vec<draw_round::Model>,
    pub(super) outcomes: Vec<draw_outcome::Model>,
    pub(super) carried: Vec<audit_carried::Model>,
    pub(super) calls: Vec<meeting_call::Model>,
    pub(super) answers: Vec<meeting_answer::Model>,
    pub(super) consents: Vec<meeting_consent::Model>,
    pub(super) named: Vec<meeting_named::Model>,
    pub(super) venues: Vec<meeting_venue::Model>,
    pub(super) places: Vec<round_venue::Model>,
    pub(super) typings: Vec<meeting_typing::Model>,
    pub(super) judges: Vec<panel_judge::Model>,
    pub(super) votes: Vec<panel_vote::Model>,
    pub(super) follow_ups: Vec<follow_up::Model>,
    pub(super) follow_up_events: Vec<follow_up_event::Model>,
    /// The hall's journal from its first leaf.
    pub(super) journal: Vec<journal_entry::Model>,
}

/// The record of the hall's meeting once it is closed, and a name for its file.
pub(super) async fn write(caller: &Caller, id: Uuid) -> ApiResult<(String, Vec<u8>)> {
    let sight = caller.may(Operation::GetMeetingRecord)?;
    let app = &caller.app;
    let hall = app.hall.as_ref().filter(|hall| hall.meeting == id).ok_or_else(ApiError::not_found)?;
    let meeting = meetings::seen(app.db.reader(), &sight, id).await?.ok_or_else(ApiError::not_found)?;
    if meeting.state != MeetingState::Closed.word() {
        return Err(ApiError::conflict("meeting_not_closed"));
    }
    let record = serde_json::to_vec(&read(app, &meeting).await?).map_err(anyhow::Error::from)?;
    let record = zstd::encode_all(record.as_slice(), LEVEL).map_err(anyhow::Error::from)?;
    let sealed = PublicKey::from_bytes(hall.record_key).seal(&mut SealingRng, &record);
    let sealed = sealed.map_err(|_| anyhow::anyhow!("the record cannot be sealed"))?;
    let header = Header {
        county: app.county_name().await?,
        meeting: id,
        announced: meeting.announcement_hash.clone().unwrap_or_default(),
        made_at: app.clock.now(),
        pack: hall.pack,
        key: String::new(),
        body: String::new(),
        title: meeting.title,
        code: meeting.code.clone(),
    };
    let file = away::write(away::Kind::Record, header, &sealed, app.keyring.sign_key());
    let tx = app.db.begin().await?;
    let subject = Subject::new("audit_meeting", id);
    let detail = json!({ "code": meeting.code, "pack": hall.pack });
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "fetch_meeting_record", subject, detail)
        .await?;
    tx.commit().await?;
    Ok((format!("{}.lianxin-record", meeting.code), file))
}

/// Opens a record with the key that the county kept for it.
pub(super) fn open(signed: &Signed<'_>, key: &SecretKey) -> anyhow::Result<Record> {
    let record = key.unseal(signed.body).map_err(|_| anyhow::anyhow!("it was sealed to somebody else"))?;
    Ok(serde_json::from_slice(&zstd::decode_all(record.as_slice())?)?)
}

async fn read(app: &App, meeting: &audit_meeting::Model) -> ApiResult<Record> {
    let (db, id) = (app.db.reader(), meeting.id);
    let missing = |what: &'static str| move || anyhow::anyhow!("a closed meeting lacks {what}");
    let blob = meetings::bundle(db, meeting).await?.ok_or_else(missing("its bundle"))?;
    let bundle = String::from_utf8(app.blobs.get(&blob).await?).map_err(anyhow::Error::from)?;
    let rounds = meetings::rounds(db, id).await?;
    let of_rounds = || rounds.iter().map(|round| round.id);
    let follow_ups = all::<follow_up::Entity>(db, follow_up::Column::MeetingId.eq(id)).await?;
    let of_follow_ups = follow_ups.iter().map(|row| row.id);
    Ok(Record {
        opening: meeting.opening.clone().ok_or_else(missing("its opening"))?,
        last_lock: meeting.last_lock.clone(),
        closed_at: meeting.closed_at.ok_or_else(missing("its end"))?,
        dice_differed: meeting.dice_differed,
        code_ahead: meeting.code_ahead,
        bundle,
        outcomes: all::<draw_outcome::Entity>(db, draw_outcome::Column::DrawRoundId.is_in(of_rounds()))
            .await?,
        carried: all::<audit_carried::Entity>(db, audit_carried::Column::MeetingId.eq(id)).await?,
        calls: all::<meeting_call::Entity>(db, meeting_call::Column::MeetingId.eq(id)).await?,
        answers: all::<meeting_answer::Entity>(db, meeting_answer::Column::MeetingId.eq(id)).await?,
        consents: all::<meeting_consent::Entity>(db, meeting_consent::Column::MeetingId.eq(id)).await?,
        named: all::<meeting_named::Entity>(db, meeting_named::Column::MeetingId.eq(id)).await?,
        venues: all::<meeting_venue::Entity>(db, meeting_venue::Column::MeetingId.eq(id)).await?,
        places: all::<round_venue::Entity>(db, round_venue::Column::DrawRoundId.is_in(of_rounds())).await?,
        typings: all::<meeting_typing::Entity>(db, meeting_typing::Column::MeetingId.eq(id)).await?,
        judges: all::<panel_judge::Entity>(db, panel_judge::Column::MeetingId.eq(id)).await?,
        votes: all::<panel_vote::Entity>(db, panel_vote::Column::MeetingId.eq(id)).await?,
        follow_up_events: all::<follow_up_event::Entity>(
            db,
            follow_up_event::Column::FollowUpId.is_in(of_follow_ups),
        )
        .await?,
        follow_ups,
        journal: journal_entry::Entity::find().order_by_asc(journal_entry::Column::Seq).all(db).await?,
        rounds,
    })
}

/// The rows of a table, in the order of their keys.
async fn all<E: EntityTrait>(
    db: &impl ConnectionTrait,
    which: sea_orm::sea_query::SimpleExpr,
) -> Result<Vec<E::Model>, DbErr> {
    use sea_orm::Iterable;
    let mut query = E::find().filter(which);
    for key in E::PrimaryKey::iter() {
        query = query.order_by_asc(key.into_column());
    }
    query.all(db).await
}
