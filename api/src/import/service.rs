//! An import from its file to the roster: checked in one thread, staged in small transactions, swapped in at once.

use std::{
    io::{Read, Seek},
    path::Path,
    sync::Arc,
};

use anyhow::Context;
use entity::import_run::Model as Run;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DbBackend, EntityTrait, IntoActiveModel};
use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    flaw::Flaws,
    kinds::{Desk, Grids, Households, Kind, Links, Officials, Sheet, Units},
    reading::{self, Batch, Checked},
    store::{self, state},
    swap::Tally,
};
use crate::{
    app::App,
    journal::{self, Actor, Subject},
};

/// Batches that may wait to be staged; more would only fill the memory.
const WAITING: usize = 2;
/// Share of the progress that reading and staging make up; the swap is the rest.
const READ_PERCENT: i32 = 90;

/// A file to import.
pub trait Source: Read + Seek + Send + 'static {}

impl<S: Read + Seek + Send + 'static> Source for S {}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub rows: u32,
    pub percent: i32,
}

/// How an import ended.
#[derive(Clone, Debug)]
pub struct ImportReport {
    pub id: Uuid,
    pub kind: Kind,
    pub dry_run: bool,
    pub rows: u32,
    pub tally: Tally,
    pub flaws: Flaws,
    /// Headings of columns that were not read.
    pub ignored: Vec<String>,
}

