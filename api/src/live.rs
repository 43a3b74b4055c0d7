//! What happens now, told to whoever is watching: the stage's event streams.

use tokio::sync::broadcast;
use uuid::Uuid;

/// How many tellings a slow watcher may lag behind before he is told to look afresh.
const BACKLOG: usize = 64;

/// Tells watchers in this process which meeting has changed; they read the snapshot themselves.
#[derive(Clone, Debug)]
pub struct Live(broadcast::Sender<Uuid>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Live {
    /// Says that a meeting has changed. Call it after the commit.
    pub fn tell(&self, meeting_id: Uuid) {
        // Nobody watching is not an error.
        let _ = self.0.send(meeting_id);
    }

    pub fn watch(&self) -> broadcast::Receiver<Uuid> {
        self.0.subscribe()
    }
}
