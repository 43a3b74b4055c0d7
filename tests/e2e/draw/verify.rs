//! `lianxin draw verify`: exit 0 all holds, 1 something does not, 2 not a bundle.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::hall::{Browser, Hall};

/// Exit status and what was said of a document.
fn verify(document: &Path, more: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(tests::binary())
        .args(["draw", "verify"])
        .arg(document)
        .args(more)
        .output()
        .expect("lianxin runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.code(), said)
}

fn write(folder: &Path, text: &str) -> PathBuf {
    let place = folder.join("bundle.json");
    std::fs::write(&place, text).expect("a file");
    place
}

/// Closes a meeting and has its bundle checked by the program as people run it; returns the bundle.
pub async fn close_and_check(host: &Browser, hall: &Hall, path: &str) -> Value {
    let closed = host.post(&format!("{path}/close"), json!({})).await;
    let text = |key: &str| closed[key].as_str().expect("a hash").to_owned();
    let bundle = host.text(&format!("{}/bundle.json", path.replace("/api/", "/api/public/"))).await;
    let place = write(hall.folder.path(), &bundle);
    let (code, said) =
        verify(&place, &["--announced", &text("announcement_hash"), "--last-lock", &text("last_lock")]);
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&bundle).expect("JSON")
}

pub fn holds_and_a_changed_one_does_not(hall: &Hall, bundle: &str, announced: &str, last_lock: &str) {
    let folder = hall.folder.path();
    let told = ["--announced", announced, "--last-lock", last_lock];
    let (code, said) = verify(&write(folder, bundle), &told);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 rounds") && !said.contains("not compared"), "{said}");

    let mut changed: Value = serde_json::from_str(bundle).expect("JSON");
    let drawn = changed["rounds"][0]["selected"][0].as_str().expect("a label").to_owned();
    changed["rounds"][0]["selected"][0] = json!(if drawn == "A00001" { "A00002" } else { "A00001" });
    let (code, said) = verify(&write(folder, &changed.to_string()), &told);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("selection_differs"), "it names what is wrong: {said}");

    let (code, said) = verify(&write(folder, bundle), &["--announced", last_lock]);
    assert_eq!(code, Some(1), "announced otherwise: {said}");
    let (code, _) = verify(&write(folder, &bundle[1..]), &told);
    assert_eq!(code, Some(2), "not JSON");
}

/// The frozen vector as a bundle, checked by the program as people run it.
#[test]
fn the_frozen_vector_holds() {
    let vectors = include_str!("../../../domain/tests/golden/draw_vectors.json");
    let vector = &serde_json::from_str::<Value>(vectors).expect("JSON")["v1"];
    let round = |number: u64, key: &str| {
        let round = &vector[key];
        json!({
            "round": number, "step": round["step"], "entropy": round["entropy"], "lock": round["lock"],
            "void": null, "selected": round["selected"], "pairs": null,
        })
    };
    let bundle = json!({
        "protocol": "pdraw1", "announcement": vector["announcement"],
        "rosters": { "officials": vector["roster_text"] }, "exclusions": vector["exclusions_text"],
        "recusals": null, "opening": vector["opening"], "rounds": [round(1, "round1"), round(2, "round2")],
    });
    let folder = tempfile::tempdir().expect("a folder");
    let announced = vector["announcement_sha256"].as_str().expect("a hash");
    let (code, said) = verify(&write(folder.path(), &bundle.to_string()), &["--announced", announced]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the end was not compared"), "{said}");
}

#[test]
fn what_is_no_bundle_is_told_from_what_does_not_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    for text in ["", "[]", "{}", r#"{"protocol":"pdraw2"}"#] {
        let (code, said) = verify(&write(folder.path(), text), &[]);
        assert_eq!(code, Some(2), "{text}: {said}");
    }
    let (code, said) = verify(&folder.path().join("nowhere.json"), &[]);
    assert_eq!(code, Some(2), "{said}");
}
