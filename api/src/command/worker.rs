//! `lianxin worker`

use anyhow::ensure;

use crate::{app::App, clock::Clock, config::Settings, import, job};

/// Works off the queue until asked to stop.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    ensure!(
        settings.database_url.is_some(),
        "a worker of its own needs PostgreSQL (--database-url); on SQLite `lianxin serve` does this work itself"
    );
    let app = App::open(settings, Clock::system()).await?;
    super::stop_on_signals(app.stopping.clone())?;
    import::sweep(&app).await?;
    println!("working");
    job::run(app.clone()).await;
    app.close().await
}
