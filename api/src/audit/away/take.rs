//! Taking a meeting away, and taking its pack back.

use std::{path::Path, sync::Arc};

use anyhow::{Context, anyhow, bail};
use crypto_box::SecretKey;
use data_encoding::BASE64;
use domain::{
    audit::away::{self, Fingerprint, Header},
    identity::Operation,
};
use migration::{CountyMigrator, MigratorTrait};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    contents::Contents,
    hall::Hall,
    pack_file,
    reseal::Reseal,
    store,
    view::{MeetingPack, MeetingPackState, TakeBackForm, TakenPack},
};
use crate::{
    app::App,
    audit::{
        files::{self, Files},
        store as meetings,
        turn::Turn,
        view::MeetingState,
    },
    bulk,
    caller::Caller,
    clock::SealingRng,
    error::{ApiError, ApiResult},
    journal::{self, Actor, Subject},
    keyring::Keyring,
    live, typed,
};
use entity::{audit_meeting, meeting_pack};

const SEALED_SECRETS: &str = "meeting_pack.secrets";

/// What opens the record of a hall.
#[derive(Deserialize, Serialize)]
pub(super) struct Secrets {
    /// The hall's key of sealed columns, as base64.
    columns: String,
    /// The key that the whole record is sealed to, as base64.
    record: String,
}

impl Secrets {
    /// Those of a pack whose record may still come.
    pub(super) fn of(app: &App, pack: &meeting_pack::Model) -> anyhow::Result<Self> {
        let sealed = pack.secrets.as_ref().context("the keys of the record are gone")?;
        Ok(serde_json::from_str(&app.keyring.open(SEALED_SECRETS, sealed)?)?)
    }

    pub(super) fn columns(&self) -> anyhow::Result<Keyring> {
        Ok(Keyring::opening_columns(key_of(&self.columns)?))
    }

    pub(super) fn record(&self) -> anyhow::Result<SecretKey> {
        Ok(SecretKey::from_bytes(key_of(&self.record)?))
    }
}

fn key_of(text: &str) -> anyhow::Result<[u8; 32]> {
    BASE64.decode(text.as_bytes())?.try_into().ok().context("a key has 32 bytes")
}

