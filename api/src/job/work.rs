//! The kinds of follow-up work. Adding one: a variant here, and its line in [`Work::perform`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{app::App, assessment, import, link, notify::Mail, pack, rating};

/// What is to be done, with all that is needed to do it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// Send a mail.
    Mail(Mail),
    /// Import an uploaded sheet.
    Import { import_id: Uuid },
    /// Compute an assignment.
    Assignment { assignment_id: Uuid },
    /// Make a turn of the keys of a round.
    RoundKeys { round_id: Uuid },
    /// Delete the sealed ballots of a counted round and destroy its keys.
    EmptyBox { round_id: Uuid },
    /// Redact the comments of a counted round by rule, and open what its themes open.
    RoundWords { round_id: Uuid },
    /// Print a turn of a pack.
    Pack { pack_id: Uuid },
    /// Compute every official's score.
    Scores,
}

impl Work {
    /// The word under which it stands in the queue.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Import { .. } => "import",
            Self::Assignment { .. } => "assignment",
            Self::RoundKeys { .. } => "round_keys",
            Self::EmptyBox { .. } => "empty_box",
            Self::RoundWords { .. } => "round_words",
            Self::Pack { .. } => "pack",
            Self::Scores => "scores",
        }
    }

    /// Whether work of a kind is never given up: the ballot box may be another process that is away for a day, and what has
    /// to be destroyed waits for it.
    pub(super) fn must_be_done(kind: &str) -> bool {
        matches!(kind, "round_keys" | "empty_box")
    }

    /// Does it. An error means: try again later.
    pub(super) async fn perform(self, app: &Arc<App>, job_id: Uuid) -> anyhow::Result<()> {
        match self {
            Self::Mail(mail) => mail.send(app, job_id).await,
            Self::Import { import_id } => import::perform(app, import_id, job_id).await,
            Self::Pack { pack_id } => pack::perform(app, pack_id, job_id).await,
            Self::Assignment { assignment_id } => link::assignment::perform(app, assignment_id, job_id).await,
            Self::RoundKeys { round_id } => rating::make_keys(app, round_id, job_id).await,
            Self::EmptyBox { round_id } => rating::close::forget(app, round_id).await,
            Self::RoundWords { round_id } => rating::after_count(app, round_id).await,
            Self::Scores => assessment::service::compute(app).await,
        }
    }
}
