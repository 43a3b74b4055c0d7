//! Two verifiers, written separately, say the same of every bundle: `lianxin`'s own and the one that runs on everybody's
//! phone (`web/src/audit/pdraw1`), which Node runs here. Whatever is spoilt, both name the same first wrong thing with the
//! same values.

mod bundles;
mod spoil;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use domain::audit::pdraw1::{Verdict, verify};
use serde_json::{Value, json};

use bundles::{Chance, meeting};

const MEETINGS: u64 = 500;
/// Meetings with every kind of step, which are spoilt in every way.
const SPOILT: u64 = 6;

/// What the program says, in the words of `web/scripts/verify-bundles.mjs`.
fn said(name: &str, document: &[u8], told: Option<&Value>) -> Value {
    let told = |key: &str| told.and_then(|told| told[key].as_str());
    match verify(document, told("announced"), told("lastLock")) {
        Verdict::Holds { last_lock, rounds, .. } => {
            json!({ "name": name, "kind": "holds", "last_lock": last_lock.hex(), "rounds": rounds })
        }
        Verdict::Broken(wrong) => {
            let mut values = serde_json::to_value(&wrong).expect("JSON");
            values.as_object_mut().expect("an object").remove("code");
            json!({ "name": name, "kind": "broken", "code": wrong.code(), "values": values })
        }
        Verdict::NotABundle(_) => json!({ "name": name, "kind": "not_a_bundle" }),
    }
}

/// Bundles in a folder, and what the program says of each.
struct Shelf {
    folder: tempfile::TempDir,
    said: BTreeMap<String, Value>,
}

impl Shelf {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), said: BTreeMap::new() }
    }

    fn put(&mut self, name: &str, document: &[u8], told: Option<&Value>) -> &Value {
        let file = format!("{name}.json");
        std::fs::write(self.folder.path().join(&file), document).expect("a file");
        if let Some(told) = told {
            std::fs::write(self.folder.path().join(format!("{name}.told")), told.to_string())
                .expect("a file");
        }
        let said = said(&file, document, told);
        self.said.entry(file).or_insert(said)
    }

    /// Has the other verifier read them all, and compares.
    fn compare(&self) {
        let lines = node("verify-bundles.mjs", self.folder.path());
        let other: BTreeMap<String, Value> = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"))
            .map(|said| (said["name"].as_str().unwrap_or_default().to_owned(), said))
            .collect();
        assert_eq!(other.len(), self.said.len(), "every bundle was read");
        let differing: Vec<_> =
            self.said.iter().filter(|(name, said)| other.get(*name) != Some(said)).collect();
        let shown: Vec<String> =
            differing.iter().take(5).map(|(name, said)| format!("{said}\n{}", other[*name])).collect();
        assert!(differing.is_empty(), "{} differ, such as\n{}", differing.len(), shown.join("\n\n"));
    }
}

