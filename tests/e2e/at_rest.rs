//! What a thief of the disk would read: the databases, the files and the logs hold nothing in clear.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tests::{Person, Program, new_id, now};

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

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window[0] == needle[0] && window == needle)
}

/// A code however it may be written: in small letters or capitals, with dashes or without.
fn flat(text: &[u8]) -> Vec<u8> {
    text.iter().filter(|byte| **byte != b'-').map(u8::to_ascii_lowercase).collect()
}

/// All that stands on the disk, with what must not stand there.
fn nothing_of(secrets: &[&str], codes: &[String], folder: &Path) -> Vec<u8> {
    let mut stored = Vec::new();
    everything(folder, &mut stored);
    assert!(
        contains(&stored, b"SQLite format 3") && contains(&stored, b"\"level\":\"INFO\""),
        "the databases and logs were read"
    );
    for secret in secrets {
        assert!(!contains(&stored, secret.as_bytes()), "{secret} stands in clear");
    }
    let written = flat(&stored);
    for code in codes {
        assert!(!contains(&written, &flat(code.as_bytes())), "{code} stands in clear");
    }
    stored
}

fn demo(folder: &Path) -> Program {
    let data = folder.join("data");
    let arguments =
        ["demo", "--scale", "village", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    Program::start_talkative(&arguments, &folder.join("log"))
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
    let program = demo(folder.path());
    let official = program.person("official").await;
    let household = official.look("/api/households").await["items"][0].clone();
    let id = household["id"].as_str().unwrap();
    let told = "井水里有油花,夜里能闻到味道";
    let visit = json!({
        "household_id": id, "claimed_at": now(), "topic": "needs", "note": told,
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
    let stored = nothing_of(&[told, &phone], &[code], folder.path());
    let phones = numbers(&stored, 11, |text| domain::roster::normalise_phone(text).is_ok());
    assert_eq!(phones, Vec::<String>::new(), "phone numbers in clear");
    let ids = numbers(&stored, 18, |text| domain::roster::check_identity_number(text).is_ok());
    assert_eq!(ids, Vec::<String>::new(), "ID numbers in clear");
}

/// A round that is open, at its path, with the secret keys of its trustees.
async fn open_round(office: &Person, official: &Person) -> (String, [String; 2]) {
    let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
    let today = api::clock::china_day(now());
    let me = official.look("/api/me").await["official"]["id"].clone();
    let form = json!({
        "code": "at-rest", "name": "试评", "opens_on": today, "closes_on": today + chrono::Duration::days(9),
        "trustee_keys": [pairs[0].0, pairs[1].0], "scope_kind": "official", "scope_id": me,
    });
    let round = office.post("/api/rating-rounds", &form).await.expect(200);
    let round = format!("/api/rating-rounds/{}", round["id"].as_str().unwrap());
    office.post(&format!("{round}/prepare"), &json!({})).await.expect(200);
    // The worker beside the server makes the key.
    let ready = async || {
        while office.post(&format!("{round}/open"), &json!({})).await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), ready()).await.expect("the key is made");
    (round, pairs.map(|(_, secret)| secret))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_slip_stands_in_clear_printed_used_void_or_counted_and_no_comment_nor_trustees_key() {
    let folder = tempfile::tempdir().unwrap();
    let program = demo(folder.path());
    let (office, keeper) = (program.person("office").await, program.person("slips").await);
    let official = program.person("official").await;
    let (round, keys) = open_round(&office, &official).await;
    let me = official.look("/api/me").await["official"]["id"].clone();
    let print = json!({ "official_id": me, "count": 9 });
    let printed = keeper.post(&format!("{round}/slips"), &print).await.expect(200);
    let codes: Vec<String> = serde_json::from_value(printed["codes"].clone()).unwrap();
    let households = official.look("/api/households?limit=8").await;
    let drawn: Vec<&Value> =
        households["items"].as_array().unwrap().iter().map(|household| &household["id"]).collect();
    keeper.post(&format!("{round}/issues"), &json!({ "household_ids": drawn })).await.expect(200);
    let comment = "答应修的井一直没有修";
    let secrets = [comment, &keys[0], &keys[1]];
    nothing_of(&secrets, &codes, folder.path());

    // By the page and by the API, as printed, in small letters, without dashes; twice, and mistyped.
    let household = program.stranger();
    let ways = [codes[0].clone(), codes[1].to_lowercase(), codes[2].replace('-', "")];
    for code in &ways {
        let form = [
            ("code", code.as_str()),
            ("level", "dissatisfied"),
            ("reason-slow", "yes"),
            ("comment", comment),
        ];
        assert_eq!(household.submit("/slip", &form).await.status, 200);
        assert_eq!(household.submit("/slip", &form).await.status, 409);
    }
    for code in &codes[3..6] {
        let form = json!({ "code": code, "level": "fair", "comment": comment });
        household.post("/api/ballot-box/slips", &form).await.expect(200);
    }
    let mistyped = json!({ "code": format!("{}X", codes[6]), "level": "fair", "comment": comment });
    household.post("/api/ballot-box/slips", &mistyped).await.expect_problem(422, "invalid_input");
    let void = keeper.post(&format!("{round}/voids"), &json!({ "codes": [codes[8]] })).await.expect(200);
    assert_eq!(void["voided"], 1);
    let stored = nothing_of(&secrets, &codes, folder.path());
    let id: uuid::Uuid = round.rsplit('/').next().unwrap().parse().unwrap();
    let of_box = ["ballot_box.db", "ballot_box.db-wal"]
        .map(|file| fs::read(folder.path().join("data").join(file)).unwrap_or_default())
        .concat();
    assert!(contains(&of_box, id.as_bytes()) && contains(&stored, id.as_bytes()), "the ballot box was read");

    let trustee = program.person("trustee").await;
    for (person, key) in [(&office, &keys[0]), (&trustee, &keys[1])] {
        person.post(&format!("{round}/close"), &json!({ "trustee_key": key })).await.expect(200);
    }
    let result = official.look(&format!("{round}/results")).await["items"][0].clone();
    assert_eq!((&result["cast"], &result["counted"]), (&json!(6), &json!(6)));
    nothing_of(&secrets, &codes, folder.path());
    program.kill();
    nothing_of(&secrets, &codes, folder.path());
}
