//! `lianxin draw`

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use domain::audit::pdraw1::{Digest, OtcChain, Verdict, make_chain, verify as recompute};

use crate::{
    clock,
    pack::{Envelopes, Fonts, print_envelopes},
};

/// Recomputes a bundle and says what holds. Exit 0 all holds, 1 something does not, 2 not a bundle.
pub fn verify(bundle: &Path, announced: Option<&str>, last_lock: Option<&str>) -> ExitCode {
    let bytes = match std::fs::read(bundle) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("not a bundle: cannot read {}: {error}", bundle.display());
            return ExitCode::from(2);
        }
    };
    let verdict = recompute(&bytes, announced, last_lock);
    match &verdict {
        Verdict::Holds { id, announced, last_lock, rounds, notes } => {
            println!("the draw {id} holds: {rounds} rounds recomputed");
            println!("announced {announced}");
            println!("last lock {last_lock}");
            for note in notes {
                println!("note: {}", note.message());
            }
        }
        Verdict::Broken(error) => eprintln!("the draw does not hold: {error} ({})", error.code()),
        Verdict::NotABundle(why) => eprintln!("not a bundle of pdraw1: {why}"),
    }
    ExitCode::from(verdict.exit_code())
}

/// How many codes, and onto what.
#[derive(Clone, Debug, clap::Args)]
pub struct Codes {
    /// Rounds that can be drawn; one spare code is made besides
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=500))]
    count: u16,
    /// The meeting's id, printed on every slip
    #[arg(long, value_name = "ID", default_value = "")]
    meeting: String,
    /// Write the sheets with QR codes here instead of printing the codes as text; the file must not exist yet
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// A Chinese font for the PDF [default: the system's Noto Sans CJK]
    #[arg(long, value_name = "FILE", requires = "pdf")]
    font: Option<PathBuf>,
}

/// Makes a chain of one-time codes and prints it. Opens no database, reads no setting, and keeps nothing.
pub fn codes(wanted: &Codes) -> anyhow::Result<()> {
    let OtcChain { tip, codes } = make_chain(clock::secret(), usize::from(wanted.count) + 1);
    let codes: Vec<String> = codes.iter().map(Digest::hex).collect();
    let tip = tip.hex();
    if let Some(file) = &wanted.pdf {
        let fonts = Fonts::open(wanted.font.as_deref())?;
        let envelopes = Envelopes { meeting: &wanted.meeting, tip: &tip, codes: &codes };
        write_secret(file, &print_envelopes(&fonts, &envelopes)?)?;
    }
    if !wanted.meeting.is_empty() {
        println!("meeting   {}", wanted.meeting);
    }
    println!("codes     {} and 1 spare", wanted.count);
    println!("otc_tip   {tip}");
    if let Some(file) = &wanted.pdf {
        println!("sheets    {}", file.display());
        return Ok(());
    }
    println!(
        "\nEach code is a secret until its envelope is opened on stage. One to an envelope, in this order:\n"
    );
    for (at, code) in codes.iter().enumerate() {
        let spare = if at + 1 == codes.len() { "  spare" } else { "" };
        println!("{:>5}     {code}{spare}", at + 1);
    }
    Ok(())
}

/// For its owner's eyes alone, and never over what is there.
fn write_secret(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let open = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut made = open.with_context(|| format!("{} cannot be made", file.display()))?;
    made.write_all(bytes).with_context(|| format!("{} cannot be written", file.display()))
}