/// Runs a script of the web's folder, which needs what `make setup` installs.
fn node(script: &str, folder: &Path) -> String {
    let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../web/scripts", script].iter().collect();
    let done = Command::new("node")
        .arg(&script)
        .arg(folder)
        .output()
        .expect("Node runs; `make setup` installs the rest");
    assert!(done.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

#[test]
fn five_hundred_meetings_hold_for_both_verifiers() {
    let mut shelf = Shelf::new();
    let mut kinds = BTreeSet::new();
    let mut shortages = 0;
    for seed in 0..MEETINGS {
        let bundle = meeting(&mut Chance(seed), seed % 5 == 0);
        kinds.extend(
            bundle.rounds.iter().map(|round| round.step.split('/').next().unwrap_or_default().to_owned()),
        );
        shortages += bundle.rounds.iter().filter(|round| round.void.is_some()).count();
        let document = serde_json::to_vec(&bundle).expect("JSON");
        let said = shelf.put(&format!("{seed:04}"), &document, None);
        assert_eq!(said["kind"], "holds", "{said}");
    }
    assert_eq!(kinds.len(), 13, "steps of every kind were drawn: {kinds:?}");
    assert!(shortages > 20, "inspectors ran short {shortages} times");
    shelf.compare();
}

#[test]
fn whatever_is_spoilt_both_verifiers_name_it() {
    let mut shelf = Shelf::new();
    let mut left: BTreeSet<&str> = BTreeSet::new();
    let all: Vec<_> = [spoil::TEXTS, spoil::ROUNDS, spoil::SHAPES].concat();
    left.extend(all.iter().map(|(name, ..)| *name));
    assert_eq!(left.len(), all.len(), "every spoiling has a name of its own");
    for seed in 0..SPOILT {
        let bundle = serde_json::to_value(meeting(&mut Chance(7000 + seed), true)).expect("JSON");
        for (at, (name, code, spoil)) in all.iter().enumerate() {
            let mut spoilt = bundle.clone();
            if !spoil(&mut spoilt) {
                continue;
            }
            left.remove(name);
            let said = shelf.put(&format!("{seed}-{at:03}"), spoilt.to_string().as_bytes(), None);
            match code {
                Some(code) => assert_eq!(said["code"], *code, "{name}, meeting {seed}: {said}"),
                None => assert_eq!(said["kind"], "not_a_bundle", "{name}, meeting {seed}: {said}"),
            }
        }
    }
    assert!(left.is_empty(), "no meeting had what these spoil: {left:?}");
    shelf.compare();
}

#[test]
fn what_was_written_down_is_compared_by_both_verifiers() {
    let mut shelf = Shelf::new();
    let bundle = meeting(&mut Chance(7000), true);
    let document = serde_json::to_vec(&bundle).expect("JSON");
    let Verdict::Holds { announced, last_lock, .. } = verify(&document, None, None) else {
        panic!("it holds")
    };
    let (a, d) = (announced.hex(), last_lock.hex());
    let cases = [
        ("the same", json!({ "announced": a, "lastLock": d }), Value::Null),
        ("copied in capitals", json!({ "announced": format!(" {}\n", a.to_uppercase()) }), Value::Null),
        ("another announcement", json!({ "announced": d }), json!("announced_differs")),
        ("rounds cut off at the end", json!({ "announced": a, "lastLock": a }), json!("last_lock_differs")),
    ];
    for (name, told, code) in cases {
        assert_eq!(shelf.put(name, &document, Some(&told))["code"], code, "{name}");
    }
    shelf.compare();
}

#[test]
fn documents_at_the_edge_of_json_are_read_alike() {
    let mut shelf = Shelf::new();
    let text = serde_json::to_string(&meeting(&mut Chance(7000), true)).expect("JSON");
    let cases: [(&str, Vec<u8>, &str); 12] = [
        ("as it is", text.clone().into_bytes(), "holds"),
        (
            "more fields than the protocol names",
            text.replacen('{', r#"{"made":[1e3,-0.5,"é"],"made":{},"#, 1).into_bytes(),
            "holds",
        ),
        ("a round of 1.0", text.replacen(r#""round":1,"#, r#""round":1.0,"#, 1).into_bytes(), "holds"),
        ("spaces and a line feed", format!(" \t\r\n{text}\n").into_bytes(), "holds"),
        ("cut short", text.as_bytes()[..text.len() - 1].to_vec(), "not_a_bundle"),
        ("something behind it", format!("{text}x").into_bytes(), "not_a_bundle"),
        ("a byte order mark", format!("\u{feff}{text}").into_bytes(), "not_a_bundle"),
        ("a field twice", text.replacen('{', r#"{"opening":"","#, 1).into_bytes(), "not_a_bundle"),
        (
            "a roster twice",
            text.replacen(r#""rosters":{"#, r#""rosters":{"officials":"","#, 1).into_bytes(),
            "not_a_bundle",
        ),
        ("half a character", text.replacen("id=", r"id=\ud800", 1).into_bytes(), "not_a_bundle"),
        ("no UTF-8", [text.as_bytes(), b"\xff"].concat(), "not_a_bundle"),
        ("nothing", Vec::new(), "not_a_bundle"),
    ];
    for (name, document, kind) in cases {
        let said = shelf.put(name, &document, None);
        assert_eq!(said["kind"], kind, "{name}: {said}");
    }
    shelf.compare();
}

#[test]
fn what_the_phones_verifier_would_draw_holds_for_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    node("make-bundles.mjs", folder.path());
    let mut holding = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let file = entry.expect("a file").path();
        let said = said(&file.display().to_string(), &std::fs::read(&file).expect("a bundle"), None);
        assert_eq!(said["kind"], "holds", "{said}");
        holding += 1;
    }
    assert_eq!(holding, 60);
}
