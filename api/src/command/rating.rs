//! `lianxin rating`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use domain::rating::count::{Against, Note, Verdict, verify as recompute};

/// What is checked, and against what.
#[derive(Debug, Args)]
pub struct Verify {
    /// The published bundle
    bundle: PathBuf,
    /// The auditors' openings: with them every signature, commitment and tally is checked as well
    #[arg(long, value_name = "FILE")]
    openings: Option<PathBuf>,
    /// The county's public key, as it published it
    #[arg(long, value_name = "BASE64")]
    signer: Option<String>,
    /// The key list published before the opening
    #[arg(long, value_name = "HEX64")]
    key_list: Option<String>,
}

/// Recomputes a count and says what holds. Exit 0 all holds, 1 something does not, 2 not a bundle.
pub fn verify(wanted: &Verify) -> ExitCode {
    let read =
        || Ok::<_, String>((bytes(&wanted.bundle)?, wanted.openings.as_deref().map(bytes).transpose()?));
    let (bundle, openings) = match read() {
        Ok(files) => files,
        Err(why) => {
            eprintln!("not a bundle: {why}");
            return ExitCode::from(2);
        }
    };
    let against = Against {
        signer: wanted.signer.as_deref(),
        key_list: wanted.key_list.as_deref(),
        openings: openings.as_deref(),
    };
    let verdict = recompute(&bundle, against);
    match &verdict {
        Verdict::Holds { round, officials, counted, key_list, signed_by, checkpoint, notes } => {
            println!("the count of {round} holds: {officials} officials, {counted} ballots counted");
            if !notes.contains(&Note::BallotsNotOpened) {
                println!("every ballot was opened: signatures, commitments and tallies hold");
            }
            println!("root {}", checkpoint.root);
            println!("key list {key_list}");
            println!("signed by {signed_by}");
            for note in notes {
                println!("note: {}", note.message());
            }
        }
        Verdict::Broken(error) => eprintln!("the count does not hold: {error} ({})", error.code()),
        Verdict::NotABundle(why) => eprintln!("not a bundle of lianxin-rating-1: {why}"),
        Verdict::NotOpenings(why) => eprintln!("not openings of lianxin-rating-openings-1: {why}"),
    }
    ExitCode::from(verdict.exit_code())
}

fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}
