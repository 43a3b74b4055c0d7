//! `lianxin rating verify`: exit 0 all holds, 1 something does not and is named, 2 not a bundle.
//!
//! The golden round: A00001 with everything that happens, A00002 with six who said the same, A00003 with three
//! households, A00004 rated on slips alone, A00005 rated by nobody.

mod counts;
mod keys;
mod openings;

use std::{path::Path, process::Command};

use domain::rating::count::{Bundle, key_list};
use serde_json::{Value, json};
use tempfile::TempDir;

const BUNDLE: &str = include_str!("../../../domain/tests/golden/rating_bundle.json");
const OPENINGS: &str = include_str!("../../../domain/tests/golden/rating_openings.json");

/// The key of the golden round's county, which anybody may know.
const SEED: [u8; 32] = *b"the key of a county in the tests";

/// A round's two documents, to be spoiled and checked by the program as people run it.
#[derive(Clone)]
struct Round {
    bundle: Value,
    openings: Value,
}

impl Round {
    fn golden() -> Self {
        let read = |text| serde_json::from_str(text).expect("JSON");
        Self { bundle: read(BUNDLE), openings: read(OPENINGS) }
    }

    fn spoiled(spoil: impl FnOnce(&mut Self)) -> Self {
        let mut round = Self::golden();
        spoil(&mut round);
        round
    }

    /// What a county does that wants to cheat: everything fits again, and it signs.
    fn sign_again(&mut self) {
        let bundle = Bundle::parse(self.bundle.to_string().as_bytes()).expect("a bundle");
        let sealed = Bundle::seal(bundle.round, bundle.keys, bundle.officials, &SEED);
        self.bundle = serde_json::to_value(sealed).expect("JSON");
    }

    /// The key list's hash fits the keys again.
    fn list_again(&mut self) {
        let bundle = Bundle::parse(self.bundle.to_string().as_bytes()).expect("a bundle");
        self.bundle["key_list"] = json!(key_list(&bundle.keys));
    }

    fn official(&mut self, nth: usize) -> &mut Value {
        &mut self.bundle["officials"][nth]
    }

    fn list(&mut self, pointer: &str) -> &mut Vec<Value> {
        let value = self.bundle.pointer_mut(pointer).expect("it is there");
        value.as_array_mut().expect("a list")
    }

    fn commitments(&mut self, nth: usize) -> &mut Vec<Value> {
        self.list(&format!("/officials/{nth}/commitments"))
    }

    fn replace_in_checkpoint(&mut self, from: &str, to: &str) {
        let note = self.bundle["checkpoint"].as_str().expect("text").to_owned();
        assert!(note.contains(from), "{from:?} stands in {note}");
        self.bundle["checkpoint"] = json!(note.replacen(from, to, 1));
    }

    fn ballots(&mut self) -> &mut Vec<Value> {
        self.openings["ballots"].as_array_mut().expect("ballots")
    }

    /// The first ballot that came this way.
    fn ballot(&mut self, way: &str) -> &mut Value {
        self.ballots().iter_mut().find(|ballot| ballot["way"] == way).expect("a ballot")
    }

    fn verify(&self, with_openings: bool, more: &[&str]) -> (Option<i32>, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let bundle = write(&folder, "bundle.json", &self.bundle.to_string());
        let openings = write(&folder, "openings.json", &self.openings.to_string());
        let mut arguments = vec![bundle.as_str()];
        if with_openings {
            arguments.extend(["--openings", &openings]);
        }
        arguments.extend(more);
        verify(&arguments)
    }
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("a file");
    file.to_str().expect("a path").to_owned()
}

/// Exit status and what was said.
fn verify(arguments: &[&str]) -> (Option<i32>, String) {
    let done =
        Command::new(tests::binary()).args(["rating", "verify"]).args(arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.code(), said)
}

/// What it is, the code that must name it, and how it is done.
type Spoiling = (&'static str, &'static str, fn(&mut Round));

/// Each spoiling is named by its code, with the openings beside the bundle or without.
fn each_is_named(with_openings: bool, spoilings: &[Spoiling]) {
    for (what, code, spoil) in spoilings {
        let (exit, said) = Round::spoiled(spoil).verify(with_openings, &[]);
        assert_eq!(exit, Some(1), "{what}: {said}");
        assert!(said.starts_with("the count does not hold: "), "{what}: {said}");
        assert!(said.trim_end().ends_with(&format!("({code})")), "{what}: {said}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// The same with its last digit changed, which keeps the order of random hashes.
fn changed(value: &Value) -> Value {
    let (rest, last) = text(value).split_at(text(value).len() - 1);
    json!(format!("{rest}{}", if last == "0" { "1" } else { "0" }))
}

trait Turned {
    /// Another modulus: the same with one of its middle characters changed.
    fn take_turned(&self) -> Value;
}

impl Turned for Value {
    fn take_turned(&self) -> Value {
        let n = text(self);
        let letter = if n[100..].starts_with('A') { "B" } else { "A" };
        json!(format!("{}{letter}{}", &n[..100], &n[101..]))
    }
}

#[test]
fn a_real_count_holds_and_what_was_not_compared_is_said() {
    let golden = Round::golden();
    let (exit, said) = golden.verify(false, &[]);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.starts_with("the count of 2026-1 holds: 5 officials, 31 ballots counted\n"), "{said}");
    assert_eq!(said.matches("note: ").count(), 3, "{said}");

    let (signer, list) = (text(&golden.bundle["signed_by"]), text(&golden.bundle["key_list"]));
    let (exit, said) = golden.verify(true, &["--signer", signer, "--key-list", &list.to_uppercase()]);
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("every ballot was opened") && !said.contains("note: "), "{said}");
    assert!(said.contains(signer) && said.contains(list), "{said}");
}

#[test]
fn what_is_no_bundle_ends_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let golden = Round::golden();
    let with = |pointer: &str, value: Value| {
        let mut bundle = golden.bundle.clone();
        *bundle.pointer_mut(pointer).expect("it is there") = value;
        bundle.to_string()
    };
    let twice = BUNDLE.replacen("\"protocol\"", "\"protocol\": \"lianxin-rating-1\", \"protocol\"", 1);
    for (nth, document) in [
        String::new(),
        BUNDLE[1..].to_owned(),
        "[]".to_owned(),
        OPENINGS.to_owned(),
        with("/protocol", json!("lianxin-rating-2")),
        with("/keys/0/n", json!("AAAA")),
        with("/keys/0", json!(["A00001", golden.bundle["keys"][0]["n"]])),
        with("/officials/0/official", json!("B00001")),
        with("/officials/0/cast", json!(-1)),
        with("/officials/0/cast", json!("16")),
        with("/officials/0/commitments/0", json!("ABCD")),
        with("/officials/0/cells/0/levels/0", json!("delighted")),
        twice,
    ]
    .iter()
    .enumerate()
    {
        let (exit, said) = verify(&[&write(&folder, "bundle.json", document)]);
        assert_eq!(exit, Some(2), "document {nth}: {said}");
        assert!(said.starts_with("not a bundle"), "document {nth}: {said}");
    }
    let nowhere = Path::new("/nowhere/bundle.json").to_str().expect("a path");
    assert_eq!(verify(&[nowhere]).0, Some(2));

    let mut other = golden.clone();
    other.openings["protocol"] = json!("lianxin-rating-1");
    let (exit, said) = other.verify(true, &[]);
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.starts_with("not openings"), "{said}");
}
