//! What a thief of the disk would read: the databases, the files and the logs hold nothing in clear.

use std::{fs, path::Path};

use serde_json::json;
use tests::{Program, new_id, now};

/// Reads every file below a folder but the key ring, which is kept elsewhere.
fn everything(folder: &Path, into: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            into.extend(fs::read(path).unwrap());
        } else if path.file_name().unwrap() != "keys" {
            everything(&path, into);
        }
    }
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Runs of digits of the given length that pass `fits`, each as text.
fn numbers(bytes: &[u8], length: usize, fits: impl Fn(&str) -> bool) -> Vec<String> {
    bytes
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|run| run.len() == length)
        .filter_map(|run| std::str::from_utf8(run).ok())
        .filter(|text| fits(text))
        .map(str::to_owned)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_phone_number_no_id_number_no_household_text_and_no_code_stands_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments =
        ["demo", "--scale", "village", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let program = Program::start_talkative(&arguments, &folder.path().join("log"));
    let official = program.person("official").await;
    let household = official.look("/api/households").await["items"][0].clone();
    let id = household["id"].as_str().unwrap();
    let told = "井水里有油花,夜里能闻到味道";
    let visit = json!({
        "household_id": id, "claimed_at": now(), "step": 2, "topic": "needs", "note": told,
        "request": { "id": new_id(), "body": told },
    });
    official.put(&format!("/api/visits/{}", new_id()), &visit).await.expect(201);
    let reason = json!({ "reason": "电话联系" });
    let shown = official.post(&format!("/api/households/{id}/unmask"), &reason).await.expect(200);
    let phone = shown["phone"].as_str().unwrap().to_owned();
    let said = program.said();
    let code = said.split("/R/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let opened = program.stranger().get(&format!("/R/{code}")).await;
    assert_eq!(opened.status, 303);
    program.kill();
    let mut stored = Vec::new();
    everything(folder.path(), &mut stored);
    assert!(
        contains(&stored, "SQLite format 3") && contains(&stored, "lianxin"),
        "the databases and logs were read"
    );
    for secret in [told, &phone, &code, &code.replace('-', "")] {
        assert!(!contains(&stored, secret), "{secret} stands in clear");
    }
    let phones = numbers(&stored, 11, |text| domain::roster::normalise_phone(text).is_ok());
    assert_eq!(phones, Vec::<String>::new(), "phone numbers in clear");
    let ids = numbers(&stored, 18, |text| domain::roster::check_identity_number(text).is_ok());
    assert_eq!(ids, Vec::<String>::new(), "ID numbers in clear");
}
