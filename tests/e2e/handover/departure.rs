use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};
use tests::{County, Person, on_both};

use super::{
    THIS_MORNING, TODAY, YESTERDAY_NOON, counts, id, items, journalled, log, new_id, newcomer, own, text,
};

/// The official of the demo's account, one of his households, and an open request there.
async fn before(county: &County) -> (Person, Value, String) {
    let official = county.person("official").await;
    let household = own(&official).await.remove(0);
    let request = new_id();
    log(&official, &id(&household), THIS_MORNING, Some(&request)).await.expect(201);
    (official, household, request)
}

fn leaving(successor: Option<&Value>) -> Value {
    let mut form = json!({ "on": TODAY, "reason": "调离本县" });
    if let Some(successor) = successor {
        form["successor_id"] = successor["id"].clone();
    }
    form
}

on_both!(an_official_leaves_and_everything_goes_to_his_successor, |county| {
    let (official, household, request) = before(&county).await;
    let households = own(&official).await.len();
    let (office, hr) = (county.person("office").await, county.person("hr").await);
    let number = id(&household["official"]);
    let path = format!("/api/officials/{number}/departure");
    let figures = counts(&office).await;
    let pledge = new_id();
    let promise =
        json!({ "household_id": household["id"], "text": "年底前修好水渠", "due_on": "2026-12-20" });
    official.put(&format!("/api/pledges/{pledge}"), &promise).await.expect(201);

    // Nobody has room for all of them but a newcomer: the load is named, and nothing has changed.
    let other = items(&office.look("/api/officials?limit=200").await);
    let full = other.iter().find(|other| id(other) != number && other["households"].as_i64() > Some(10));
    let refused = office.post(&path, &leaving(full)).await.expect_problem(422, "too_many_households");
    let load = full.unwrap()["households"].to_string();
    assert!(text(&refused["detail"]).contains(&load), "{refused}");
    let oneself = leaving(Some(&household["official"]));
    office.post(&path, &oneself).await.expect_problem(422, "invalid_input");
    let future = json!({ "on": "2026-11-21", "reason": "调离本县" });
    office.post(&path, &future).await.expect_problem(422, "invalid_input");
    let frozen = json!({ "on": "2026-11-15", "reason": "调离本县" });
    office.post(&path, &frozen).await.expect_problem(422, "invalid_input");
    hr.post(&path, &leaving(None)).await.expect_problem(403, "forbidden");
    assert_eq!(own(&official).await.len(), households);

    let successor = newcomer(&county, &office).await;
    let done = office.post(&path, &leaving(Some(&successor))).await.expect(200);
    assert_eq!(done["households"], households);
    assert_eq!(done["successor"]["number"], "A90001");
    assert!(done["requests"].as_u64() >= Some(1), "{done}");
    assert!(done["accounts"].as_u64() >= Some(1), "{done}");
    let now = office.look(&format!("/api/households/{}", id(&household))).await;
    assert_eq!(now["official"]["id"], successor["id"]);
    let now = office.look(&format!("/api/requests/{request}")).await;
    assert_eq!((&now["official"]["id"], &now["owner_name"]), (&successor["id"], &json!("新来之")));
    let pledges = items(&office.look(&format!("/api/pledges?household_id={}", id(&household))).await);
    let now = pledges.iter().find(|row| id(row) == pledge).unwrap();
    assert_eq!(
        (&now["official"]["id"], &now["made_by"]["id"]),
        (&successor["id"], &household["official"]["id"])
    );
    assert!(done["pledges"].as_u64() >= Some(1), "{done}");
    let former = office.look(&format!("/api/officials/{number}")).await;
    assert_eq!(
        (&former["state"], &former["households"], &former["open_requests"]),
        (&json!("left"), &json!(0), &json!(0))
    );
    let after = counts(&office).await;
    assert_eq!(after["linked_households"], figures["linked_households"]);
    assert_eq!(after["counts"]["contacts"].as_u64().unwrap() + 1, figures["counts"]["contacts"]);

    // His session has ended, his password opens nothing, and he does not leave twice.
    official.get("/api/households").await.expect_problem(401, "unauthorized");
    let again = json!({ "login": "official", "password": api::demo::PASSWORD });
    county.stranger().post("/api/session", &again).await.expect_problem(401, "signin_failed");
    office.post(&path, &leaving(None)).await.expect_problem(409, "official_left");
    assert_eq!(journalled(&county, "depart_official").await, 1);
});

on_both!(a_phone_that_is_opened_again_sends_what_was_left_on_it, |county| {
    let (official, household, _) = before(&county).await;
    let me = official.look("/api/me").await;
    let office = county.person("office").await;
    let admin = county.person("admin").await;
    let path = format!("/api/officials/{}/departure", id(&household["official"]));
    office.post(&path, &leaving(None)).await.expect(200);
    let accounts = items(&admin.look("/api/accounts?q=official").await);
    let account = accounts.iter().find(|account| account["login"] == me["login"]).unwrap();
    let slip = admin.post(&format!("/api/accounts/{}/activation", id(account)), &json!({})).await.expect(200);
    let phone = county.stranger();
    let form =
        json!({ "login": "official", "code": slip["activation_code"], "password": "a long enough one" });
    phone.post("/api/activation", &form).await.expect(200);
    let late = log(&phone, &id(&household), YESTERDAY_NOON, None).await.expect(201);
    assert_eq!(late["official"]["id"], household["official"]["id"]);
    log(&phone, &id(&household), THIS_MORNING, None).await.expect_problem(422, "not_your_household");
    assert_eq!(own(&phone).await, Vec::<Value>::new());
});