impl ImportReport {
    /// Whether the sheet was turned away.
    pub fn is_rejected(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// Imports a file of this machine: the command line's way.
pub async fn import_file(
    app: &Arc<App>,
    kind: Kind,
    path: &Path,
    dry_run: bool,
    mut on_progress: impl FnMut(Progress) + Send,
) -> anyhow::Result<ImportReport> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let tx = app.db.begin().await?;
    let run = store::begin(&tx, app, kind, &name, dry_run, None, None).await?;
    tx.commit().await?;
    let report = import(app, &run, file, Actor::program("lianxin import"), None, &mut on_progress).await;
    if report.is_err() {
        abandon(app, &run).await?;
    }
    report
}

/// Imports the file of a run. May be done again after a crash: nothing of the first try is left in the roster.
pub async fn import(
    app: &Arc<App>,
    run: &Run,
    source: impl Source,
    actor: Actor,
    job: Option<Uuid>,
    on_progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<ImportReport> {
    let kind: Kind = run.kind.parse().map_err(anyhow::Error::msg)?;
    let mut work = Work { app, run, actor, job, on_progress };
    match kind {
        Kind::Units => work.import::<Units>(source).await,
        Kind::Grids => work.import::<Grids>(source).await,
        Kind::Officials => work.import::<Officials>(source).await,
        Kind::Households => work.import::<Households>(source).await,
        Kind::Links => work.import::<Links>(source).await,
    }
}

/// Gives a run up and forgets its staged rows.
pub async fn abandon(app: &App, run: &Run) -> anyhow::Result<()> {
    let kind: Kind = run.kind.parse().map_err(anyhow::Error::msg)?;
    store::clear(&app.db, staging(kind), run.id).await?;
    let tx = app.db.begin().await?;
    store::fail(&tx, app, run.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives up what a killed command left behind. On PostgreSQL another command may be at work: a day is enough for any.
pub async fn sweep(app: &App) -> anyhow::Result<()> {
    let alone = app.db.backend() == DbBackend::Sqlite;
    let long_ago = app.clock.now() - chrono::Duration::days(1);
    for run in store::abandoned(app.db.reader()).await? {
        if alone || run.created_at < long_ago {
            abandon(app, &run).await?;
        }
    }
    for kind in Kind::ALL {
        store::clear_finished(&app.db, staging(kind)).await?;
    }
    Ok(())
}

fn staging(kind: Kind) -> &'static str {
    match kind {
        Kind::Units => Units::SWAP.staging(),
        Kind::Grids => Grids::SWAP.staging(),
        Kind::Officials => Officials::SWAP.staging(),
        Kind::Households => Households::SWAP.staging(),
        Kind::Links => Links::SWAP.staging(),
    }
}

struct Work<'a> {
    app: &'a Arc<App>,
    run: &'a Run,
    actor: Actor,
    job: Option<Uuid>,
    on_progress: &'a mut (dyn FnMut(Progress) + Send),
}

impl Work<'_> {
    async fn import<K: Sheet>(&mut self, source: impl Source) -> anyhow::Result<ImportReport>
    where
        <K::Staging as EntityTrait>::Model: IntoActiveModel<<K::Staging as EntityTrait>::ActiveModel>,
        <K::Staging as EntityTrait>::ActiveModel:
            ActiveModelTrait<Entity = K::Staging> + ActiveModelBehavior + Send,
    {
        let (app, id) = (self.app, self.run.id);
        // What an interrupted try left behind.
        store::clear(&app.db, K::SWAP.staging(), id).await?;
        let checked = self.check::<K>(source).await?;
        let mut report = ImportReport {
            id,
            kind: K::KIND,
            dry_run: self.run.dry_run,
            rows: checked.rows,
            tally: Tally::default(),
            flaws: checked.desk.flaws,
            ignored: checked.ignored,
        };
        if report.is_rejected() {
            let tx = app.db.begin().await?;
            let rows = i32::try_from(report.rows).unwrap_or(i32::MAX);
            store::advance(&tx, id, state::CHECKING, rows, READ_PERCENT).await?;
            store::reject(&tx, app, id, &report.flaws).await?;
            store::note_ignored(&tx, id, &report.ignored).await?;
            tx.commit().await?;
        } else {
            report.tally = self.swap::<K>(&checked.headings, &report.ignored, checked.rows).await?;
        }
        store::clear(&app.db, K::SWAP.staging(), id).await?;
        (self.on_progress)(Progress { rows: report.rows, percent: 100 });
        Ok(report)
    }

    /// Reads and checks in a thread of its own, and stages here what it hands on.
    async fn check<K: Sheet>(&mut self, source: impl Source) -> anyhow::Result<Checked>
    where
        <K::Staging as EntityTrait>::Model: IntoActiveModel<<K::Staging as EntityTrait>::ActiveModel>,
        <K::Staging as EntityTrait>::ActiveModel:
            ActiveModelTrait<Entity = K::Staging> + ActiveModelBehavior + Send,
    {
        let (app, id) = (self.app.clone(), self.run.id);
        let kind = K::load(app.db.reader()).await?;
        let desk = Desk::new(app.clone(), id);
        let (sender, mut batches) = mpsc::channel::<Batch<<K::Staging as EntityTrait>::Model>>(WAITING);
        let reader = tokio::task::spawn_blocking(move || {
            reading::check(kind, desk, source, &mut |batch| sender.blocking_send(batch).is_ok())
        });
        while let Some(batch) = batches.recv().await {
            let percent = i32::from(batch.done) * READ_PERCENT / 1000;
            let rows = i32::try_from(batch.rows).unwrap_or(i32::MAX);
            let tx = app.db.begin().await?;
            store::stage::<K::Staging>(&tx, batch.models).await?;
            store::advance(&tx, id, state::CHECKING, rows, percent).await?;
            tx.commit().await?;
            if let Some(job) = self.job {
                crate::job::set_progress(&app, job, percent, 100).await?;
            }
            (self.on_progress)(Progress { rows: batch.rows, percent });
        }
        Ok(reader.await.context("the sheet could not be read")??)
    }

    /// Swaps the staged rows in, or counts what that would do.
    async fn swap<K: Sheet>(
        &mut self,
        headings: &[&str],
        ignored: &[String],
        rows: u32,
    ) -> anyhow::Result<Tally> {
        let (app, id) = (self.app, self.run.id);
        let rows = i32::try_from(rows).unwrap_or(i32::MAX);
        if self.run.dry_run {
            let tally = K::SWAP.tally(app.db.reader(), id, headings).await?;
            let tx = app.db.begin().await?;
            store::advance(&tx, id, state::READY, rows, 100).await?;
            store::note_ignored(&tx, id, ignored).await?;
            store::finish(&tx, app, id, state::READY, tally).await?;
            tx.commit().await?;
            return Ok(tally);
        }
        let tx = app.db.begin().await?;
        store::advance(&tx, id, state::APPLYING, rows, READ_PERCENT).await?;
        store::note_ignored(&tx, id, ignored).await?;
        tx.commit().await?;
        let tx = app.db.begin().await?;
        let tally = K::SWAP.apply(&tx, id, headings).await?;
        // In the same transaction: a run that says it was applied was, whenever the power fails.
        store::finish(&tx, app, id, state::APPLIED, tally).await?;
        let detail = json!({
            "kind": K::KIND.as_str(),
            "added": tally.added,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
        });
        let subject = Subject::new("import", id);
        let now = app.clock.now();
        journal::record(&tx, app.clock.id(), now, self.actor.clone(), "import.apply", subject, detail)
            .await?;
        tx.commit().await?;
        app.figures.forget();
        Ok(tally)
    }
}
