//! `lianxin serve`

use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::ValueEnum;
use domain::audit::away::{Fingerprint, Header};
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    audit::away,
    ballot_box::apart,
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
    /// Serve one of the two rooms of household ratings; the other is a process of its own
    #[arg(long, value_enum, value_name = "ROOM", conflicts_with = "meeting")]
    only: Option<Only>,
}

/// A room that is a process of its own.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Only {
    /// The county, without the ballot box
    Registrar,
    /// The ballot box, which knows no household
    BallotBox,
}

/// Serves the county, or one meeting of it, until asked to stop.
pub async fn run(settings: Settings, flags: &Flags, arguments: &Arguments) -> anyhow::Result<()> {
    match (arguments.only, settings.ballot_box_office.is_some()) {
        (Some(Only::BallotBox), _) => return serve_box(settings).await,
        (Some(Only::Registrar), false) => {
            bail!("say in ballot_box_office, as HOST:PORT, where the ballot box is asked")
        }
        (None, true) if arguments.meeting.is_none() => {
            bail!(
                "ballot_box_office is set, so the rooms are two processes: --only registrar, or --only ballot-box"
            )
        }
        _ => {}
    }
    let settings = match &arguments.meeting {
        Some(pack) => in_hall(settings, flags, pack)?,
        None => settings,
    };
    let app = App::open(settings, Clock::system()).await?;
    serve(app, |address| println!("listening on {address}")).await
}

async fn serve_box(settings: Settings) -> anyhow::Result<()> {
    let stopping = CancellationToken::new();
    super::stop_on_signals(stopping.clone())?;
    apart::serve(settings, stopping, |front, office| {
        println!("listening on {front}\noffice on {office}");
    })
    .await
}

/// Serves an opened county, with the worker beside it. `ready` is told the address.
pub async fn serve(app: Arc<App>, ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    super::stop_on_signals(app.stopping.clone())?;
    import::sweep(&app).await?;
    // A hall has no follow-up work: what was opened on stage is told to people once it is at home.
    let worker = app.hall.is_none().then(|| tokio::spawn(job::run(app.clone())));
    let listener = tokio::spawn(live::listen(app.clone()));
    let stirring = app.ballot_box.here().cloned().filter(|_| app.hall.is_none());
    let stirring = stirring.map(|boxed| tokio::spawn(boxed.keep_stirring(app.stopping.clone())));
    let served = http::serve(app.clone(), ready).await;
    app.stopping.cancel();
    if let Some(worker) = worker {
        worker.await?;
    }
    listener.await?;
    if let Some(stirring) = stirring {
        stirring.await?;
    }
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
    Ok(Settings {
        data,
        keys: None,
        database_url: None,
        ballot_box_url: None,
        ballot_box_office: None,
        ballot_box_origin: None,
        smtp_url: None,
        sms_gateway: None,
        ..settings
    })
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
