//! After the meeting: a promise that counts down until the household confirms it, and an investigation by a group that
//! was drawn, with evidence, a finding, and what both cost.

mod investigation;

use std::collections::BTreeSet;

use api::follow_up::sweep;
use chrono::Duration;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};

use crate::{
    household::{hidden, household, resident},
    out_of_scope::{Trial, granted},
};

/// The text of an id.
fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// The last meeting that is over.
pub async fn closed_meeting(person: &Person) -> Value {
    let meetings = person.look("/api/meetings").await;
    meetings["items"].as_array().unwrap().iter().find(|meeting| meeting["state"] == "closed").unwrap().clone()
}

/// A rectification that the demo's official pledges to the demo's household, called by name.
async fn pledged(county: &County, due_on: &str) -> (Person, Value) {
    let (official, household) = household(county).await;
    let host = county.person("host").await;
    let number = household["official"]["number"].as_str().unwrap();
    let form = json!({
        "kind": "rectification", "meeting_id": closed_meeting(&host).await["id"], "label": number,
        "household_id": household["id"], "matter": "把门口的路灯修好", "due_on": due_on,
    });
    let opened = host.post("/api/follow-ups", &form).await.expect(200);
    (official, opened["follow_up"].clone())
}

async fn public(county: &County, which: &Value) -> Value {
    let all = county.stranger().look("/api/public/follow-ups").await;
    let found = all["items"].as_array().unwrap().iter().find(|item| item["id"] == which["id"]).cloned();
    found.unwrap_or(Value::Null)
}

on_both!(a_promise_of_the_stage_counts_down_until_the_household_confirms_it, |county| {
    let (official, item) = pledged(&county, "2026-11-30").await;
    assert_eq!(
        (&item["state"], &item["drawn"], &item["overdue"]),
        (&json!("pledged"), &json!(false), &json!(false))
    );
    assert_eq!(public(&county, &item).await["days_left"], 10);
    let page = county.stranger().get("/p/follow-ups").await;
    assert!(page.text.contains("还有 10 天") && page.text.contains("把门口的路灯修好"), "{}", page.text);
    assert!(!page.text.contains(item["household"]["head_name"].as_str().unwrap()), "no household is named");

    drop(official);
    county.pass(Duration::days(3));
    let official = county.person("official").await;
    assert_eq!(public(&county, &item).await["days_left"], 7);
    let path = format!("/api/follow-ups/{}", id(&item));
    let said = official.post(&format!("{path}/done"), &json!({ "note": "灯换好了" })).await.expect(200);
    assert_eq!(said["follow_up"]["state"], "said_done");
    assert_eq!(public(&county, &item).await["days_left"], 7, "his word does not stop the clock");

    // The household says no; then, when it is lit, yes. Nobody but the household ends it as done.
    let person = resident(&county).await;
    assert!(person.get("/h").await.text.contains("/h/rectifications"));
    let answer = format!("/h/rectifications/{}", id(&item));
    for (word, state) in [("not_done", "pledged"), ("done", "confirmed")] {
        let token = hidden(&person.get("/h/rectifications").await)["token"].clone();
        assert_eq!(person.submit(&answer, &[("token", &token), ("answer", word)]).await.status, 303);
        assert_eq!(public(&county, &item).await["state"], state);
    }
    assert_eq!(public(&county, &item).await["ended_on"], "2026-11-23");
    let told = official.look(&path).await;
    let verbs: Vec<&str> =
        told["events"].as_array().unwrap().iter().map(|event| event["verb"].as_str().unwrap()).collect();
    assert_eq!(verbs, ["open", "say_done", "dispute", "confirm"]);
    official
        .post(&format!("{path}/done"), &json!({ "note": "再说" }))
        .await
        .expect_problem(409, "follow_up_ended");
});

