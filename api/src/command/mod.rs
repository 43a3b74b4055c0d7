//! What each command does.

pub mod assign;
pub mod demo;
pub mod draw;
pub mod import;
pub mod migrate;
pub mod pack;
pub mod rating;
pub mod serve;
pub mod trustee;
pub mod worker;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::Settings;

/// Sends log lines to standard error, as text or JSON.
pub fn start_logging(settings: &Settings) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log)
        .context("the setting log is not a log filter")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first one's logging.
    let _ = if settings.log_json { lines.json().try_init() } else { lines.try_init() };
    Ok(())
}

/// Asks the program to stop when the terminal or the service manager does.
fn stop_on_signals(stopping: CancellationToken) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = stopping.cancelled() => {}
        }
        stopping.cancel();
    });
    Ok(())
}
