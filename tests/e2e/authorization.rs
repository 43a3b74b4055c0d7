//! Every operation as every role. An operation is open to a role exactly when the permission table says so, a
//! stranger is let into public operations only, and the table itself is a reviewed file.

use std::fmt::Write;

use domain::identity::{Operation, Role, grants, is_public};
use reqwest::{StatusCode, multipart};
use tests::{County, Kind, Person};

use crate::document::{Described, document, operations, smallest};

/// One account of each role in the demo county.
const ACCOUNTS: [&str; 16] = [
    "official",
    "village-leader",
    "area-leader",
    "township-leader",
    "county-leader",
    "unit-head",
    "unit-clerk",
    "office",
    "host",
    "typist",
    "hr",
    "inspector",
    "auditor",
    "slips",
    "trustee",
    "admin",
];

async fn status(person: &Person, document: &serde_json::Value, operation: &Described) -> StatusCode {
    let request = person.request(operation.method.clone(), &operation.to_nobody());
    let request = match &operation.body {
        None => request,
        Some((kind, schema)) if kind == "multipart/form-data" => {
            let fields = smallest(document, schema);
            let mut form = multipart::Form::new();
            for (name, value) in fields.as_object().unwrap() {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                form = match name.as_str() {
                    "file" => form.part("file", multipart::Part::text("a,b\n").file_name("x.csv")),
                    _ => form.text(name.clone(), text),
                };
            }
            request.multipart(form)
        }
        Some((kind, _)) if kind.starts_with("image/") => {
            request.header("content-type", kind.clone()).body("no picture")
        }
        Some((_, schema)) => request.json(&smallest(document, schema)),
    };
    // The status alone: an event stream has no end.
    request.send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_is_open_to_exactly_the_roles_of_the_table() {
    let county = County::start(Kind::Sqlite).await;
    let document = document();
    let mut wrong = String::new();
    for login in ACCOUNTS {
        for described in operations(&document) {
            let operation: Operation = described.id.parse().unwrap();
            if is_public(operation) {
                continue;
            }
            // Signing out and changing passwords end sessions, so everybody signs in afresh.
            let person = county.person(login).await;
            let me = person.look("/api/me").await;
            let open = me["operations"].as_array().unwrap().iter().any(|id| *id == described.id.as_str());
            let got = status(&person, &document, &described).await;
            if open == (got == StatusCode::FORBIDDEN)
                || got == StatusCode::UNAUTHORIZED
                || got.is_server_error()
            {
                writeln!(wrong, "{login} {}: {got}, {}", described.id, if open { "open" } else { "closed" })
                    .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "the permission table and the operations disagree:\n{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_is_let_into_public_operations_only() {
    let county = County::start(Kind::Sqlite).await;
    let document = document();
    let mut wrong = String::new();
    for described in operations(&document) {
        let public = is_public(described.id.parse().unwrap());
        let got = status(&county.stranger(), &document, &described).await;
        // Signing in with a made-up name is public, and answers 401 as well.
        let shut = got == StatusCode::UNAUTHORIZED && described.id != "signIn";
        if shut == public || described.public != public {
            writeln!(wrong, "{}: {got}, public {public}, documented {}", described.id, described.public)
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_operation_of_the_document_is_in_the_table_and_the_other_way_round() {
    let described: Vec<_> = operations(&document()).into_iter().map(|operation| operation.id).collect();
    let mut listed: Vec<_> = Operation::ALL.iter().map(|operation| operation.as_str().to_owned()).collect();
    listed.sort();
    assert_eq!(described, listed);
}

/// Whoever changes who may do what shows it here: run with `LIANXIN_RENEW=1` and review the difference.
#[test]
fn the_permission_table_is_the_reviewed_one() {
    let mut table = String::new();
    for role in Role::ALL {
        writeln!(table, "{role}").unwrap();
        for operation in Operation::ALL {
            let kinds: Vec<_> = grants(*operation)
                .iter()
                .filter(|(held, _)| held == role)
                .map(|(_, kind)| kind.as_str())
                .collect();
            if !kinds.is_empty() {
                writeln!(table, "  {operation}: {}", kinds.join(" ")).unwrap();
            }
        }
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/e2e/golden/permissions.txt");
    if std::env::var_os("LIANXIN_RENEW").is_some() {
        std::fs::write(file, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), table);
}
