//! `lianxin pack`: a county into a folder.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use tests::Program;

use super::{LETTERS, Sheets};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_county_is_printed_into_a_folder_that_only_its_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("letters"));
    let data = data.to_str().unwrap();
    let made = Program::run(&["demo", "--scale", "village", "--make-only", "--data", data]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let run = |font: &str, grid: &str| {
        Command::new(tests::binary())
            .args(["pack", "codes", "--out", out.to_str().unwrap(), "--data", data])
            .args(if grid.is_empty() { vec![] } else { vec!["--grid", grid] })
            .env("LIANXIN_PUBLIC_URL", "https://lianxin.county.example/")
            .envs((!font.is_empty()).then_some(("LIANXIN_FONT", font)))
            .output()
            .unwrap()
    };
    let written = run("", "");
    assert!(written.status.success(), "{}", text(&written.stderr));
    let said = text(&written.stdout);
    for word in ["files         3\n", "cards", "pages", "seconds", "peak memory"] {
        assert!(said.contains(word), "{word} not in {said}");
    }
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
    let files: Vec<_> = fs::read_dir(&out).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 3);
    for file in &files {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let sheets = Sheets::open(fs::read(&files[0]).unwrap());
    let said = sheets.scan(0, LETTERS)[0].clone().unwrap();
    assert!(said.starts_with("HTTPS://LIANXIN.COUNTY.EXAMPLE/R/") && said.len() == 33 + 17, "{said}");

    let unknown = run("", "371323999999");
    assert!(
        !unknown.status.success() && text(&unknown.stderr).contains("no grid with the code 371323999999")
    );
    let fontless = run("/nowhere.ttc", "");
    assert!(
        !fontless.status.success() && text(&fontless.stderr).contains("the font /nowhere.ttc cannot be read")
    );
    let kind = Program::run(&["pack", "plates", "--out", "x"]);
    assert!(!kind.status.success());
}
