//! What is noticed about visits: each thing once, with its evidence, for the inspector, and nothing about those who do
//! their work.

use chrono::{DateTime, Duration, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{County, NOON, Person, new_id, on_both};

async fn households(official: &Person) -> Vec<Value> {
    official.look("/api/households?limit=200").await["items"].as_array().unwrap().clone()
}

fn minutes_before_noon(minutes: i64) -> String {
    (NOON.parse::<DateTime<Utc>>().unwrap() - Duration::minutes(minutes)).to_rfc3339()
}

async fn log(official: &Person, household: &Value, minutes: i64, more: &Value) -> Value {
    let mut form = json!({ "household_id": household["id"], "claimed_at": minutes_before_noon(minutes), "topic": "family" });
    form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    official.put(&format!("/api/visits/{}", new_id()), &form).await.expect(201)
}

async fn flags(inspector: &Person, kind: &str) -> Vec<Value> {
    inspector.look(&format!("/api/flags?kind={kind}")).await["items"].as_array().unwrap().clone()
}

fn ids(visits: &[&Value]) -> Value {
    visits.iter().map(|visit| visit["id"].clone()).collect()
}

async fn answer(county: &County, visit: &Value, confirmed: bool) {
    let id = |value: &Value| value["id"].as_str().unwrap().parse().unwrap();
    let said = api::visit::service::answer(&county.app, id(&visit["household"]), id(visit), confirmed).await;
    said.unwrap();
}

on_both!(a_not_true_comes_to_the_inspector_who_says_what_he_found, |county| {
    let official = county.person("official").await;
    let inspector = county.person("inspector").await;
    let own = households(&official).await;
    // The demo's own, of what households denied in the last month.
    let before = inspector.look("/api/flags?state=open").await["items"].as_array().unwrap().clone();
    let denied = log(&official, &own[0], 90, &json!({ "note": "谈了收成和过冬的准备" })).await;
    let confirmed = log(&official, &own[1], 10, &json!({})).await;
    answer(&county, &denied, false).await;
    answer(&county, &denied, false).await;
    answer(&county, &confirmed, true).await;
    let raised = inspector.look("/api/flags?state=open").await;
    assert_eq!(raised["items"].as_array().unwrap().len(), before.len() + 1, "{raised}");
    let flag = &raised["items"][0];
    assert_eq!((&flag["kind"], &flag["state"]), (&json!("denied"), &json!("open")));
    assert_eq!(flag["household"]["id"], own[0]["id"]);
    assert_eq!(flag["official"]["id"], own[0]["official"]["id"]);
    assert_eq!(flag["evidence"]["visit_ids"], ids(&[&denied]));
    assert_eq!(flag["evidence"]["tag_seen"], false);

    let path = format!("/api/flags/{}", flag["id"].as_str().unwrap());
    let note = json!({ "note": "家里老人没认出来,儿子说来过" });
    for login in ["official", "office", "hr", "county-leader"] {
        let person = county.person(login).await;
        person.get("/api/flags").await.expect_problem(403, "forbidden");
        person.get(&path).await.expect_problem(403, "forbidden");
        person.post(&format!("{path}/note"), &note).await.expect_problem(403, "forbidden");
    }
    let auditor = county.person("auditor").await;
    let seen = auditor.look(&path).await;
    assert_eq!(seen["visits"][0]["note"], "谈了收成和过冬的准备");
    auditor.post(&format!("{path}/note"), &note).await.expect_problem(403, "forbidden");
    let noted = inspector.post(&format!("{path}/note"), &note).await.expect(200);
    assert_eq!((&noted["flag"]["state"], &noted["flag"]["note"]), (&json!("seen"), &note["note"]));
    assert!(noted["flag"]["seen_by"].as_str().is_some());
    inspector.post(&format!("{path}/note"), &note).await.expect_problem(409, "flag_noted");
    assert_eq!(inspector.look("/api/flags?state=open").await["items"], json!(before));
    for action in ["look_at_flag", "note_flag"] {
        let journal = auditor.look(&format!("/api/journal?action={action}")).await;
        let of_this =
            journal["items"].as_array().unwrap().iter().filter(|entry| entry["subject_id"] == flag["id"]);
        assert_eq!(of_this.count(), 1, "{action}");
    }
});

on_both!(two_places_nobody_travels_between_in_the_time_are_shown, |county| {
    let official = county.person("official").await;
    let inspector = county.person("inspector").await;
    let own = households(&official).await;
    let device = new_id();
    let mut sequence = 0;
    let mut evidence = |minutes: i64, latitude: f64, accuracy: f64| {
        sequence += 1;
        let saved_at = minutes_before_noon(minutes);
        json!({ "evidence": {
            "device_id": device, "sequence": sequence, "saved_at": saved_at, "sent_at": NOON,
            "position": { "latitude": latitude, "longitude": 118.63, "accuracy_m": accuracy },
        } })
    };
    // The next village, ten kilometres in half an hour, a phone that does not know where it is.
    log(&official, &own[0], 180, &evidence(180, 35.790, 20.0)).await;
    log(&official, &own[1], 176, &evidence(176, 35.800, 20.0)).await;
    log(&official, &own[2], 140, &evidence(140, 35.890, 20.0)).await;
    let here = log(&official, &own[3], 100, &evidence(100, 35.790, 20.0)).await;
    log(&official, &own[4], 99, &evidence(99, 35.890, 9500.0)).await;
    assert_eq!(flags(&inspector, "far_apart").await, Vec::<Value>::new());
    // Written up in the evening: the time that is claimed says nothing about where the phone was.
    log(&official, &own[5], 175, &evidence(20, 35.890, 20.0)).await;
    assert_eq!(flags(&inspector, "far_apart").await, Vec::<Value>::new());

    let there = log(&official, &own[6], 17, &evidence(17, 35.790, 30.0)).await;
    let raised = flags(&inspector, "far_apart").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    let metres = raised[0]["evidence"]["metres"].as_i64().unwrap();
    assert!((11_000..11_150).contains(&metres), "eleven kilometres without both accuracies: {metres}");
    assert_eq!(raised[0]["evidence"]["seconds"], 180);
    assert_eq!(raised[0]["evidence"]["visit_ids"][1], there["id"]);
    assert!(!raised[0]["evidence"]["visit_ids"].as_array().unwrap().contains(&here["id"]));
});

on_both!(thirty_visits_in_an_hour_are_one_matter_and_twenty_nine_are_none, |county| {
    let official = county.person("official").await;
    let inspector = county.person("inspector").await;
    let own = households(&official).await;
    for number in 0..29 {
        log(&official, &own[number % own.len()], 100 - i64::try_from(number).unwrap() * 2, &json!({})).await;
    }
    // The round of the day before is another hour.
    log(&official, &own[0], 24 * 60, &json!({})).await;
    assert_eq!(flags(&inspector, "too_many").await, Vec::<Value>::new());
    log(&official, &own[3], 41, &json!({})).await;
    log(&official, &own[4], 40, &json!({})).await;
    let raised = flags(&inspector, "too_many").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert_eq!(raised[0]["evidence"]["visit_ids"].as_array().unwrap().len(), 30);
    assert_eq!(raised[0]["official"]["id"], own[0]["official"]["id"]);
});

on_both!(one_text_for_three_households_is_shown_and_short_words_are_not, |county| {
    let official = county.person("official").await;
    let inspector = county.person("inspector").await;
    let own = households(&official).await;
    let copied = "例行走访,一切正常,没有意见。";
    log(&official, &own[0], 300, &json!({ "note": copied })).await;
    log(&official, &own[0], 250, &json!({ "note": copied })).await;
    log(&official, &own[1], 200, &json!({ "note": "例行走访，一切正常，没有意见" })).await;
    for household in &own[..5] {
        log(&official, household, 400, &json!({ "note": "家里没人。" })).await;
    }
    assert_eq!(flags(&inspector, "same_text").await, Vec::<Value>::new());
    // Months later the same words come again.
    log(&official, &own[2], 45 * 24 * 60, &json!({ "note": copied })).await;
    assert_eq!(flags(&inspector, "same_text").await, Vec::<Value>::new());
    log(&official, &own[2], 150, &json!({ "opinion": copied })).await;
    log(&official, &own[3], 120, &json!({ "note": copied })).await;
    let raised = flags(&inspector, "same_text").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert_eq!(raised[0]["evidence"]["visit_ids"].as_array().unwrap().len(), 4);

    let rows = entity::flag::Entity::find().all(county.app.db.reader()).await.unwrap();
    assert!(rows.iter().all(|row| !row.evidence.contains("例行")), "evidence holds no texts");
});