on_both!(what_is_not_done_by_its_day_is_ended_and_takes_points, |county| {
    let (_, item) = pledged(&county, "2026-11-25").await;
    let (office, hr) = (county.person("office").await, county.person("hr").await);
    let path = format!("/api/follow-ups/{}", id(&item));
    let score = format!("/api/scores/{}", id(&item["official"]));
    let before = hr.look(&score).await;
    assert!(!before.to_string().contains("audit_findings"), "nothing to say yet: {before}");
    let why = json!({ "note": "路灯没有修" });
    office.post(&format!("{path}/end"), &why).await.expect_problem(409, "follow_up_not_due");
    county
        .person("caller")
        .await
        .post(&format!("{path}/word"), &json!({ "done": false, "note": "灯还不亮" }))
        .await
        .expect(200);

    county.pass(Duration::days(6));
    let office = county.person("office").await;
    let list = office.look("/api/follow-ups?running=true&kind=rectification").await;
    let listed = list["items"].as_array().unwrap().iter().find(|one| one["id"] == item["id"]).unwrap();
    assert_eq!(listed["overdue"], true);
    let ended = office.post(&format!("{path}/end"), &why).await.expect(200);
    assert_eq!(ended["follow_up"]["state"], "failed");
    county.drain().await;
    let after = county.person("hr").await.look(&score).await;
    let points = |key: &str| {
        let lines = after["lines"].as_array().unwrap();
        lines.iter().find(|line| line["key"] == key).and_then(|line| line["points"].as_i64())
    };
    let off = after["lines"].as_array().unwrap().iter().find(|line| line["key"] == "audit_findings");
    assert_eq!(off.unwrap()["figure"], "1, 0, 0");
    if let Some(total) = points("total") {
        let parts = ["rating_points", "answered_in_time", "confirmed_by_household", "inspections"];
        let sum: i64 = parts.iter().filter_map(|key| points(key)).sum();
        assert_eq!((points("audit_findings"), total), (Some(-500), sum - 500));
    }
});

/// How many mails about a follow-up were enqueued: the demo has follow-ups of its own.
async fn reminded(county: &County, item: &Value) -> u64 {
    use entity::job::{Column, Entity};
    let key = format!("follow_up|{}|", id(item));
    Entity::find().filter(Column::DedupeKey.starts_with(key)).count(county.app.db.reader()).await.unwrap()
}

on_both!(owners_are_reminded_before_the_day_on_it_and_after_each_once, |county| {
    let (_, item) = pledged(&county, "2026-11-25").await;
    let mut mails = Vec::new();
    for days in [0, 2, 1, 2, 1, 6] {
        county.pass(Duration::days(days));
        for _ in 0..2 {
            sweep::remind(&county.app).await.unwrap();
        }
        mails.push(reminded(&county, &item).await);
    }
    // Nothing five days before; three days before; the same reminder the day after; on the day; after it, the head of the
    // unit too when that is somebody else with an address; a week later again.
    assert_eq!(&mails[..4], [0, 1, 1, 2]);
    assert!(mails[4] > mails[3] && mails[5] > mails[4], "{mails:?}");
});

on_both!(a_follow_up_is_refused_with_the_reason, |county| {
    let (_, household) = household(&county).await;
    let host = county.person("host").await;
    let meeting = closed_meeting(&host).await;
    let announced = host.look("/api/meetings").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["state"] == "announced")
        .unwrap()
        .clone();
    let form = json!({
        "kind": "rectification", "meeting_id": meeting["id"], "label": household["official"]["number"],
        "household_id": household["id"], "matter": "修路灯", "due_on": "2026-12-20",
    });
    let changed = |key: &str, value: Value| {
        let mut form = form.clone();
        form[key] = value;
        form
    };
    // A round that did not draw him: whoever was drawn is drawn in one round only.
    let detail = host.look(&format!("/api/meetings/{}", id(&meeting))).await;
    let drew = |round: &&Value| {
        let labels = round["selected"].as_array().unwrap().iter().map(|drawn| &drawn["label"]);
        !labels.into_iter().any(|label| *label == form["label"])
    };
    let other_round = detail["rounds"].as_array().unwrap().iter().find(drew).unwrap()["number"].clone();
    let wrong = [
        changed("round", json!(9999)),
        changed("round", other_round),
        changed("due_on", json!("2026-11-20")),
        changed("due_on", json!("2029-11-20")),
        changed("household_id", Value::Null),
        changed("label", json!("A99999")),
        changed("matter", json!("  ")),
    ];
    for form in wrong {
        host.post("/api/follow-ups", &form).await.expect_problem(422, "invalid_input");
    }
    host.post("/api/follow-ups", &changed("meeting_id", announced["id"].clone()))
        .await
        .expect_problem(409, "follow_up_meeting");
    host.post("/api/follow-ups", &changed("meeting_id", json!(new_id())))
        .await
        .expect_problem(404, "not_found");

    // Whoever was drawn: the round and his number go together.
    let drawn = &detail["rounds"][0]["selected"][0]["label"];
    let mut form = changed("round", json!(1));
    form["label"] = drawn.clone();
    form["kind"] = "investigation".into();
    let opened = host.post("/api/follow-ups", &form).await.expect(200);
    assert_eq!(
        (&opened["follow_up"]["drawn"], &opened["follow_up"]["state"]),
        (&json!(true), &json!("opened"))
    );
});

