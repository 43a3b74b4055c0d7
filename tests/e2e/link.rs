//! Households change hands on a day, all of them or none.

use serde_json::{Value, json};
use tests::{new_id, on_both};

use crate::visit::own_household;

on_both!(a_household_changes_hands_with_its_open_requests, |county| {
    let official = county.person("official").await;
    let office = county.person("office").await;
    let household = own_household(&official).await;
    let id = household["id"].as_str().unwrap();
    let visit = json!({
        "household_id": id, "claimed_at": "2026-11-20T03:00:00Z", "topic": "visit",
        "request": { "id": new_id(), "body": "想学大棚技术" },
    });
    official.put(&format!("/api/visits/{}", new_id()), &visit).await.expect(201);
    let request = format!("/api/requests/{}", visit["request"]["id"].as_str().unwrap());

    let officials = office.look("/api/officials?limit=200").await;
    let takes = |candidate: &&Value| {
        candidate["id"] != household["official"]["id"]
            && candidate["exempt"].is_null()
            && candidate["state"] == "active"
            && candidate["households"].as_i64().unwrap() < 35
    };
    let successor = officials["items"].as_array().unwrap().iter().find(takes).unwrap().clone();
    let form = |households: &Value, on: &str| json!({ "household_ids": households, "official_id": successor["id"], "on": on, "reason": "岗位调整" });
    let one = json!([id]);
    // A day in the future, a household that does not exist beside one that does: nothing moves.
    office.post("/api/links", &form(&one, "2026-11-21")).await.expect_problem(422, "invalid_input");
    let half = json!([id, new_id()]);
    office.post("/api/links", &form(&half, "2026-11-20")).await.expect_problem(422, "invalid_input");
    official.look(&format!("/api/households/{id}")).await;

    let moved = office.post("/api/links", &form(&one, "2026-11-20")).await.expect(200);
    assert_eq!(moved["items"][0]["official"]["id"], successor["id"]);
    office.post("/api/links", &form(&one, "2026-11-20")).await.expect_problem(409, "already_linked");
    let after = office.look(&format!("/api/households/{id}")).await;
    assert_eq!(after["official"]["id"], successor["id"]);
    let links = office.look(&format!("/api/links?household_id={id}")).await;
    let closed = &links["items"][1];
    assert_eq!(
        (&closed["official"]["id"], &closed["valid_to"]),
        (&household["official"]["id"], &json!("2026-11-20"))
    );
    assert_eq!(office.look(&request).await["official"]["id"], successor["id"]);

    // He no longer sees the household nor its request, but still what he did himself.
    official.get(&format!("/api/households/{id}")).await.expect(404);
    official.get(&request).await.expect(404);
    let visits = official.look(&format!("/api/visits?household_id={id}")).await;
    assert!(!visits["items"].as_array().unwrap().is_empty());
    let mine = &household["official"]["id"];
    assert!(visits["items"].as_array().unwrap().iter().all(|visit| visit["official"]["id"] == *mine));
});

on_both!(nobody_gets_more_households_than_thirty_five, |county| {
    let office = county.person("office").await;
    let officials = office.look("/api/officials?limit=200").await;
    let two: Vec<&Value> = officials["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|official| official["households"].as_i64().unwrap() >= 25)
        .take(2)
        .collect();
    let of_first = format!("/api/households?official_id={}&limit=20", two[0]["id"].as_str().unwrap());
    let households = office.look(&of_first).await;
    let ids: Vec<&Value> = households["items"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    let form = json!({
        "household_ids": ids, "official_id": two[1]["id"], "on": "2026-11-20", "reason": "岗位调整",
    });
    office.post("/api/links", &form).await.expect_problem(422, "too_many_households");
    let unchanged = office.look(&of_first).await;
    assert_eq!(unchanged["items"], households["items"]);
    county.person("official").await.post("/api/links", &form).await.expect(403);
});
