//! `lianxin draw`

use std::{path::Path, process::ExitCode};

use domain::audit::pdraw1::{Verdict, verify as recompute};

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