/// The last pack of a meeting, as it is shown.
pub(in crate::audit) async fn shown(
    app: &App,
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> ApiResult<Option<MeetingPack>> {
    let pack = store::last(db, meeting_id).await?;
    Ok(pack.map(|pack| show(app, pack)).transpose()?)
}

fn show(app: &App, pack: meeting_pack::Model) -> anyhow::Result<MeetingPack> {
    Ok(MeetingPack {
        id: pack.id,
        state: MeetingPackState::read(&pack.state)?,
        size: pack.size,
        taken_by: pack.taken_by_name,
        taken_at: pack.taken_at,
        made_at: pack.made_at,
        ended_by: pack.ended_by_name,
        ended_at: pack.ended_at,
        reason: pack.reason,
        fingerprint: Fingerprint::of(&away::public_key(app.keyring.sign_key())).to_string(),
    })
}

/// Takes an announced meeting away. From this moment nothing of it changes here; the file is made beside.
pub(super) async fn take(caller: &Caller, id: Uuid) -> ApiResult<TakenPack> {
    let turn = Turn::read(caller, Operation::TakeMeetingAway, id, MeetingState::Announced).await?;
    let (app, meeting) = (turn.app(), &turn.meeting);
    Files::read(app.db.reader(), meeting).await?.check(files::announced(meeting)?).await?;
    let (ring, record, key) = (Keyring::fresh(), SecretKey::generate(&mut SealingRng), pack_file::new_key());
    let secrets =
        Secrets { columns: BASE64.encode(ring.data_key()), record: BASE64.encode(&record.to_bytes()) };
    let secrets = serde_json::to_string(&secrets).map_err(anyhow::Error::from)?;
    let pack = meeting_pack::Model {
        id: app.clock.id(),
        meeting_id: id,
        state: MeetingPackState::Making.word().to_owned(),
        hall_key: away::public_key(ring.sign_key()),
        secrets: Some(app.keyring.seal(SEALED_SECRETS, &secrets)),
        blob_id: None,
        size: None,
        taken_by: caller.account_id,
        taken_by_name: caller.display_name.clone(),
        taken_at: app.clock.now(),
        made_at: None,
        ended_by_name: None,
        ended_at: None,
        reason: None,
        record_hash: None,
        record_blob_id: None,
    };
    let tx = turn.begin().await?;
    store::insert(&tx, pack.clone()).await?;
    turn.end(tx, "take_meeting_away", json!({ "code": meeting.code, "pack": pack.id })).await?;
    let making = Making {
        hall: Hall { meeting: id, pack: pack.id, record_key: *record.public_key().as_bytes() },
        actor: caller.into(),
        meeting: meeting.clone(),
        ring,
        key: key.clone(),
    };
    // The keys of a hall are kept nowhere, not even in a queue: a program that is killed now makes no pack, and the
    // host takes this one back.
    tokio::spawn(making.run(caller.app.clone()));
    Ok(TakenPack { pack: show(app, pack)?, key })
}

/// A pack that is being made.
struct Making {
    hall: Hall,
    actor: Actor,
    meeting: audit_meeting::Model,
    ring: Keyring,
    key: String,
}

impl Making {
    async fn run(self, app: Arc<App>) {
        let (pack, meeting) = (self.hall.pack, self.hall.meeting);
        let done = match self.write(&app).await {
            Ok(file) => self.hand_over(&app, file).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::error!(%pack, error = format!("{error:#}"), "a meeting pack cannot be made");
            if let Err(error) = fail(&app, pack).await {
                tracing::error!(%pack, error = format!("{error:#}"), "and this cannot be written down");
            }
        }
        app.live.tell(meeting);
    }

    async fn write(&self, app: &App) -> anyhow::Result<Vec<u8>> {
        let folder =
            tempfile::tempdir_in(&app.settings.data).context("there is no room to make a pack in")?;
        let database = folder.path().join("county.db");
        self.fill(app, &database).await?;
        let (keys, key) = (self.ring.first_keys(), self.key.clone());
        let header = Header {
            county: app.county_name().await?,
            meeting: self.meeting.id,
            code: self.meeting.code.clone(),
            title: self.meeting.title.clone(),
            announced: self.meeting.announcement_hash.clone().context("it is not announced")?,
            made_at: app.clock.now(),
            pack: self.hall.pack,
            key: String::new(),
            body: String::new(),
        };
        let sign = *app.keyring.sign_key();
        let made = tokio::task::spawn_blocking(move || {
            let body = pack_file::seal(&keys, &database, &key)?;
            anyhow::Ok(away::write(away::Kind::Pack, header, &body, &sign))
        });
        made.await?
    }

    /// Makes the hall's database, from the county as it stands at one moment.
    async fn fill(&self, app: &App, database: &Path) -> anyhow::Result<()> {
        let from = app.db.snapshot().await?;
        let into = bulk::throwaway(database).await?;
        CountyMigrator::up(&into, None).await?;
        into.execute_unprepared("BEGIN IMMEDIATE").await?;
        let indexes = bulk::take_indexes(&into).await?;
        let reseal = Reseal { from: app.keyring.clone(), to: self.ring.clone() };
        let now = app.clock.now();
        Contents { from: &from, into: &into, meeting: &self.meeting, reseal, now }.copy().await?;
        from.rollback().await?;
        self.hall.write(&into).await?;
        for index in &indexes {
            into.execute_unprepared(index).await?;
        }
        bulk::analyse(&into).await?;
        into.execute_unprepared("COMMIT").await?;
        into.close().await?;
        Ok(())
    }

    async fn hand_over(&self, app: &App, file: Vec<u8>) -> anyhow::Result<()> {
        let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&file));
        let size = i64::try_from(file.len())?;
        let (now, pack) = (app.clock.now(), self.hall.pack);
        let tx = app.db.begin().await?;
        let name = format!("{}.lianxin-pack", self.meeting.code);
        let blob = app.blobs.put(&tx, app.clock.id(), now, &name, "application/octet-stream", file).await?;
        let change = meeting_pack::ActiveModel {
            blob_id: Set(Some(blob)),
            size: Set(Some(size)),
            made_at: Set(Some(now)),
            ..Default::default()
        };
        if !store::change(&tx, pack, &[MeetingPackState::Making], MeetingPackState::Out, change).await? {
            tx.rollback().await?;
            bail!("it was taken back while it was made");
        }
        meetings::touch(&tx, &self.meeting).await?;
        let subject = Subject::new("audit_meeting", self.hall.meeting);
        let detail = json!({ "code": self.meeting.code, "pack": pack, "sha256": hash, "bytes": size });
        let actor = self.actor.clone();
        journal::record(&tx, app.clock.id(), now, actor, "make_meeting_pack", subject, detail).await?;
        live::notify(&tx, self.hall.meeting).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn fail(app: &App, pack: Uuid) -> anyhow::Result<()> {
    let tx = app.db.begin().await?;
    let change = meeting_pack::ActiveModel {
        secrets: Set(None),
        ended_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    store::change(&tx, pack, &[MeetingPackState::Making], MeetingPackState::Failed, change).await?;
    tx.commit().await?;
    Ok(())
}

/// The file of the pack that is out, and a name for it.
pub(super) async fn fetch(caller: &Caller, id: Uuid) -> ApiResult<(String, Vec<u8>)> {
    let sight = caller.may(Operation::GetMeetingPack)?;
    let app = &caller.app;
    let db = app.db.reader();
    let meeting = meetings::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let pack = store::out(db, id).await?.ok_or_else(|| ApiError::conflict("meeting_not_away"))?;
    let blob = pack.blob_id.ok_or_else(|| ApiError::conflict("pack_being_made"))?;
    let blob = app.blobs.find(db, blob).await?.ok_or_else(ApiError::not_found)?;
    let bytes = app.blobs.get(&blob).await?;
    let tx = app.db.begin().await?;
    let detail = json!({ "code": meeting.code, "pack": pack.id });
    let subject = Subject::new("audit_meeting", id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "fetch_meeting_pack", subject, detail)
        .await?;
    tx.commit().await?;
    Ok((blob.name, bytes))
}

/// Takes a pack back: the meeting is here again, and the record of that pack is refused for good.
pub(super) async fn take_back(caller: &Caller, id: Uuid, form: TakeBackForm) -> ApiResult<()> {
    let sight = caller.may(Operation::TakeBackMeetingPack)?;
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let db = app.db.reader();
    let meeting = meetings::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let pack = store::out(db, id).await?.ok_or_else(|| ApiError::conflict("meeting_not_away"))?;
    let tx = app.db.begin().await?;
    // Again, because the file may have been made since.
    let pack = store::one(&tx, id, pack.id).await?.ok_or_else(ApiError::not_found)?;
    let change = meeting_pack::ActiveModel {
        secrets: Set(None),
        blob_id: Set(None),
        ended_by_name: Set(Some(caller.display_name.clone())),
        ended_at: Set(Some(app.clock.now())),
        reason: Set(Some(reason.clone())),
        ..Default::default()
    };
    let away = [MeetingPackState::Making, MeetingPackState::Out];
    if !store::change(&tx, pack.id, &away, MeetingPackState::TakenBack, change).await? {
        tx.rollback().await?;
        return Err(ApiError::conflict("meeting_not_away"));
    }
    meetings::touch(&tx, &meeting).await?;
    let detail = json!({ "code": meeting.code, "pack": pack.id, "reason": reason });
    let subject = Subject::new("audit_meeting", id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "take_back_meeting_pack", subject, detail)
        .await?;
    forget_file(&tx, app, &pack).await?;
    live::notify(&tx, id).await?;
    tx.commit().await?;
    app.live.tell(id);
    Ok(())
}

/// Deletes the file of a pack that nobody needs any more.
pub(super) async fn forget_file(
    tx: &impl ConnectionTrait,
    app: &App,
    pack: &meeting_pack::Model,
) -> ApiResult<()> {
    let Some(id) = pack.blob_id else { return Ok(()) };
    let blob = app.blobs.find(tx, id).await?.ok_or_else(|| anyhow!("the file of a pack is gone"))?;
    app.blobs.delete(tx, &blob).await?;
    Ok(())
}
