//! A county of a test's own.

use std::{path::Path, sync::Arc};

use api::{app::App, clock::Clock, config::Settings, db::Database, demo, http, job};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    sync::{OnceCell, oneshot},
    task::JoinHandle,
};

use crate::{Person, postgres};

/// The instant at which a test begins: noon in China on the day of the demo county.
pub const NOON: &str = "2026-11-20T04:00:00Z";

/// The seed of the county that tests use.
const SEED: u64 = 371_323;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A served county. Dropping it stops the server and removes what it stored.
#[derive(Debug)]
pub struct County {
    pub app: Arc<App>,
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub address: String,
    pub folder: TempDir,
    pub clock: Clock,
    server: Option<JoinHandle<anyhow::Result<()>>>,
    database: Option<String>,
}

struct Prepared {
    folder: TempDir,
    database: Option<String>,
}

static SQLITE: OnceCell<Prepared> = OnceCell::const_new();
static POSTGRES: OnceCell<Prepared> = OnceCell::const_new();

impl County {
    /// A copy of the prepared village-scale county, served on a free port.
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, |_| {}).await
    }

    /// The same with settings of the test's own.
    pub async fn start_with(kind: Kind, adjust: impl FnOnce(&mut Settings)) -> Self {
        let cell = match kind {
            Kind::Sqlite => &SQLITE,
            Kind::Postgres => &POSTGRES,
        };
        let prepared = cell.get_or_init(|| prepare(kind)).await;
        let folder = tempfile::tempdir().unwrap();
        copy(prepared.folder.path(), folder.path());
        let (url, database) = match &prepared.database {
            Some(template) => {
                let (url, name) = postgres::create(Some(template)).await;
                (Some(url), Some(name))
            }
            None => (None, None),
        };
        let clock = noon();
        let mut settings = settings(folder.path(), url);
        adjust(&mut settings);
        let app = App::open(settings, clock.clone()).await.unwrap();
        let (tell, told) = oneshot::channel();
        let served = app.clone();
        let server = tokio::spawn(async move {
            // No worker beside it: a test says when follow-up work is done.
            http::serve(served, |address| tell.send(address.to_owned()).unwrap()).await
        });
        let address = told.await.expect("the server says where it listens");
        Self { app, address, folder, clock, server: Some(server), database }
    }

    /// The ballot box's own database.
    pub fn ballot_box(&self) -> &Database {
        &self.app.ballot_box.here().expect("a test's county is one process").db
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Person {
        Person::new(&self.address)
    }

    /// Somebody with one of the demo's accounts, signed in.
    pub async fn person(&self, login: &str) -> Person {
        let person = self.stranger();
        person.sign_in(login, demo::PASSWORD).await;
        person
    }

    /// Somebody with a new account, which an administrator makes from this form and he activates himself.
    pub async fn newcomer(&self, account: Value) -> Person {
        let made = self.person("admin").await.post("/api/accounts", &account).await.expect(200);
        let activation =
            json!({ "login": account["login"], "code": made["activation_code"], "password": demo::PASSWORD });
        let person = self.stranger();
        person.post("/api/activation", &activation).await.expect(200);
        person
    }

    /// Moves time forward.
    pub fn pass(&self, time: chrono::Duration) {
        self.clock.set(self.clock.now() + time);
    }

    /// Does all follow-up work that is due.
    pub async fn drain(&self) -> usize {
        job::drain(&self.app).await.unwrap()
    }

    /// State and attempts of the one job of a kind.
    pub async fn only_job(&self, kind: &str) -> (String, i32) {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let jobs = ::entity::job::Entity::find()
            .filter(::entity::job::Column::Kind.eq(kind))
            .all(self.app.db.reader())
            .await
            .unwrap();
        assert_eq!(jobs.len(), 1, "one {kind} job");
        (jobs[0].state.clone(), jobs[0].attempts)
    }

    /// How many jobs of a kind there are.
    pub async fn jobs(&self, kind: &str) -> u64 {
        use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
        let jobs = ::entity::job::Entity::find().filter(::entity::job::Column::Kind.eq(kind));
        jobs.count(self.app.db.reader()).await.unwrap()
    }

    /// Stops the server in order and waits for it.
    pub async fn stop(mut self) {
        self.app.stopping.cancel();
        if let Some(server) = self.server.take() {
            server.await.unwrap().unwrap();
        }
    }
}

impl Drop for County {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
        if let Some(name) = self.database.take() {
            // A runtime is being torn down around us: clean up on a thread of our own.
            let cleaned = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(postgres::remove(&name));
            });
            let _ = cleaned.join();
        }
    }
}

/// The clock of a test.
pub(crate) fn noon() -> Clock {
    Clock::fixed(DateTime::parse_from_rfc3339(NOON).unwrap().with_timezone(&Utc))
}

fn settings(folder: &Path, url: Option<String>) -> Settings {
    Settings {
        data: folder.to_owned(),
        listen: "127.0.0.1:0".to_owned(),
        database_url: url,
        ..Settings::default()
    }
}

async fn prepare(kind: Kind) -> Prepared {
    let folder = tempfile::tempdir().unwrap();
    let (url, database) = match kind {
        Kind::Sqlite => (None, None),
        Kind::Postgres => {
            let (url, name) = postgres::create(None).await;
            (Some(url), Some(name))
        }
    };
    let options = demo::Options { scale: demo::Scale::Village, seed: SEED, today: noon().today() };
    demo::make(&settings(folder.path(), url), &options).await.unwrap();
    Prepared { folder, database }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
