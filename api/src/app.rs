//! The running program: its settings, databases, keys, clock and what lives beside requests.

use std::{
    fs::File,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::{Arc, OnceLock},
};

use anyhow::{Context, bail};
use migration::{BallotBoxMigrator, CountyMigrator};
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio_util::sync::CancellationToken;

use crate::{
    audit::Stages,
    audit::away::Hall,
    ballot_box::{
        BallotBox,
        office::{Away, Office},
    },
    blob::Blobs,
    campaign,
    clock::Clock,
    config::Settings,
    db::Database,
    fairness,
    grid::FigureCache,
    household,
    ingest::Ingest,
    keyring::{Absent, Keyring},
    live::Live,
    notify::sms,
    rating::{self, Registrar},
    rooms::Rooms,
    setting,
};

/// Schema of the ballot box when it shares a PostgreSQL server with the county.
pub(crate) const BALLOT_BOX_SCHEMA: &str = "ballot_box";

/// Everything a request needs, shared by all of them.
#[derive(Debug)]
pub struct App {
    pub settings: Settings,
    pub db: Database,
    pub keyring: Keyring,
    pub clock: Clock,
    pub blobs: Blobs,
    pub registrar: Registrar,
    /// The households whose pages are open.
    pub homes: Ingest<household::Homes>,
    /// What the registrar asks of the ballot box goes through here.
    pub ballot_box: Office,
    pub live: Live,
    /// Who hands text messages over; nobody when the settings name no gateway.
    pub sms: Option<sms::Gateway>,
    /// Wrong household codes of late.
    pub tries: household::Tries<IpAddr>,
    pub figures: FigureCache,
    pub campaigns: campaign::ProgressCache,
    pub stages: Stages,
    /// The one meeting that this machine runs; none on a county's.
    pub hall: Option<Hall>,
    pub fairness: fairness::Cache,
    pub counted: rating::LastCounted,
    /// Cancelled when the program is asked to stop; streams end with it.
    pub stopping: CancellationToken,
    /// Where the server listens, once it does.
    listening: OnceLock<SocketAddr>,
    /// Held while this process owns the data folder's SQLite files.
    _owner: Option<File>,
}

impl App {
    /// Opens the data folder and its databases, brings their schemas up to date and loads the key ring.
    pub async fn open(settings: Settings, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let rooms = Rooms::of_county(&settings);
        rooms.stand_apart(&settings)?;
        std::fs::create_dir_all(&settings.data)
            .with_context(|| format!("cannot make the data folder {}", settings.data.display()))?;
        let with_box = rooms == Rooms::Both;
        let (owner, db, boxed) = match &settings.database_url {
            None => {
                let owner = own(&settings.data)?;
                let db = Database::sqlite(&settings.data.join("county.db")).await?;
                let boxed = if with_box {
                    Some(Database::sqlite(&settings.data.join("ballot_box.db")).await?)
                } else {
                    None
                };
                (Some(owner), db, boxed)
            }
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                let db = Database::postgres(url, "public").await?;
                let boxed = match &settings.ballot_box_url {
                    _ if !with_box => None,
                    Some(own) => Some(Database::postgres(own, "public").await?),
                    None => Some(Database::postgres(url, BALLOT_BOX_SCHEMA).await?),
                };
                (None, db, boxed)
            }
            Some(_) => bail!(
                "--database-url must begin with postgres:// (without it, an SQLite file in the data folder is used)"
            ),
        };
        db.migrate::<CountyMigrator>().await.context("cannot bring the county's database up to date")?;
        if let Some(boxed) = &boxed {
            boxed.migrate::<BallotBoxMigrator>().await.context("cannot bring the ballot box up to date")?;
        }
        let empty = ::entity::account::Entity::find().count(db.reader()).await? == 0
            && ::entity::household::Entity::find().count(db.reader()).await? == 0;
        let packs = ::entity::meeting_pack::Entity::find().count(db.reader()).await?;
        let counts = rating::published(db.reader()).await?;
        let absent = match (empty, packs + counts) {
            (true, _) => Absent::Made,
            (false, 0) => Absent::SignMade,
            (false, _) => Absent::Refused,
        };
        let keyring = Keyring::load_for(&settings.key_dir(), absent, rooms)?;
        let sms = sms::Gateway::of(&settings)?;
        let hall = Hall::of(db.reader()).await?;
        let blobs = Blobs::local(&settings.data.join("blobs"))?;
        let ballot_box = match (boxed, &settings.ballot_box_office) {
            (Some(boxed), _) => Office::Here(BallotBox::new(boxed, &keyring, &settings.key_dir())),
            (None, Some(office)) => Office::Away(Away::new(office, &keyring)?),
            (None, None) => bail!("the ballot box is nowhere"),
        };
        let registrar = Registrar::new(&db, &settings.key_dir());
        let homes = Ingest::start(household::Homes::of(&db));
        Ok(Arc::new(Self {
            settings,
            db,
            keyring,
            clock,
            blobs,
            registrar,
            homes,
            ballot_box,
            live: Live::default(),
            sms,
            tries: household::Tries::default(),
            figures: FigureCache::default(),
            campaigns: campaign::ProgressCache::default(),
            stages: Stages::default(),
            hall,
            fairness: fairness::Cache::default(),
            counted: rating::LastCounted::default(),
            stopping: CancellationToken::new(),
            listening: OnceLock::new(),
            _owner: owner,
        }))
    }

    /// Lets go of the databases in order; on SQLite the write-ahead log is folded into the files.
    pub async fn close(&self) -> anyhow::Result<()> {
        self.stopping.cancel();
        self.db.close().await?;
        self.ballot_box.close().await
    }

    /// The address people type.
    pub fn public_url(&self) -> String {
        self.settings.public_url.clone().unwrap_or_else(|| self.own_url())
    }

    /// The address of this very server, as a browser opens it: with the port that it was given when it asked for any.
    pub fn own_url(&self) -> String {
        self.settings.own_url(self.listening.get().copied())
    }

    /// Where a slip is entered.
    pub fn slip_url(&self) -> String {
        let origin = self.settings.ballot_box_origin.clone().unwrap_or_else(|| self.public_url());
        format!("{origin}/slip")
    }

    /// Notes where the server listens, and warns when what it prints is a guess.
    pub(crate) fn listens(&self, on: SocketAddr) {
        let first = self.listening.set(on).is_ok();
        if first && on.ip().is_unspecified() && self.settings.public_url.is_none() {
            let url = self.own_url();
            tracing::warn!(url, "codes and mails name this address; set public_url to the one people type");
        }
    }

    /// The county's name.
    pub async fn county_name(&self) -> Result<String, sea_orm::DbErr> {
        Ok(setting::get(self.db.reader(), setting::COUNTY_NAME).await?.unwrap_or_default())
    }
}

/// On SQLite one process owns the files of a data folder.
pub(crate) fn own(data: &Path) -> anyhow::Result<File> {
    let path = data.join("county.lock");
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => bail!(
            "another lianxin process is using the data folder {}; stop it first, or work through its web pages \
             (for several processes at once use PostgreSQL: --database-url)",
            data.display()
        ),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}
