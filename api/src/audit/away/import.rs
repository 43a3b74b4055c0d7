//! Bringing the record of a hall back: believed only as far as the county's own files say the same.

use std::collections::{HashMap, HashSet};

use anyhow::Context;
use domain::{
    audit::{
        away,
        pdraw1::{Bundle, Digest, Verdict, verify},
    },
    identity::Operation,
    journal::{Leaf, leaf_hash},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    record::{self, Record},
    reseal::Reseal,
    store,
    take::{self, Secrets},
    view::MeetingPackState,
};
use crate::{
    app::App,
    audit::{
        files::{self, Files},
        hearing::{SEALED_NOTE, SEALED_TYPING},
        host, refusal,
        replay::REVEALED,
        store as meetings,
        view::MeetingState,
    },
    caller::Caller,
    error::{ApiError, ApiResult},
    follow_up,
    journal::{self, Subject},
    live,
};
use entity::{audit_meeting, draw_outcome, meeting_pack, meeting_venue, panel_judge, panel_seat};

/// Rows written at once.
const CHUNK: usize = 200;

/// Brings a record back, once. The same file sent again, because its answer was lost, is done.
pub(super) async fn import(caller: &Caller, id: Uuid, bytes: Vec<u8>) -> ApiResult<()> {
    let sight = caller.may(Operation::ImportMeetingRecord)?;
    let app = &caller.app;
    let db = app.db.reader();
    let meeting = meetings::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let signed = away::read(away::Kind::Record, &bytes).map_err(|error| {
        tracing::warn!(%error, "a file is no record of a meeting");
        ApiError::invalid("record_broken")
    })?;
    let foreign = || ApiError::invalid("record_foreign").with("code", &signed.header.code);
    let pack = store::one(db, id, signed.header.pack).await?.ok_or_else(foreign)?;
    if signed.header.meeting != id || signed.header.key != pack.hall_key {
        return Err(foreign());
    }
    let hash = Digest::of(&bytes).hex();
    match MeetingPackState::read(&pack.state)? {
        MeetingPackState::Out => {}
        MeetingPackState::BroughtBack if pack.record_hash.as_ref() == Some(&hash) => return Ok(()),
        MeetingPackState::BroughtBack => return Err(ApiError::conflict("record_twice")),
        MeetingPackState::Making | MeetingPackState::TakenBack | MeetingPackState::Failed => {
            return Err(ApiError::conflict("pack_taken_back")
                .with("by", pack.ended_by_name.unwrap_or_default())
                .with("reason", pack.reason.unwrap_or_default()));
        }
    }
    if Some(&signed.header.announced) != meeting.announcement_hash.as_ref() {
        return Err(ApiError::conflict("record_announcement"));
    }
    let secrets = Secrets::of(app, &pack)?;
    let record = record::open(&signed, &secrets.record()?).map_err(|error| {
        tracing::warn!(error = format!("{error:#}"), "a record does not open");
        ApiError::invalid("record_broken")
    })?;
    let belongs = belongs(&record, id);
    if let Err(error) = belongs.and_then(|()| check_journal(&record)) {
        tracing::warn!(error = format!("{error:#}"), "a record is not what a hall writes");
        return Err(ApiError::invalid("record_broken"));
    }
    check_draw(app, &meeting, &record).await?;
    let reseal = Reseal { from: secrets.columns()?, to: app.keyring.clone() };
    let arrived = Arrived { caller, meeting: &meeting, pack: &pack, hash };
    arrived.write(resealed(record, &reseal)?, bytes).await
}

/// Every row is of this meeting, and of something that is in the record.
fn belongs(record: &Record, id: Uuid) -> anyhow::Result<()> {
    let rounds: HashSet<Uuid> = record.rounds.iter().map(|round| round.id).collect();
    let follow_ups: HashSet<Uuid> = record.follow_ups.iter().map(|row| row.id).collect();
    let venues: HashSet<Uuid> = record.venues.iter().map(|row| row.id).collect();
    let meetings = record.rounds.iter().map(|row| row.meeting_id);
    let meetings = meetings
        .chain(record.carried.iter().map(|row| row.meeting_id))
        .chain(record.calls.iter().map(|row| row.meeting_id))
        .chain(record.answers.iter().map(|row| row.meeting_id))
        .chain(record.consents.iter().map(|row| row.meeting_id))
        .chain(record.named.iter().map(|row| row.meeting_id))
        .chain(record.venues.iter().map(|row| row.meeting_id))
        .chain(record.typings.iter().map(|row| row.meeting_id))
        .chain(record.judges.iter().map(|row| row.meeting_id))
        .chain(record.votes.iter().map(|row| row.meeting_id))
        .chain(record.follow_ups.iter().map(|row| row.meeting_id));
    anyhow::ensure!(meetings.into_iter().all(|of| of == id), "a row is of another meeting");
    let mut of_rounds = record.outcomes.iter().map(|row| row.draw_round_id);
    anyhow::ensure!(of_rounds.all(|of| rounds.contains(&of)), "an outcome is of another round");
    let mut places = record.places.iter();
    anyhow::ensure!(
        places.all(|row| rounds.contains(&row.draw_round_id) && venues.contains(&row.venue_id)),
        "a venue is of another round"
    );
    let mut drawn_in = record.follow_ups.iter().filter_map(|row| row.draw_round_id);
    anyhow::ensure!(drawn_in.all(|of| rounds.contains(&of)), "a follow-up is of another round");
    let mut events = record.follow_up_events.iter().map(|row| row.follow_up_id);
    anyhow::ensure!(events.all(|of| follow_ups.contains(&of)), "an event is of another follow-up");
    anyhow::ensure!(record.rounds.iter().all(|round| round.state == REVEALED), "a round waits");
    Ok(())
}

