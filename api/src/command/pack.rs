//! `lianxin pack`

use std::{io::IsTerminal, path::PathBuf, time::Instant};

use domain::pack::PackKind;

use crate::{app::App, clock::Clock, config::Settings, demo, pack};

/// What to print.
#[derive(Clone, Debug, clap::Args)]
pub struct Pack {
    /// tags (door tags), codes (letters with household codes) or cards (pledge cards)
    #[arg(value_parser = |word: &str| word.parse::<PackKind>().map_err(|error| error.to_string()))]
    kind: PackKind,
    /// Folder for VILLAGECODE.pdf, made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Code of a township, work area or village [default: the county]
    #[arg(long, value_name = "CODE")]
    grid: Option<String>,
}

/// Writes the files of a pack and says how many pieces they hold.
pub async fn run(settings: Settings, pack: &Pack) -> anyhow::Result<()> {
    let no_address = settings.public_url.is_none();
    let app = App::open(settings, Clock::system()).await?;
    let address = app.public_url();
    if no_address {
        eprintln!("note: the codes lead to {address}; set public_url before you print on paper");
    }
    let begin = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let show = |done: usize, all: usize| {
        if terminal {
            eprint!("\r{done} of {all} villages");
        }
    };
    let written = pack::write_folder(&app, pack.kind, pack.grid.as_deref(), &pack.out, show).await;
    if terminal {
        eprintln!();
    }
    app.close().await?;
    let written = written?;
    let seconds = begin.elapsed().as_secs_f64();
    println!("{:<14}{}", "kind", pack.kind);
    println!("{:<14}{address}", "address");
    println!("{:<14}{}", "files", written.files);
    println!("{:<14}{}", "cards", written.cards);
    println!("{:<14}{}", "pages", written.pages);
    println!("{:<14}{seconds:.1}", "seconds");
    println!("{:<14}{} MiB", "size", written.bytes >> 20);
    if let Some(peak) = demo::peak_mib() {
        println!("{:<14}{peak} MiB", "peak memory");
    }
    if !written.missing.is_empty() {
        let missing: String = written.missing.iter().collect();
        println!("{:<14}{missing}", "not in font");
    }
    Ok(())
}
