//! Visits: logged once for good, only to one's own households, judged by the household.

use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};

/// The first household of an official, as he sees it.
pub async fn own_household(official: &Person) -> Value {
    official.look("/api/households?limit=1").await["items"][0].clone()
}

/// A household that is not linked to the official.
pub async fn other_household(county: &County, official: &Person) -> Value {
    let office = county.person("office").await;
    let own = own_household(official).await;
    let all = office.look("/api/households?limit=200").await;
    let others = |household: &&Value| household["official"]["id"] != own["official"]["id"];
    all["items"].as_array().unwrap().iter().rfind(others).unwrap().clone()
}

fn visit(household: &Value) -> Value {
    json!({
        "household_id": household["id"], "claimed_at": "2026-11-20T03:30:00Z", "topic": "visit",
        "note": "帮着看了合作医疗的单子",
    })
}

on_both!(the_same_visit_sent_ten_times_at_once_exists_once, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let mut form = visit(&household);
    form["request"] = json!({ "id": new_id(), "body": "村口的路灯不亮" });
    let path = format!("/api/visits/{}", new_id());
    let sent = (0..10).map(|_| {
        let (official, path, form) = (official.clone(), path.clone(), form.clone());
        tokio::spawn(async move { official.put(&path, &form).await })
    });
    let mut statuses = Vec::new();
    for sent in sent.collect::<Vec<_>>() {
        statuses.push(sent.await.unwrap().status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200_u16; 9].as_slice(), &[201]].concat());

    let of_household = format!("/api/visits?household_id={}", household["id"].as_str().unwrap());
    let visits = official.look(&of_household).await;
    let same = |visit: &&Value| path.ends_with(visit["id"].as_str().unwrap());
    assert_eq!(visits["items"].as_array().unwrap().iter().filter(same).count(), 1);
    let after = official.look(&format!("/api/households/{}", household["id"].as_str().unwrap())).await;
    assert_eq!(after["last_visit_on"], "2026-11-20");
    assert!((2..=4).contains(&after["step"].as_i64().unwrap()), "the household has asked for something");
    assert_eq!(after["due"], "ok");
    let open = |household: &Value| household["open_requests"].as_i64().unwrap();
    assert_eq!(open(&after), open(&household) + 1);

    // Years later the same is still the same, and something else under the same id is not.
    official.put(&path, &form).await.expect(200);
    form["note"] = "另一回事".into();
    official.put(&path, &form).await.expect_problem(409, "visit_id_used");
});

on_both!(a_visit_is_refused_with_the_reason, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let log = async |change: &dyn Fn(&mut Value)| {
        let mut form = visit(&household);
        change(&mut form);
        official.put(&format!("/api/visits/{}", new_id()), &form).await
    };
    let other = other_household(&county, &official).await;
    let refused = log(&|form| form["household_id"] = other["id"].clone()).await;
    refused.expect_problem(422, "not_your_household");
    let refused = log(&|form| form["household_id"] = json!(new_id())).await;
    refused.expect_problem(422, "not_your_household");
    let refused = log(&|form| form["claimed_at"] = "2026-11-20T04:30:00Z".into()).await;
    let problem = refused.expect_problem(422, "invalid_input");
    assert_eq!(problem["errors"][0]["field"], "claimed_at");
    log(&|form| form["tag"] = "T000-0000-0000".into()).await.expect_problem(422, "wrong_tag");
    log(&|form| form["card_left"] = "yes".into()).await.expect_problem(400, "bad_request");
    county.person("hr").await.put(&format!("/api/visits/{}", new_id()), &visit(&household)).await.expect(403);
});

on_both!(the_tag_and_the_household_say_how_sure_a_visit_is, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let id = household["id"].as_str().unwrap().to_owned();
    let detail = official.look(&format!("/api/households/{id}")).await;
    let mut form = visit(&household);
    form["tag"] = detail["tag"].clone();
    let visit_id = new_id();
    let logged = official.put(&format!("/api/visits/{visit_id}"), &form).await.expect(201);
    assert_eq!(logged["standing"], "tag_seen");

    let answer =
        |confirmed| api::visit::service::answer(&county.app, id.parse().unwrap(), visit_id, confirmed);
    answer(false).await.unwrap();
    answer(false).await.unwrap();
    assert_eq!(answer(true).await.unwrap_err().code, "visit_answered");
    let stranger = api::visit::service::answer(&county.app, new_id(), visit_id, true).await;
    assert_eq!(stranger.unwrap_err().code, "not_found");
    let visits = official.look(&format!("/api/visits?household_id={id}&limit=1")).await;
    assert_eq!(visits["items"][0]["standing"], "denied");
    assert_eq!(visits["items"][0]["note"], form["note"]);

    // The organisation department follows the work without reading what was said at the door.
    let hr = county.person("hr").await.look(&format!("/api/visits?household_id={id}&limit=1")).await;
    assert_eq!(hr["items"][0]["id"], json!(visit_id));
    assert_eq!(hr["items"][0].get("note"), None);

    // The household's word alone, and with the tag.
    for (tag, standing) in [(Value::Null, "confirmed"), (detail["tag"].clone(), "proven")] {
        let (visit_id, mut form) = (new_id(), visit(&household));
        form["tag"] = tag;
        official.put(&format!("/api/visits/{visit_id}"), &form).await.expect(201);
        api::visit::service::answer(&county.app, id.parse().unwrap(), visit_id, true).await.unwrap();
        let visits = official.look(&format!("/api/visits?household_id={id}&limit=200")).await;
        let same = |visit: &&Value| visit["id"] == json!(visit_id);
        let seen = visits["items"].as_array().unwrap().iter().find(same).unwrap();
        assert_eq!(seen["standing"], standing);
    }
});

on_both!(who_is_due_comes_first, |county| {
    let official = county.person("official").await;
    let due = official.look("/api/visits/due?limit=200").await;
    let days: Vec<&str> = due["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|household| household["last_visit_on"].as_str().unwrap_or_default())
        .collect();
    assert!(days.len() >= 25 && days.is_sorted(), "{days:?}");
});
