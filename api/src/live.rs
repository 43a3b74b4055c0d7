//! What happens now, told to whoever is watching: the stage's event streams.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, Statement,
    sqlx::{PgPool, postgres::PgListener},
};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::app::App;

/// How many tellings a slow watcher may lag behind before he is told to look afresh.
const BACKLOG: usize = 64;
/// PostgreSQL's channel between the processes of a county.
const CHANNEL: &str = "lianxin_live";
/// How long to wait before trying again to listen.
const PAUSE: Duration = Duration::from_secs(2);

/// Tells watchers in this process which meeting has changed; they read the snapshot themselves.
#[derive(Clone, Debug)]
pub struct Live {
    sender: broadcast::Sender<Uuid>,
    tellings: Arc<AtomicU64>,
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::channel(BACKLOG).0, tellings: Arc::default() }
    }
}

impl Live {
    /// Says that a meeting has changed. Call it after the commit.
    pub fn tell(&self, meeting_id: Uuid) {
        self.tellings.fetch_add(1, Ordering::SeqCst);
        // Nobody watching is not an error.
        let _ = self.sender.send(meeting_id);
    }

    /// Says that any meeting may have changed: tellings of other processes were missed.
    pub fn tell_all(&self) {
        self.tell(Uuid::nil());
    }

    pub fn watch(&self) -> broadcast::Receiver<Uuid> {
        self.sender.subscribe()
    }

    /// How often something was told: whatever was read before the last telling may be old.
    pub fn tellings(&self) -> u64 {
        self.tellings.load(Ordering::SeqCst)
    }
}

/// Whether a telling is about this meeting.
pub fn concerns(told: Uuid, meeting_id: Uuid) -> bool {
    told == meeting_id || told.is_nil()
}

/// Tells the other processes of this county, at the moment the transaction commits. On SQLite there are none.
pub async fn notify(tx: &impl ConnectionTrait, meeting_id: Uuid) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let values = [CHANNEL.into(), meeting_id.to_string().into()];
        let notify = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        tx.execute_raw(notify).await?;
    }
    Ok(())
}

/// Passes on what other processes tell, until the program stops. Returns at once on SQLite.
pub async fn listen(app: Arc<App>) {
    let Some(pool) = app.db.postgres_pool().cloned() else { return };
    let stopping = app.stopping.clone();
    stopping
        .run_until_cancelled(async {
            loop {
                if let Err(error) = pass_on(&pool, &app.live).await {
                    tracing::warn!(%error, "cannot hear the other processes; trying again");
                }
                tokio::time::sleep(PAUSE).await;
            }
        })
        .await;
}

async fn pass_on(pool: &PgPool, live: &Live) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // Whatever was told before we listened went by unheard.
    live.tell_all();
    loop {
        match listener.try_recv().await? {
            Some(told) => {
                if let Ok(meeting_id) = told.payload().parse() {
                    live.tell(meeting_id);
                }
            }
            None => live.tell_all(),
        }
    }
}
