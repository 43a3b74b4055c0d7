//! `lianxin assign`: a county's households to its officials, from files and into a file.

mod county;
mod report;
mod rows;

use std::{
    fs::File,
    io::{BufWriter, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Context;
use domain::link::{
    assignment::{AFFINITY, Settings, assign},
    leaders::leaders,
};

use county::{Bounds, County};

/// What the command is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder with villages.csv, households.csv, officials.csv, links.csv and recusals.csv
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where the assignment is written: `household_id,official_id`
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
    /// The fewest households of an official [default: officials.csv's `min_households`, or 25]
    #[arg(long)]
    min: Option<usize>,
    /// The most households of an official [default: officials.csv's `max_households`, or 35]
    #[arg(long)]
    max: Option<usize>,
    /// How many metres of way one official fewer in a village group is worth
    #[arg(long, value_name = "METRES", default_value_t = AFFINITY)]
    affinity: f64,
    /// Choose a leader for every village as well: `village_code,official_id`
    #[arg(long, value_name = "FILE.csv")]
    leaders: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// Exit 0 everyone is assigned within the bounds, 1 somebody is not and is named, 2 the files cannot be used.
pub fn run(arguments: &Arguments) -> ExitCode {
    match assigned(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lianxin: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn assigned(arguments: &Arguments) -> anyhow::Result<bool> {
    anyhow::ensure!(
        arguments.affinity.is_finite() && arguments.affinity >= 0.0,
        "--affinity {} is no number of metres",
        arguments.affinity
    );
    let begin = Instant::now();
    let bounds = Bounds { least: arguments.min, most: arguments.max };
    let county = County::read(&arguments.folder, bounds)?;
    let reading = begin.elapsed();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let settings = Settings { affinity: arguments.affinity, threads };
    let solving = Instant::now();
    let found = assign(&county.instance, &settings).context("the county cannot be assigned")?;
    let solving = solving.elapsed();
    write(&arguments.out, |file| {
        writeln!(file, "household_id,official_id")?;
        for (household, official) in found.official_of.iter().enumerate() {
            if let Some(official) = official {
                writeln!(file, "{},{}", county.households.name(household), county.officials.name(*official))?;
            }
        }
        Ok(())
    })?;
    let led = match &arguments.leaders {
        Some(file) => Some(lead(&county, file)?),
        None => None,
    };
    let times = report::Times { total: begin.elapsed(), reading, solving };
    let report = report::Report { county: &county, found: &found, led: led.as_ref(), times };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report.json())?);
    } else {
        print!("{}", report.text());
    }
    Ok(found.overflow.is_empty() && found.outside.is_empty())
}

fn lead(county: &County, file: &Path) -> anyhow::Result<domain::link::leaders::Leaders> {
    let led = leaders(&county.grids);
    write(file, |file| {
        writeln!(file, "village_code,official_id")?;
        for (village, official) in led.villages.iter().enumerate() {
            if let Some(official) = official {
                writeln!(file, "{},{}", county.villages.name(village), county.officials.name(*official))?;
            }
        }
        Ok(())
    })?;
    Ok(led)
}

/// Writes a file beside its place and then into it, so that half a file never stands there.
fn write(
    place: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let mut name = place.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = || -> std::io::Result<()> {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(&part)?);
        content(&mut file)?;
        file.flush()?;
        std::fs::rename(&part, place)
    };
    written().with_context(|| format!("cannot write {}", place.display()))
}
