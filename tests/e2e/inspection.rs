//! Inspections by double random: drawn units and inspectors, nobody at his own unit, photos and grounds for every point
//! off, and an answer of the unit.

use chrono::{Duration, NaiveDate};
use domain::audit::pdraw1::make_chain;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};

use crate::{follow_up::png, spot_check::draw};

/// The unit of the demo's unit accounts, and two patrol inspectors, one of whom works there.
async fn inspectors(county: &County) -> (Value, Vec<(String, Person)>) {
    let head = county.person("unit-head").await.look("/api/me").await;
    let unit = head["roles"][0]["scope_id"].clone();
    let hr = county.person("hr").await;
    let own = hr.look(&format!("/api/officials?unit_id={}&limit=1", unit.as_str().unwrap())).await;
    let mut people = Vec::new();
    for (login, official) in [("patrol.one", None), ("patrol.own.unit", Some(&own["items"][0]["id"]))] {
        let mut account = json!({
            "login": login, "display_name": login, "roles": [{ "role": "patrol_inspector", "scope_kind": "county" }],
        });
        if let Some(official) = official {
            account["official_id"] = official.clone();
        }
        people.push((login.to_owned(), county.newcomer(account).await));
    }
    (unit, people)
}

/// What somebody sees of a round.
async fn in_round(person: &Person, round: &Value) -> Option<Value> {
    let listed = person.look("/api/inspections").await;
    listed["items"].as_array().unwrap().iter().find(|one| one["id"] == round["id"]).cloned()
}