/// A small picture.
pub fn png() -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([200, 30, 30]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Whoever is not concerned sees nothing of it: another official, another unit, another meeting.
pub async fn from_outside(county: &County, tried: &mut BTreeSet<String>) {
    let host = county.person("host").await;
    let meeting = closed_meeting(&host).await;
    let detail = host.look(&format!("/api/meetings/{}", id(&meeting))).await;
    let own = county.person("official").await.look("/api/me").await["official"].clone();
    let unit = county.person("unit-head").await.look("/api/me").await["roles"][0]["scope_name"].clone();
    let hr = county.person("hr").await;
    let mut items = Vec::new();
    for drawn in
        detail["rounds"].as_array().unwrap().iter().flat_map(|round| round["selected"].as_array().unwrap())
    {
        let label = drawn["label"].as_str().unwrap();
        let official = hr.look(&format!("/api/officials?q={label}")).await["items"][0].clone();
        if official["id"] == own["id"] || official["unit"]["name"] == unit || !items.is_empty() {
            continue;
        }
        let households =
            county.person("office").await.look(&format!("/api/links?official_id={}", id(&official))).await;
        let held = households["items"].as_array().unwrap().iter().find(|link| link["valid_to"].is_null());
        for kind in ["rectification", "investigation"] {
            let form = json!({
                "kind": kind, "meeting_id": meeting["id"], "label": label, "matter": "越界", "due_on": "2026-12-20",
                "household_id": held.unwrap()["household"]["id"],
            });
            items.push(host.post("/api/follow-ups", &form).await.expect(200)["follow_up"].clone());
        }
    }
    let official = id(&items[0]["official"]).to_owned();
    let other = host.look("/api/meetings").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] != meeting["id"])
        .unwrap()
        .clone();
    let people = [
        ("an official", county.person("official").await),
        ("a unit head", county.person("unit-head").await),
        (
            "a host of another meeting",
            granted(county, "other.host", "audit_host", "meeting", id(&other)).await,
        ),
        (
            "a caller of another meeting",
            granted(county, "other.caller", "caller", "meeting", id(&other)).await,
        ),
    ];
    for (who, person) in &people {
        let mut trial = Trial { person, who, tried };
        trial
            .sees_nothing(
                "listFollowUps",
                Method::GET,
                format!("/api/follow-ups?official_id={official}"),
                None,
            )
            .await;
        for item in &items {
            let path = format!("/api/follow-ups/{}", id(item));
            let (note, word) = (Some(json!({ "note": "越界" })), Some(json!({ "done": true })));
            trial.sees_nothing("getFollowUp", Method::GET, path.clone(), None).await;
            trial.sees_nothing("sayRectified", Method::POST, format!("{path}/done"), note).await;
            trial.sees_nothing("recordHouseholdWord", Method::POST, format!("{path}/word"), word).await;
        }
        let form = json!({
            "kind": "investigation", "meeting_id": meeting["id"], "label": items[0]["label"], "matter": "越界",
            "due_on": "2026-12-20",
        });
        trial.sees_nothing("openFollowUp", Method::POST, "/api/follow-ups".to_owned(), Some(form)).await;
    }
}
