//! The checklist: the official's claims, the record, and what his households say.

use serde_json::{Value, json};
use tests::{NOON, new_id, on_both};

use super::{HEAD, OnStage, PHONE, QUESTIONS, household};

fn statement(heard: &Value, question: &str) -> Value {
    let statements = heard["statements"].as_array().unwrap();
    statements.iter().find(|statement| statement["question"] == question).cloned().unwrap_or(Value::Null)
}

on_both!(what_the_household_says_stands_beside_what_the_official_claims, |county| {
    let mut table = OnStage::open(&county).await;
    let (official, households) = table.draw_both().await;
    for question in QUESTIONS {
        table.answer(&official, question, "yes", "").await.expect(200);
    }
    let claims = table.heard(&official).await;
    assert_eq!((&claims["kind"], &claims["differences"]), (&json!("official"), &json!(0)));
    assert_eq!(claims["statements"].as_array().map(Vec::len), Some(6));

    let label = &households[0];
    let words = "他只来过一次,门口的路一直没有修";
    table.answer(label, "came", "yes", "").await.expect(200);
    table.answer(label, "solved", "no", words).await.expect(200);
    table.answer(label, "left_card", "unsure", "").await.expect(200);
    let heard = table.heard(label).await;
    assert_eq!((&heard["kind"], &heard["official"]), (&json!("household"), &json!(official)));
    let solved = statement(&heard, "solved");
    assert_eq!((&solved["official"], &solved["household"]), (&json!("yes"), &json!("no")));
    assert!(solved["differs"].as_array().unwrap().contains(&json!("official_household")), "{solved}");
    let unsure = statement(&heard, "left_card")["differs"].clone();
    assert!(!unsure.to_string().contains("household"), "whoever is unsure contradicts nobody: {unsure}");
    assert!(statement(&heard, "came")["record"].is_string(), "the record says whether he claims a visit");
    let differing = heard["statements"].as_array().unwrap().iter().filter(|one| one["differs"] != json!([]));
    assert_eq!(heard["differences"], differing.count());
    assert!(heard["differences"].as_u64().unwrap() >= 1);

    // The other household was asked nothing: what it is asked about is shown, it contradicts nobody.
    let other = table.heard(&households[1]).await;
    assert!(other["statements"].as_array().unwrap().iter().all(|one| one["household"].is_null()));

    // The words stay at the table.
    assert!(!table.stage().await.contains(words) && !table.meeting().await.to_string().contains(words));
    let file = table.host.look(&format!("{}/heard/{label}/file", table.path)).await;
    assert!(file["answers"].as_array().unwrap().iter().any(|answer| answer["note"] == words), "{file}");
    let told = file.to_string();
    assert!(
        !told.contains(HEAD) && !told.contains(PHONE),
        "the file of a household does not name it: {file}"
    );
    let looks = county.person("auditor").await.look("/api/journal?action=look_at_household").await;
    assert_eq!(looks["items"][0]["subject_id"], household(&county, label).await.id.to_string());
    let notes = county.person("auditor").await.look("/api/journal?action=record_answer").await;
    assert!(!notes.to_string().contains(words));
    let wrong = table.answer(label, "weather", "yes", "").await;
    assert!(wrong.status.is_client_error(), "{}", wrong.text);
});

on_both!(the_file_of_the_drawn_official_is_what_he_entered_before_he_was_drawn, |county| {
    let table = OnStage::open(&county).await;
    // Draw until it is the official who has an account: he can enter work afterwards.
    let official = county.person("official").await;
    let own = official.look("/api/me").await["official"]["number"].as_str().unwrap().to_owned();
    table
        .host
        .post(&format!("{}/named", table.path), &json!({ "label": own, "reason": "点名" }))
        .await
        .expect(200);
    let path = format!("{}/heard/{own}/file", table.path);
    let file = table.host.look(&path).await;
    assert_eq!((&file["kind"], &file["label"]), (&json!("official"), &json!(own)));
    assert!(file["name"].is_string() && file["unit"].is_string(), "{file}");
    let claimed = file["record"]["visits"].as_u64().unwrap().min(100);
    assert_eq!(file["visits"].as_array().unwrap().len() as u64, claimed, "{file}");
    assert!(!file["visits"].as_array().unwrap().is_empty(), "the demo's official has visited this year");

    county.pass(chrono::Duration::minutes(5));
    let household = official.look("/api/households").await["items"][0]["id"].clone();
    let visit = json!({ "household_id": household, "claimed_at": NOON, "topic": "needs" });
    official.put(&format!("/api/visits/{}", new_id()), &visit).await.expect(201);
    assert_eq!(table.host.look(&path).await, file, "what he enters after he was called changes nothing");
    let nobody = table.host.get(&format!("{}/heard/A99998/file", table.path)).await;
    nobody.expect_problem(404, "not_found");
    official.get(&path).await.expect_problem(403, "forbidden");
});