/// The hall's journal holds from its first leaf to its last.
fn check_journal(record: &Record) -> anyhow::Result<()> {
    let mut head = domain::journal::GENESIS;
    for (entry, seq) in record.journal.iter().zip(1..) {
        let leaf = Leaf {
            seq,
            id: entry.id,
            at: entry.at,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name.clone(),
            action: entry.action.clone(),
            subject_kind: entry.subject_kind.clone(),
            subject_id: entry.subject_id,
            detail: serde_json::from_str(&entry.detail)?,
        };
        head = leaf_hash(&head, &leaf.canonical()?);
        anyhow::ensure!(
            entry.seq == seq && head.as_slice() == entry.leaf_hash,
            "the journal breaks at {seq}"
        );
    }
    Ok(())
}

/// Draws every round again from the files that lie here, and holds the result against the record.
async fn check_draw(app: &App, meeting: &audit_meeting::Model, record: &Record) -> ApiResult<()> {
    let db = app.db.reader();
    Files::read(db, meeting).await?.check(files::announced(meeting)?).await?;
    let differs = |reason: String| ApiError::invalid("record_differs").with("reason", reason);
    let mut outcomes: HashMap<Uuid, Vec<draw_outcome::Model>> = HashMap::new();
    for outcome in &record.outcomes {
        outcomes.entry(outcome.draw_round_id).or_default().push(outcome.clone());
    }
    for of_round in outcomes.values_mut() {
        of_round.sort_by(|one, other| (one.at, &one.label).cmp(&(other.at, &other.label)));
    }
    let mut rounds = record.rounds.clone();
    rounds.sort_by_key(|round| round.number);
    let held = audit_meeting::Model { opening: Some(record.opening.clone()), ..meeting.clone() };
    let bundle = host::bundle(db, &held, &rounds, &outcomes).await.map_err(|error| {
        tracing::warn!(error = format!("{error:#}"), "a record makes no bundle");
        ApiError::invalid("record_broken")
    })?;
    let bytes = serde_json::to_vec(&bundle).map_err(anyhow::Error::from)?;
    let (announced, last_lock) = (meeting.announcement_hash.clone(), record.last_lock.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let verdict = verify(&bytes, announced.as_deref(), last_lock.as_deref());
        (verdict, bytes)
    });
    let (verdict, bytes) = checked.await.context("drawing was interrupted")?;
    match verdict {
        Verdict::Holds { .. } if bytes == record.bundle.as_bytes() => Ok(()),
        Verdict::Holds { .. } => Err(differs(first_difference(&bundle, &record.bundle))),
        Verdict::Broken(error) => Err(differs(refusal::reason(&error))),
        Verdict::NotABundle(_) => Err(ApiError::invalid("record_broken")),
    }
}

/// Where the bundle of the hall is not what its rows and our files make.
fn first_difference(ours: &Bundle, theirs: &str) -> String {
    let Ok(theirs) = Bundle::parse(theirs.as_bytes()) else { return "bundle".to_owned() };
    let pairs = ours.rounds.iter().zip(&theirs.rounds);
    for (our, their) in pairs {
        if our != their {
            return format!("round {}", our.round);
        }
    }
    for (name, text) in &ours.rosters {
        if theirs.rosters.get(name) != Some(text) {
            return format!("roster {name}");
        }
    }
    "rounds, rosters or opening".to_owned()
}

/// Sealed columns under the county's key.
fn resealed(mut record: Record, reseal: &Reseal) -> anyhow::Result<Record> {
    for row in &mut record.answers {
        row.note = reseal.option(SEALED_NOTE, row.note.as_ref())?;
    }
    for row in &mut record.typings {
        row.before = reseal.value(SEALED_TYPING, &row.before)?;
    }
    for row in &mut record.follow_up_events {
        row.note = reseal.option(follow_up::service::SEALED_NOTE, row.note.as_ref())?;
    }
    Ok(record)
}

