//! A request's life: level by level up, answered, heard by the household, never overdue unseen.

use std::collections::HashSet;

use api::request::{service as requests, sweep};
use chrono::Duration;
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};
use uuid::Uuid;

use crate::visit::own_household;

fn id_of(row: &Value) -> Uuid {
    row["id"].as_str().unwrap().parse().unwrap()
}

async fn raised(official: &Person, household: &Value) -> Value {
    let form = json!({ "household_id": household["id"], "body": "老人证丢了,怎么补办" });
    official.put(&format!("/api/requests/{}", new_id()), &form).await.expect(201)
}

/// Does a verb to the request as it stands now, and keeps what came back.
async fn act(person: &Person, request: &mut Value, verb: &str) {
    let path = format!("/api/requests/{}/{verb}", request["id"].as_str().unwrap());
    let form = json!({ "note": format!("说明:{verb}"), "version": request["version"] });
    *request = person.post(&path, &form).await.expect(200);
}

async fn refused(person: &Person, request: &Value, verb: &str, status: u16, code: &str) {
    let path = format!("/api/requests/{}/{verb}", request["id"].as_str().unwrap());
    let form = json!({ "note": "说明", "version": request["version"] });
    person.post(&path, &form).await.expect_problem(status, code);
}

async fn open_requests(official: &Person, household: &Value) -> i64 {
    let path = format!("/api/households/{}", household["id"].as_str().unwrap());
    official.look(&path).await["open_requests"].as_i64().unwrap()
}

/// The leaders above the official's village, the nearest first.
async fn leaders(county: &County) -> [Person; 4] {
    [
        county.person("village-leader").await,
        county.person("area-leader").await,
        county.person("township-leader").await,
        county.person("county-leader").await,
    ]
}