on_both!(drawn_inspectors_report_with_photos_and_grounds_and_the_unit_answers, |county| {
    let (unit, mut people) = inspectors(&county).await;
    people.push(("patrol".to_owned(), county.person("patrol").await));
    people.push(("patrol-2".to_owned(), county.person("patrol-2").await));
    people.push(("inspector".to_owned(), county.person("inspector").await));
    let chain = make_chain([6; 32], 2);
    let form = json!({
        "title": "十一月作风检查", "unit_ids": [unit], "count": 1, "inspectors": 2, "sources": "dice20",
        "otc_tip": chain.tip.hex(),
    });
    let office = county.person("office").await;
    let inspector = county.person("inspector").await;
    county.person("patrol").await.post("/api/inspections", &form).await.expect_problem(403, "forbidden");
    let round = inspector.post("/api/inspections", &form).await.expect(200);
    assert_eq!(round["objects"], json!([]));
    let drawn = draw(&county, round["draw_id"].as_str().unwrap(), &chain).await;
    let recused = drawn["recusals"].as_str().unwrap();
    assert_eq!(recused.lines().count(), 1, "whoever works there is recused: {recused}");

    let object = in_round(&office, &round).await.unwrap()["objects"][0].clone();
    let named: Vec<&str> =
        object["inspectors"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(named.len(), 2);
    assert!(!named.contains(&"patrol.own.unit"));
    let path = format!("/api/inspected-units/{}", object["id"].as_str().unwrap());
    let head = county.person("unit-head").await;
    assert!(in_round(&head, &round).await.is_none(), "an unannounced inspection is unannounced");

    // One of the two reports; whoever was not drawn cannot.
    let report = json!({ "text": "值班室无人,台账未更新", "points_off": 150, "grounds": "值班制度第三条" });
    let mut reporter = None;
    for (login, person) in people {
        if in_round(&person, &round).await.is_some_and(|seen| seen["objects"][0]["mine"] == true) {
            reporter = Some(person);
        } else {
            let refused = person.post(&format!("{path}/report"), &report).await;
            assert!([404, 422].contains(&refused.status.as_u16()), "{login}: {}", refused.text);
        }
    }
    let reporter = reporter.unwrap();
    let mut groundless = report.clone();
    groundless["grounds"] = "".into();
    reporter.post(&format!("{path}/report"), &groundless).await.expect_problem(422, "invalid_input");
    reporter.post(&format!("{path}/report"), &report).await.expect_problem(422, "points_without_photo");
    let photo = format!("{path}/photos/{}", new_id());
    for _ in 0..2 {
        let sent = reporter.request(Method::PUT, &photo).header("content-type", "image/png").body(png());
        let shown = reporter.send(sent).await.expect(200);
        assert_eq!(shown["photos"].as_array().unwrap().len(), 1);
    }
    let said = json!({ "text": "当天抽人去了防汛现场" });
    head.post(&format!("{path}/answer"), &said).await.expect_problem(404, "not_found");
    reporter.post(&format!("{path}/report"), &report).await.expect(200);
    reporter.post(&format!("{path}/report"), &report).await.expect_problem(409, "inspection_state");

    // Now the unit sees it, with the photo, and answers once.
    assert_eq!(in_round(&head, &round).await.unwrap()["objects"][0]["points_off"], 150);
    assert_eq!(head.request(Method::GET, &photo).send().await.unwrap().status(), 200);
    let answered = head.post(&format!("{path}/answer"), &said).await.expect(200);
    assert_eq!((&answered["state"], &answered["answer"]), (&json!("answered"), &said["text"]));
    head.post(&format!("{path}/answer"), &said).await.expect_problem(409, "inspection_state");

    // Somebody who did not inspect decides what stays off; it enters the score of the unit's head and of nobody else.
    let settle = format!("{path}/settlement");
    let decided = json!({ "points_off": 100, "note": "防汛抽人属实，酌情减半分" });
    let own = reporter.post(&settle, &decided).await;
    assert!([403, 422].contains(&own.status.as_u16()), "nobody settles his own inspection: {}", own.text);
    head.post(&settle, &decided).await.expect_problem(403, "forbidden");
    let more = json!({ "points_off": 151, "note": "再加" });
    office.post(&settle, &more).await.expect_problem(422, "invalid_input");
    let settled = office.post(&settle, &decided).await.expect(200);
    assert_eq!((&settled["state"], &settled["settled_points"]), (&json!("settled"), &json!(100)));
    office.post(&settle, &decided).await.expect_problem(409, "inspection_state");
    county.drain().await;
    let hr = county.person("hr").await;
    let unit = unit.as_str().unwrap();
    let head = hr.look(&format!("/api/units/{unit}")).await["head"]["id"].clone();
    let people = hr.look(&format!("/api/officials?unit_id={unit}&limit=20")).await;
    let mut inspected = Vec::new();
    for person in people["items"].as_array().unwrap().iter().map(|person| &person["id"]).chain([&head]) {
        let score = hr.get(&format!("/api/scores/{}", person.as_str().unwrap())).await;
        let lines = if score.status == 200 { score.json()["lines"].clone() } else { json!([]) };
        let line = lines.as_array().unwrap().iter().find(|line| line["key"] == "inspections").cloned();
        inspected.extend(line.map(|line| (person.clone(), line)));
    }
    assert!(inspected.iter().all(|(person, _)| *person == head), "nobody but the head: {inspected:?}");
    let (_, line) = inspected.last().expect("the head loses the points");
    assert_eq!((&line["figure"], &line["formula"]), (&json!("1"), &json!("-1.00")), "{line}");
});

on_both!(points_are_decided_upon_without_an_answer_when_its_days_have_passed, |county| {
    // The demo's unit has a report of three days ago to answer and has not.
    let office = county.person("office").await;
    let listed = office.look("/api/inspections").await;
    let objects = listed["items"][0]["objects"].as_array().unwrap();
    let find = |state: &str| objects.iter().find(|one| one["state"] == state).unwrap();
    let path = |one: &Value| format!("/api/inspected-units/{}/settlement", one["id"].as_str().unwrap());
    let decided = json!({ "points_off": 150, "note": "逾期未答复，扣分维持" });
    office.post(&path(find("assigned")), &decided).await.expect_problem(409, "inspection_state");
    let waiting = path(find("reported"));
    office.post(&waiting, &decided).await.expect_problem(409, "inspection_too_early");
    let until: NaiveDate = find("reported")["answer_until"].as_str().unwrap().parse().unwrap();
    assert!(until > county.app.clock.today() && until <= county.app.clock.today() + Duration::days(7));
    county.pass(Duration::days(8));
    let settled = county.person("office").await.post(&waiting, &decided).await.expect(200);
    assert_eq!(settled["settled_note"], decided["note"]);
});

on_both!(a_register_without_enough_inspectors_is_void_and_says_so, |county| {
    let (unit, _) = inspectors(&county).await;
    let chain = make_chain([8; 32], 2);
    let form = json!({
        "title": "人手不够", "unit_ids": [unit], "count": 1, "inspectors": 9, "sources": "dice20",
        "otc_tip": chain.tip.hex(),
    });
    let round = county.person("inspector").await.post("/api/inspections", &form).await.expect(200);
    let drawn = draw(&county, round["draw_id"].as_str().unwrap(), &chain).await;
    assert_eq!(drawn["void"], "PAIR_SHORTAGE");
    let unknown = json!({
        "title": "不存在的单位", "unit_ids": [new_id()], "count": 1, "inspectors": 1, "sources": "dice20",
        "otc_tip": chain.tip.hex(),
    });
    county
        .person("inspector")
        .await
        .post("/api/inspections", &unknown)
        .await
        .expect_problem(422, "invalid_input");
});