/// A record that was found to hold.
struct Arrived<'a> {
    caller: &'a Caller,
    meeting: &'a audit_meeting::Model,
    pack: &'a meeting_pack::Model,
    hash: String,
}

impl Arrived<'_> {
    /// Writes everything down in one go, as if the meeting had been held here.
    async fn write(&self, record: Record, file: Vec<u8>) -> ApiResult<()> {
        let (app, id, code) = (&self.caller.app, self.meeting.id, &self.meeting.code);
        let now = app.clock.now();
        let tx = app.db.begin().await?;
        if !meetings::touch(&tx, self.meeting).await? {
            tx.rollback().await?;
            return Err(refusal::state(self.meeting, 0));
        }
        let name = format!("{code}.lianxin-record");
        let kept = app.blobs.put(&tx, app.clock.id(), now, &name, "application/octet-stream", file).await?;
        let change = meeting_pack::ActiveModel {
            blob_id: Set(None),
            ended_by_name: Set(Some(self.caller.display_name.clone())),
            ended_at: Set(Some(now)),
            record_hash: Set(Some(self.hash.clone())),
            record_blob_id: Set(Some(kept)),
            ..Default::default()
        };
        let out = [MeetingPackState::Out];
        if !store::change(&tx, self.pack.id, &out, MeetingPackState::BroughtBack, change).await? {
            tx.rollback().await?;
            return Err(ApiError::conflict("record_twice"));
        }
        let bundle = record.bundle.clone().into_bytes();
        let name = format!("{code}.json");
        let bundle = app.blobs.put(&tx, app.clock.id(), now, &name, "application/json", bundle).await?;
        let change = audit_meeting::ActiveModel {
            id: Set(id),
            state: Set(MeetingState::Closed.word().to_owned()),
            opening: Set(Some(record.opening.clone())),
            last_lock: Set(record.last_lock.clone()),
            closed_at: Set(Some(record.closed_at)),
            dice_differed: Set(record.dice_differed),
            code_ahead: Set(record.code_ahead),
            bundle_blob_id: Set(Some(bundle)),
            ..Default::default()
        };
        audit_meeting::Entity::update(change).exec(&tx).await?;
        let last = record.journal.last().map(|leaf| data_encoding::HEXLOWER.encode(&leaf.leaf_hash));
        let detail = json!({
            "code": code, "pack": self.pack.id, "record": self.hash, "rounds": record.rounds.len(),
            "last_lock": record.last_lock, "leaves": record.journal.len(), "last_leaf": last,
        });
        put_rows(&tx, id, record).await?;
        take::forget_file(&tx, app, self.pack).await?;
        let subject = Subject::new("audit_meeting", id);
        journal::record(&tx, app.clock.id(), now, self.caller, "import_meeting_record", subject, detail)
            .await?;
        live::notify(&tx, id).await?;
        tx.commit().await?;
        app.stages.forget(id);
        app.live.tell(id);
        Ok(())
    }
}

async fn put_rows(tx: &impl ConnectionTrait, id: Uuid, record: Record) -> Result<(), DbErr> {
    put(tx, record.rounds).await?;
    put(tx, record.outcomes).await?;
    put(tx, record.carried).await?;
    put(tx, record.calls).await?;
    put(tx, record.answers).await?;
    put(tx, record.consents).await?;
    put(tx, record.named).await?;
    put(tx, record.typings).await?;
    // Those that went along may have been renamed and seated anew there; their codes are spent.
    meeting_venue::Entity::delete_many().filter(meeting_venue::Column::MeetingId.eq(id)).exec(tx).await?;
    put(tx, record.venues).await?;
    put(tx, record.places).await?;
    panel_judge::Entity::delete_many().filter(panel_judge::Column::MeetingId.eq(id)).exec(tx).await?;
    panel_seat::Entity::delete_many().filter(panel_seat::Column::MeetingId.eq(id)).exec(tx).await?;
    put(tx, record.judges).await?;
    put(tx, record.votes).await?;
    put(tx, record.follow_ups).await?;
    put(tx, record.follow_up_events).await
}

async fn put<M, A>(tx: &impl ConnectionTrait, rows: Vec<M>) -> Result<(), DbErr>
where
    M: IntoActiveModel<A>,
    A: sea_orm::ActiveModelTrait,
{
    let mut rows: Vec<A> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(CHUNK));
        A::Entity::insert_many(rows).exec_without_returning(tx).await?;
        rows = rest;
    }
    Ok(())
}
