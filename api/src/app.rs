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
    address,
    audit::Stages,
    audit::away::Hall,
    ballot_box::BallotBox,
    blob::Blobs,
    campaign,
    clock::Clock,
    config::Settings,
    db::Database,
    fairness,
    grid::FigureCache,
    household,
    keyring::{Absent, Keyring},
    live::Live,
    rating::{self, Registrar},
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
    pub ballot_box: BallotBox,
    pub live: Live,
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
        std::fs::create_dir_all(&settings.data)
            .with_context(|| format!("cannot make the data folder {}", settings.data.display()))?;
        let (owner, db, boxed) = match &settings.database_url {
            None => {
                let owner = own(&settings.data)?;
                let db = Database::sqlite(&settings.data.join("county.db")).await?;
                let boxed = Database::sqlite(&settings.data.join("ballot_box.db")).await?;
                (Some(owner), db, boxed)
            }
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                let db = Database::postgres(url, "public").await?;
                let boxed = match &settings.ballot_box_url {
                    Some(own) => Database::postgres(own, "public").await?,
                    None => Database::postgres(url, BALLOT_BOX_SCHEMA).await?,
                };
                (None, db, boxed)
            }
            Some(_) => bail!(
                "--database-url must begin with postgres:// (without it, an SQLite file in the data folder is used)"
            ),
        };
        db.migrate::<CountyMigrator>().await.context("cannot bring the county's database up to date")?;
        boxed.migrate::<BallotBoxMigrator>().await.context("cannot bring the ballot box up to date")?;
        let empty = ::entity::account::Entity::find().count(db.reader()).await? == 0
            && ::entity::household::Entity::find().count(db.reader()).await? == 0;
        let packs = ::entity::meeting_pack::Entity::find().count(db.reader()).await?;
        let counts = rating::published(db.reader()).await?;
        let absent = match (empty, packs + counts) {
            (true, _) => Absent::Made,
            (false, 0) => Absent::SignMade,
            (false, _) => Absent::Refused,
        };
        let keyring = Keyring::load(&settings.key_dir(), absent)?;
        let hall = Hall::of(db.reader()).await?;
        let blobs = Blobs::local(&settings.data.join("blobs"))?;
        let ballot_box = BallotBox::new(boxed, &keyring, &settings.key_dir());
        let registrar = Registrar::new(&db, &settings.key_dir());
        Ok(Arc::new(Self {
            settings,
            db,
            keyring,
            clock,
            blobs,
            registrar,
            ballot_box,
            live: Live::default(),
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
        let scheme = if self.settings.tls_cert.is_some() { "https" } else { "http" };
        let address = match self.listening.get() {
            Some(listening) => address::reachable(*listening),
            None => address::reachable_text(&self.settings.listen),
        };
        format!("{scheme}://{address}")
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
