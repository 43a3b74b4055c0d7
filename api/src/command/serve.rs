//! `lianxin serve`

use std::sync::Arc;

use crate::{app::App, clock::Clock, config::Settings, http, import, job, live};

/// Serves the county until asked to stop.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    let app = App::open(settings, Clock::system()).await?;
    serve(app, |address| println!("listening on {address}")).await
}

/// Serves an opened county, with the worker beside it. `ready` is told the address.
pub async fn serve(app: Arc<App>, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    super::stop_on_signals(&app)?;
    import::sweep(&app).await?;
    let worker = tokio::spawn(job::run(app.clone()));
    let listener = tokio::spawn(live::listen(app.clone()));
    let served = http::serve(app.clone(), ready).await;
    app.stopping.cancel();
    worker.await?;
    listener.await?;
    app.close().await?;
    served
}
