//! `lianxin serve`

use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use domain::audit::away::{Fingerprint, Header};

use crate::{
    app::App,
    audit::away,
    clock::Clock,
    config::{Flags, Settings},
    http, import, job, live,
};

/// Where the key of a pack is looked for before it is asked for.
const PACK_KEY: &str = "LIANXIN_PACK_KEY";

/// What is served.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Serve one meeting from this pack; its data is unpacked once, below --data or beside the pack
    #[arg(long, value_name = "PACK")]
    meeting: Option<PathBuf>,
}

/// Serves the county, or one meeting of it, until asked to stop.
pub async fn run(settings: Settings, flags: &Flags, arguments: &Arguments) -> anyhow::Result<()> {
    let settings = match &arguments.meeting {
        Some(pack) => in_hall(settings, flags, pack)?,
        None => settings,
    };
    let app = App::open(settings, Clock::system()).await?;
    serve(app, |address| println!("listening on {address}")).await
}

/// Serves an opened county, with the worker beside it. `ready` is told the address.
pub async fn serve(app: Arc<App>, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    super::stop_on_signals(&app)?;
    import::sweep(&app).await?;
    // A hall has no follow-up work: what was opened on stage is told to people once it is at home.
    let worker = app.hall.is_none().then(|| tokio::spawn(job::run(app.clone())));
    let listener = tokio::spawn(live::listen(app.clone()));
    let served = http::serve(app.clone(), ready).await;
    app.stopping.cancel();
    if let Some(worker) = worker {
        worker.await?;
    }
    listener.await?;
    app.close().await?;
    served
}

/// The settings of a hall whose data lies unpacked. It has an SQLite file and keys of its own and writes no mail,
/// whatever the machine is set up for otherwise.
fn in_hall(settings: Settings, flags: &Flags, pack: &Path) -> anyhow::Result<Settings> {
    let below = flags.data.clone().unwrap_or_else(|| beside(pack));
    std::fs::create_dir_all(&below).with_context(|| format!("cannot make the folder {}", below.display()))?;
    let mut told = false;
    let (header, data) = away::unpack(pack, &below, |header| {
        told = true;
        tell(header);
        ask()
    })?;
    if !told {
        tell(&header);
    }
    Ok(Settings { data, keys: None, database_url: None, ballot_box_url: None, smtp_url: None, ..settings })
}

/// `hall/YISHUI-2026-06.lianxin-pack` is unpacked below `hall/YISHUI-2026-06-hall`.
fn beside(pack: &Path) -> PathBuf {
    let name = pack.file_stem().unwrap_or_default().to_string_lossy();
    pack.with_file_name(format!("{name}-hall"))
}

/// What is to be compared with the notary's sheet and with the county's page.
fn tell(header: &Header) {
    println!("county       {}", header.county);
    println!("meeting      {} {}", header.code, header.title);
    println!("announced A  {}", header.announced);
    println!("signed by    {}", Fingerprint::of(&header.key));
}

/// The pack's key, from the environment or typed.
fn ask() -> anyhow::Result<String> {
    if let Ok(key) = std::env::var(PACK_KEY) {
        return Ok(key);
    }
    print!("key of this pack: ");
    std::io::stdout().flush()?;
    let mut key = String::new();
    std::io::stdin().lock().read_line(&mut key).context("the key of the pack cannot be read")?;
    anyhow::ensure!(!key.trim().is_empty(), "the pack has a key: type it, or put it into {PACK_KEY}");
    Ok(key)
}
