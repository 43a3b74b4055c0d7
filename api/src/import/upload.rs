//! A sheet that came through the web: taken in, imported as a job, and forgotten.

use std::sync::Arc;

use domain::identity::Operation;
use entity::import_run::Model as Run;
use sea_orm::EntityTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    kinds::Kind,
    sealed_file::{self, SealedFile},
    service, store,
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    job::{self, Work},
    journal::{self, Actor, Subject},
};

/// Tries after which an import that cannot be done is given up and says so.
const MOST_TRIES: i32 = 3;

/// Keeps an uploaded file, sealed, and queues its import.
pub async fn accept(
    caller: &Caller,
    kind: Kind,
    name: &str,
    bytes: Vec<u8>,
    dry_run: bool,
) -> ApiResult<Run> {
    caller.may(Operation::CreateImport)?;
    if bytes.is_empty() {
        return Err(ApiError::field("file", "required"));
    }
    let app = &caller.app;
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    // The blob's id binds the sealed pieces: it is known before the run is.
    let blob_id = app.clock.id();
    let sealed = sealed_file::seal(&app.keyring, blob_id, &bytes);
    drop(bytes);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    app.blobs.put(&tx, blob_id, now, "import", "application/octet-stream", sealed).await?;
    let run = store::begin(&tx, app, kind, name, dry_run, Some(blob_id), Some(caller.account_id)).await?;
    let detail = json!({ "kind": kind.as_str(), "dry_run": dry_run, "sha256": sha256 });
    let subject = Subject::new("import", run.id);
    journal::record(&tx, app.clock.id(), now, caller, "import.create", subject, detail).await?;
    job::enqueue(&tx, app, &Work::Import { import_id: run.id }).await?;
    tx.commit().await?;
    Ok(run)
}

/// The job: imports the file of a run and forgets it. Done again after a crash it begins anew.
pub async fn perform(app: &Arc<App>, import_id: Uuid, job_id: Uuid) -> anyhow::Result<()> {
    let Some(run) = store::find(app.db.reader(), import_id).await? else { return Ok(()) };
    if run.finished_at.is_none() {
        let result = match blob(app, &run).await? {
            Some(blob) => {
                let sealed = app.blobs.get(&blob).await?;
                let source = SealedFile::new(app.keyring.clone(), blob.id, sealed);
                let actor = actor(app, &run).await?;
                service::import(app, &run, source, actor, Some(job_id), &mut |_| {}).await.map(drop)
            }
            None => Err(anyhow::anyhow!("the uploaded file is gone")),
        };
        if let Err(error) = result {
            let tries = ::entity::job::Entity::find_by_id(job_id).one(app.db.reader()).await?;
            if tries.is_none_or(|job| job.attempts < MOST_TRIES) {
                return Err(error);
            }
            tracing::error!(import = %import_id, error = format!("{error:#}"), "import given up");
            service::abandon(app, &run).await?;
        }
    }
    forget(app, &run).await
}

async fn blob(app: &App, run: &Run) -> anyhow::Result<Option<::entity::blob::Model>> {
    let Some(id) = run.blob_id else { return Ok(None) };
    Ok(::entity::blob::Entity::find_by_id(id).one(app.db.reader()).await?)
}

async fn actor(app: &App, run: &Run) -> anyhow::Result<Actor> {
    let account = match run.created_by {
        Some(id) => ::entity::account::Entity::find_by_id(id).one(app.db.reader()).await?,
        None => None,
    };
    Ok(account.map_or_else(
        || Actor::program("import"),
        |account| Actor { id: Some(account.id), name: account.login },
    ))
}

/// The file has done its service and holds personal data.
async fn forget(app: &App, run: &Run) -> anyhow::Result<()> {
    let Some(blob) = blob(app, run).await? else { return Ok(()) };
    let tx = app.db.begin().await?;
    store::drop_blob(&tx, run.id).await?;
    app.blobs.delete(&tx, &blob).await?;
    tx.commit().await?;
    Ok(())
}
