//! `lianxin draw codes`: the notary's chain, made on a machine that has no county.

use std::{os::unix::fs::PermissionsExt, path::Path, process::Command};

use domain::audit::pdraw1::{Digest, check_otc};

use crate::pack::sheet::{Grid, Sheets};

/// Exit status and what was said, in a folder where nothing else is.
fn codes(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(tests::binary())
        .args(["draw", "codes"])
        .args(more)
        .current_dir(folder)
        .output()
        .expect("lianxin runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.code(), said)
}

fn tip(said: &str) -> Digest {
    let found = said.lines().find_map(|line| line.strip_prefix("otc_tip")).expect("a tip");
    Digest::from_hex(found.trim()).expect("64 digits")
}

/// Every code opens the one before it, from the tip on.
fn chained(tip: Digest, codes: &[String]) {
    let mut before = tip;
    for (at, code) in codes.iter().enumerate() {
        before = check_otc(at as u64 + 1, &before, code).expect("the next code of the chain");
    }
}

#[test]
fn the_codes_are_a_chain_with_one_to_spare_and_no_two_runs_make_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (status, said) = codes(folder.path(), &["--count", "7", "--meeting", "YISHUI-2026-06"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("YISHUI-2026-06") && said.contains("7 and 1 spare"), "{said}");
    let made: Vec<String> = said
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .filter(|word| Digest::from_hex(word).is_some() && *word != tip(&said).hex())
        .map(str::to_owned)
        .collect();
    assert_eq!(made.len(), 8, "{said}");
    chained(tip(&said), &made);
    assert_ne!(tip(&said), tip(&codes(folder.path(), &["--count", "7"]).1));
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "it keeps nothing and opens no database");
    assert_eq!(codes(folder.path(), &["--count", "0"]).0, Some(2), "no round at all");
}

#[test]
fn the_sheets_carry_every_code_as_text_and_as_a_qr_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["--count", "5", "--meeting", "YISHUI-2026-06", "--pdf", "codes.pdf"];
    let (status, said) = codes(folder.path(), &arguments);
    assert_eq!(status, Some(0), "{said}");
    let file = folder.path().join("codes.pdf");
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "for its owner's eyes alone");
    let sheets = Sheets::open(std::fs::read(&file).expect("a file"));
    assert_eq!(sheets.count(), 3, "the notary's own, then four slips on a sheet");
    assert_eq!(sheets.scan(0, Grid(1, 1)), [Some(tip(&said).hex())]);
    let made: Vec<String> =
        [1, 2].into_iter().flat_map(|sheet| sheets.scan(sheet, Grid(1, 4))).flatten().collect();
    assert_eq!(made.len(), 6, "five and the spare");
    chained(tip(&said), &made);
    for code in &made {
        assert!(!said.contains(code.as_str()), "what is printed on paper is not printed on the screen");
    }
    let printed: String = sheets.text(1).chars().filter(|c| !c.is_whitespace()).collect();
    assert!(printed.contains(&made[0]) && printed.contains("第1号"), "{printed}");
    let (status, said) = codes(folder.path(), &arguments);
    assert_eq!(status, Some(1), "nothing is written over: {said}");
}
