//! `lianxin migrate`

use crate::{app::App, clock::Clock, config::Settings};

/// Brings the databases up to date; opening them does it.
pub async fn run(settings: Settings) -> anyhow::Result<()> {
    let app = App::open(settings, Clock::system()).await?;
    println!("the databases are up to date");
    app.close().await
}
