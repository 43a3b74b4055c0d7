//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    command,
    config::{Flags, Settings},
};

/// 连心: officials serve households, households judge officials.
#[derive(Debug, Parser)]
#[command(name = "lianxin", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the demo county where there is none, and serve it
    #[command(after_help = "Example:\n  lianxin demo --scale township --listen 0.0.0.0:8371")]
    Demo(command::demo::Arguments),
    /// Serve the county in the data folder, or one meeting in a hall without internet
    #[command(
        after_help = "Examples:\n  lianxin serve --data /srv/lianxin --listen 0.0.0.0:443 --tls-cert fullchain.pem --tls-key key.pem\n  lianxin serve --meeting YISHUI-2026-06.lianxin-pack --listen 0.0.0.0:8371\n  lianxin serve --only ballot-box --data /srv/ballot-box --listen 0.0.0.0:8443"
    )]
    Serve(command::serve::Arguments),
    /// Do the queued follow-up work beside `serve` processes (PostgreSQL only)
    #[command(after_help = "Example:\n  lianxin worker --database-url postgres://lianxin@db/county")]
    Worker,
    /// Bring the databases up to date and stop
    #[command(after_help = "Example:\n  lianxin migrate --database-url postgres://lianxin@db/county")]
    Migrate,
    /// Import a sheet of the roster: checked whole, then all of it or nothing
    #[command(
        after_help = "Examples:\n  lianxin import template households --out households.xlsx\n  lianxin import households households.xlsx --dry-run"
    )]
    Import(command::import::Import),
    /// Write the door tags, household codes or pledge cards of the county as PDF, one file for each village
    #[command(
        after_help = "Example:\n  lianxin pack tags --grid 371323102 --out tags/\n\nHousehold codes open the pages of households: keep their files as you would keep the letters."
    )]
    Pack(command::pack::Pack),
    /// Assign a county's households to its officials, from files into a file: exit 0 all are, 1 some are not, 2 bad files
    #[command(after_help = "Example:\n  lianxin assign county --out assignment.csv --leaders leaders.csv")]
    Assign(command::assign::Arguments),
    /// Print the OpenAPI document
    #[command(after_help = "Example:\n  lianxin openapi > openapi.json")]
    Openapi,
    /// Print the settings in force, secrets hidden
    #[command(after_help = "Example:\n  lianxin config --listen 0.0.0.0:80")]
    Config,
    /// Check draws, and make the notary's codes for one
    #[command(subcommand)]
    Draw(Draw),
    /// Check the count of a rating round
    #[command(subcommand)]
    Rating(Rating),
    /// Keys of a rating round's trustees
    #[command(subcommand)]
    Trustee(Trustee),
}

#[derive(Debug, Subcommand)]
enum Trustee {
    /// Make a pair of keys; run it on the trustee's own machine
    #[command(after_help = "Example:\n  lianxin trustee new > my-trustee-keys.txt")]
    New,
    /// Take one's own seal off the openings of a round; the first trustee before the second
    #[command(
        after_help = "Example:\n  lianxin trustee open openings.sealed --key my.secret --out openings.half\n  lianxin trustee open openings.half --key other.secret --out openings.json"
    )]
    Open(command::trustee::Open),
}

#[derive(Debug, Subcommand)]
enum Rating {
    /// Recompute a count from its bundle: exit 0 all holds, 1 something does not, 2 not a bundle
    #[command(
        after_help = "Examples:\n  lianxin rating verify bundle.json --signer YwiQ... --key-list 9005e67e20d4...\n  lianxin rating verify bundle.json --openings openings.json"
    )]
    Verify(command::rating::Verify),
}

#[derive(Debug, Subcommand)]
enum Draw {
    /// Recompute a draw from its bundle: exit 0 all holds, 1 something does not, 2 not a bundle
    #[command(after_help = "Example:\n  lianxin draw verify bundle.json --announced 9005e67e20d4...")]
    Verify {
        /// The published bundle
        bundle: PathBuf,
        /// The announcement's hash as printed before the meeting
        #[arg(long, value_name = "HEX64")]
        announced: Option<String>,
        /// The last lock that was broadcast
        #[arg(long, value_name = "HEX64")]
        last_lock: Option<String>,
    },
    /// Make the notary's one-time codes; run it on the notary's own machine, never on the server
    #[command(
        after_help = "Example:\n  lianxin draw codes --meeting YISHUI-2026-06 --count 30 --pdf codes.pdf\n\nThe tip goes into the announcement; every code is a secret until its envelope is opened on stage."
    )]
    Codes(command::draw::Codes),
}

/// Runs the program and says how it ended.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("lianxin: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    if let Command::Draw(draw) = &cli.command {
        return match draw {
            Draw::Verify { bundle, announced, last_lock } => {
                Ok(command::draw::verify(bundle, announced.as_deref(), last_lock.as_deref()))
            }
            Draw::Codes(codes) => command::draw::codes(codes).map(|()| ExitCode::SUCCESS),
        };
    }
    if let Command::Rating(Rating::Verify(wanted)) = &cli.command {
        return Ok(command::rating::verify(wanted));
    }
    if let Command::Openapi = &cli.command {
        print!("{}", crate::http::openapi());
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Assign(arguments) = &cli.command {
        return Ok(command::assign::run(arguments));
    }
    if let Command::Import(import) = &cli.command
        && import.is_template()
    {
        import.write_template()?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Trustee(trustee) = &cli.command {
        match trustee {
            Trustee::New => command::trustee::new(),
            Trustee::Open(open) => open.run()?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let settings = Settings::load(&cli.flags)?;
    if let Command::Config = &cli.command {
        print!("{}", settings.shown());
        return Ok(ExitCode::SUCCESS);
    }
    command::start_logging(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match &cli.command {
            Command::Demo(arguments) => command::demo::run(settings, arguments).await?,
            Command::Serve(arguments) => command::serve::run(settings, &cli.flags, arguments).await?,
            Command::Worker => command::worker::run(settings).await?,
            Command::Migrate => command::migrate::run(settings).await?,
            Command::Import(import) => return command::import::run(settings, import).await,
            Command::Pack(pack) => command::pack::run(settings, pack).await?,
            Command::Openapi
            | Command::Config
            | Command::Assign(_)
            | Command::Draw(_)
            | Command::Rating(_)
            | Command::Trustee(_) => {
                unreachable!("answered above")
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
