//! The worker: inside the server on SQLite, in as many processes as wanted on PostgreSQL.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt;

use super::queue;
use crate::{app::App, campaign, follow_up, link, notify::sms, pack, rating, request};

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// Terms end at midnight; a few minutes later is soon enough.
const BETWEEN_SWEEPS: Duration = Duration::from_mins(5);

/// Works until the program stops; text messages go beside it, out of a queue of their own.
pub async fn run(app: Arc<App>) {
    tokio::join!(work(app.clone()), sms::run(app));
}

async fn work(app: Arc<App>) {
    if let Err(error) = queue::release(&app).await {
        tracing::error!(error = format!("{error:#}"), "the job queue cannot be read");
    }
    let mut sweeps = tokio::time::interval(BETWEEN_SWEEPS);
    while !app.stopping.is_cancelled() {
        if sweeps.tick().now_or_never().is_some() {
            sweep(&app).await;
        }
        let worked = match step(&app).await {
            Ok(worked) => worked,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the job queue cannot be read");
                false
            }
        };
        if !worked {
            tokio::select! {
                () = app.stopping.cancelled() => {}
                () = tokio::time::sleep(REST) => {}
            }
        }
    }
}

/// What is found by looking, not by being told. Every sweep may run twice.
async fn sweep(app: &Arc<App>) {
    if let Err(error) = request::sweep::overdue(app).await {
        tracing::error!(error = format!("{error:#}"), "missed terms cannot be looked for");
    }
    if let Err(error) = campaign::sweep::remind(app).await {
        tracing::error!(error = format!("{error:#}"), "reminders of campaigns cannot be sent");
    }
    if let Err(error) = follow_up::sweep::remind(app).await {
        tracing::error!(error = format!("{error:#}"), "reminders of follow-ups cannot be sent");
    }
    if let Err(error) = rating::theme::remind(app).await {
        tracing::error!(error = format!("{error:#}"), "reminders of rectifications cannot be sent");
    }
    if let Err(error) = rating::watch::sweep(app).await {
        tracing::error!(error = format!("{error:#}"), "rating rounds cannot be watched");
    }
    if let Err(error) = pack::sweep(app).await {
        tracing::error!(error = format!("{error:#}"), "old packs cannot be deleted");
    }
    if let Err(error) = link::assignment::take_effect(app).await {
        tracing::error!(error = format!("{error:#}"), "assignments whose day has come cannot be looked for");
    }
}

/// Does all that is due, for tests and commands. Returns how many jobs were done.
pub async fn drain(app: &Arc<App>) -> anyhow::Result<usize> {
    let mut done = 0;
    while step(app).await? {
        done += 1;
    }
    Ok(done)
}

async fn step(app: &Arc<App>) -> anyhow::Result<bool> {
    let Some(job) = queue::claim(app).await? else { return Ok(false) };
    let outcome = match queue::payload(app, &job) {
        Ok(work) => work.perform(app, job.id).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &outcome {
        tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, error = format!("{error:#}"), "job failed");
    }
    queue::settle(app, &job, outcome.map_err(|error| format!("{error:#}"))).await?;
    Ok(true)
}