on_both!(a_request_climbs_is_answered_disputed_answered_again_and_confirmed, |county| {
    let official = county.person("official").await;
    let [village, area, township, top] = leaders(&county).await;
    let household = own_household(&official).await;
    let before = open_requests(&official, &household).await;
    let mut request = raised(&official, &household).await;
    assert_eq!(request["verbs"], json!(["escalate", "answer", "decline"]));
    assert_eq!(open_requests(&official, &household).await, before + 1);

    act(&village, &mut request, "escalate").await;
    assert_eq!((&request["state"], &request["level"]), (&json!("escalated"), &json!("village")));
    // Whoever does not have it now cannot act on it, above or below.
    refused(&official, &request, "answer", 403, "request_not_yours").await;
    refused(&township, &request, "answer", 403, "request_not_yours").await;
    act(&village, &mut request, "escalate").await;
    refused(&village, &request, "escalate", 403, "request_not_yours").await;
    act(&area, &mut request, "escalate").await;
    act(&township, &mut request, "answer").await;
    assert_eq!(request["state"], "answered");
    refused(&township, &request, "answer", 409, "request_not_now").await;

    let (household_id, request_id) = (id_of(&household), id_of(&request));
    requests::dispute(&county.app, household_id, request_id, Some("还没有办好")).await.unwrap();
    let path = format!("/api/requests/{request_id}");
    let mut request = top.look(&path).await;
    assert_eq!((&request["state"], &request["level"]), (&json!("disputed"), &json!("county")));
    act(&top, &mut request, "answer").await;
    requests::confirm(&county.app, household_id, request_id, None).await.unwrap();
    let again = requests::confirm(&county.app, household_id, request_id, None).await;
    assert_eq!(again.unwrap_err().code, "request_ended");

    let ended = official.look(&path).await;
    assert_eq!((&ended["state"], &ended["colour"]), (&json!("confirmed"), &json!("done")));
    let events: Vec<(&str, &str)> = ended["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["verb"].as_str().unwrap(), event["actor_kind"].as_str().unwrap()))
        .collect();
    let expected = [
        ("raise", "official"),
        ("escalate", "leader"),
        ("escalate", "leader"),
        ("escalate", "leader"),
        ("answer", "leader"),
        ("dispute", "household"),
        ("answer", "leader"),
        ("confirm", "household"),
    ];
    assert_eq!(events, expected);
    assert_eq!(ended["events"][5]["note"], "还没有办好");
    let met = |deadline: &Value| deadline["met_at"].is_string() && deadline.get("missed_at").is_none();
    assert!(ended["deadlines"].as_array().unwrap().iter().all(met), "{}", ended["deadlines"]);
    assert_eq!(open_requests(&official, &household).await, before);
});

on_both!(whoever_acts_on_an_old_version_is_told, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let first = raised(&official, &household).await;
    let mut request = first.clone();
    act(&official, &mut request, "answer").await;
    refused(&official, &first, "escalate", 409, "stale").await;
    let path = format!("/api/requests/{}/decline", first["id"].as_str().unwrap());
    let other = raised(&official, &household).await;
    let empty = json!({ "note": "  ", "version": other["version"] });
    let silent = path.replace(first["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    official.post(&silent, &empty).await.expect_problem(422, "invalid_input");
});

on_both!(three_calls_that_nobody_picks_up_end_a_request_unconfirmed, |county| {
    let official = county.person("official").await;
    let caller = county.person("caller").await;
    let mut request = raised(&official, &own_household(&official).await).await;
    act(&official, &mut request, "answer").await;
    for state in ["answered", "answered", "unconfirmed"] {
        act(&caller, &mut request, "no-answer").await;
        assert_eq!(request["state"], state);
    }
    refused(&caller, &request, "no-answer", 409, "request_ended").await;
});

on_both!(a_request_sent_again_is_recorded_once_and_numbers_are_never_given_twice, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let form = json!({ "household_id": household["id"], "body": "同一件事" });
    let sent = (0..20).map(|_| {
        let (official, form) = (official.clone(), form.clone());
        tokio::spawn(async move {
            let path = format!("/api/requests/{}", new_id());
            let raised = official.put(&path, &form).await.expect(201);
            assert_eq!(official.put(&path, &form).await.expect(200)["number"], raised["number"]);
            let changed = json!({ "household_id": form["household_id"], "body": "另一件事" });
            official.put(&path, &changed).await.expect_problem(409, "request_id_used");
            raised["number"].as_str().unwrap().to_owned()
        })
    });
    let mut numbers = HashSet::new();
    for sent in sent.collect::<Vec<_>>() {
        assert!(numbers.insert(sent.await.unwrap()));
    }
    assert!(numbers.iter().all(|number| number.starts_with("Q2026-")), "{numbers:?}");
});

on_both!(a_complaint_about_an_official_is_the_inspectors_alone, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let before = open_requests(&official, &household).await;
    let id = new_id();
    requests::complain(&county.app, id_of(&household), id, "半年没有来过,说来过").await.unwrap();
    assert_eq!(open_requests(&official, &household).await, before, "the official sees this number");
    let path = format!("/api/requests/{id}");
    let list = format!("/api/requests?household_id={}&limit=200", household["id"].as_str().unwrap());
    let lists_it = async |person: &Person| {
        let page = person.look(&list).await;
        page["items"].as_array().unwrap().iter().any(|request| request["id"] == json!(id))
    };
    for login in
        ["official", "village-leader", "area-leader", "township-leader", "county-leader", "office", "caller"]
    {
        let person = county.person(login).await;
        person.get(&path).await.expect_problem(404, "not_found");
        assert!(!lists_it(&person).await, "{login}");
        let form = json!({ "note": "说明", "version": 1 });
        let answer = person.post(&format!("{path}/escalate"), &form).await;
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{login}: {}", answer.status);
    }
    let inspector = county.person("inspector").await;
    let mut request = inspector.look(&path).await;
    assert_eq!(request["body"], "半年没有来过,说来过");
    assert!(lists_it(&inspector).await && lists_it(&county.person("auditor").await).await);
    // What the inspector sends up comes to the county's leader at once, and to nobody between.
    act(&inspector, &mut request, "escalate").await;
    assert_eq!(request["level"], "county");
    county.person("township-leader").await.get(&path).await.expect(404);
    county.person("county-leader").await.look(&path).await;
});

on_both!(a_missed_term_goes_up_once_however_often_one_looks, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let request = raised(&official, &household).await;
    // Everything else that is due goes up first, so that one mail is left to look for.
    sweep::overdue(&county.app).await.unwrap();
    assert_eq!(sweep::overdue(&county.app).await.unwrap(), 0);
    county.pass(Duration::days(8));
    let missed = sweep::overdue(&county.app).await.unwrap();
    assert!(missed >= 1);
    assert_eq!(sweep::overdue(&county.app).await.unwrap(), 0);

    let leader = county.person("village-leader").await;
    let after = leader.look(&format!("/api/requests/{}", request["id"].as_str().unwrap())).await;
    assert_eq!((&after["state"], &after["level"]), (&json!("escalated"), &json!("village")));
    assert_eq!(after["verbs"], json!(["escalate", "answer", "decline"]));
    let events = after["events"].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!((&events[1]["verb"], &events[1]["actor_kind"]), (&json!("overdue"), &json!("system")));
    let deadlines = after["deadlines"].as_array().unwrap();
    assert!(deadlines[0]["missed_at"].is_string() && deadlines[0].get("met_at").is_none());
    assert_eq!(deadlines[1]["basis"], "village");
    assert!(county.jobs("mail").await >= 1, "the new owner is told by mail");
});