on_both!(without_a_successor_the_households_wait_for_the_next_assignment, |county| {
    let (official, household, request) = before(&county).await;
    let households = own(&official).await.len() as u64;
    let office = county.person("office").await;
    let figures = counts(&office).await;
    let path = format!("/api/officials/{}/departure", id(&household["official"]));
    let done = office.post(&path, &leaving(None)).await.expect(200);
    assert!(done["successor"].is_null());
    let now = office.look(&format!("/api/households/{}", id(&household))).await;
    assert!(now["official"].is_null(), "{now}");
    let now = office.look(&format!("/api/requests/{request}")).await;
    assert!(now["official"].is_null() && now["state"] == "open", "{now}");
    let after = counts(&office).await;
    let linked = |county: &Value| county["linked_households"].as_u64().unwrap();
    assert_eq!(linked(&after) + households, linked(&figures));
    assert_eq!(after["counts"]["households"], figures["counts"]["households"]);
    // The next official gets the request with the household.
    let successor = newcomer(&county, &office).await;
    let form = json!({
        "household_ids": [household["id"]], "official_id": successor["id"], "on": TODAY, "reason": "补缺",
    });
    office.post("/api/links", &form).await.expect(200);
    let now = office.look(&format!("/api/requests/{request}")).await;
    assert_eq!(now["official"]["id"], successor["id"]);
});

on_both!(a_late_visit_is_credited_to_whoever_held_the_household_that_day, |county| {
    let (official, household, _) = before(&county).await;
    let office = county.person("office").await;
    let successor = newcomer(&county, &office).await;
    let form = json!({
        "household_ids": [household["id"]], "official_id": successor["id"], "on": TODAY, "reason": "就近",
    });
    office.post("/api/links", &form).await.expect(200);
    let request = new_id();
    let late = log(&official, &id(&household), YESTERDAY_NOON, Some(&request)).await.expect(201);
    assert_eq!(late["official"]["id"], household["official"]["id"]);
    // What was asked for then is for the one who serves the household now.
    let raised = office.look(&format!("/api/requests/{request}")).await;
    assert_eq!(raised["official"]["id"], successor["id"]);
    log(&official, &id(&household), THIS_MORNING, None).await.expect_problem(422, "not_your_household");
    assert!(own(&official).await.iter().all(|own| own["id"] != household["id"]));
    let due = items(&official.look("/api/visits/due?limit=200").await);
    assert!(due.iter().all(|due| due["id"] != household["id"]));
});

on_both!(a_handover_that_fails_has_not_begun, |county| {
    let (official, household, request) = before(&county).await;
    let office = county.person("office").await;
    let successor = newcomer(&county, &office).await;
    // The last statement of the handover, its entry in the journal, cannot be written.
    let broken = match county.app.db.backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END' LANGUAGE plpgsql; \
             CREATE TRIGGER refuse BEFORE INSERT ON journal_entry FOR EACH ROW \
             WHEN (NEW.action = 'depart_official') EXECUTE FUNCTION refuse()"
        }
        _ => {
            "CREATE TRIGGER refuse BEFORE INSERT ON journal_entry WHEN NEW.action = 'depart_official' \
             BEGIN SELECT RAISE(ABORT, 'no'); END"
        }
    };
    let tx = county.app.db.begin().await.unwrap();
    tx.execute_unprepared(broken).await.unwrap();
    tx.commit().await.unwrap();
    let (households, links) = (own(&official).await, office.look("/api/links?limit=200").await);
    let path = format!("/api/officials/{}/departure", id(&household["official"]));
    office.post(&path, &leaving(Some(&successor))).await.expect_problem(500, "internal");
    assert_eq!(own(&official).await, households, "his session and his households are as they were");
    assert_eq!(office.look("/api/links?limit=200").await, links);
    let now = office.look(&format!("/api/requests/{request}")).await;
    assert_eq!(now["official"]["id"], household["official"]["id"]);
    let now = office.look(&format!("/api/officials/{}", id(&household["official"]))).await;
    assert_eq!(now["state"], "active");
});

on_both!(a_change_of_post_keeps_the_households, |county| {
    let head = county.person("unit-head").await;
    let me = head.look("/api/me").await;
    head.look("/api/scores").await;
    let office = county.person("office").await;
    let before = office.look(&format!("/api/officials/{}", id(&me["official"]))).await;
    let units = items(&office.look("/api/units?limit=200").await);
    let other = units.iter().find(|unit| unit["id"] != before["unit"]["id"]).unwrap();
    let path = format!("/api/officials/{}/post", id(&before));
    let form = json!({ "unit_id": other["id"], "post": "副局长", "rank": "section", "on": TODAY });
    office.post(&path, &json!({ "post": "副局长", "rank": "general", "on": TODAY })).await.expect(422);
    let after = office.post(&path, &form).await.expect(200);
    assert_eq!(after["unit"]["id"], other["id"]);
    assert_eq!((&after["post"], &after["rank"]), (&json!("副局长"), &json!("section")));
    assert_eq!(after["households"], before["households"]);
    // He heads the former unit no more, neither by name nor by right.
    let unit = office.look(&format!("/api/units/{}", id(&before["unit"]))).await;
    assert_ne!(unit["head"]["id"], before["id"]);
    head.get("/api/scores").await.expect_problem(403, "forbidden");
    assert_eq!(journalled(&county, "change_post").await, 1);
});
