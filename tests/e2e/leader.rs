//! Who leads which grid, and who may not be linked to whom.

use serde_json::{Value, json};
use tests::{Person, on_both};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

async fn households(office: &Person, official: &Value) -> Value {
    office.look(&format!("/api/households?official_id={}&limit=200", id(official))).await["items"].clone()
}

on_both!(a_change_of_leader_keeps_the_households, |county| {
    let office = county.person("office").await;
    let led = office.look("/api/leaders?level=village").await;
    let led = led["items"].as_array().unwrap();
    assert_eq!(led.len(), 3);
    assert!(led.iter().all(|grid| grid["leaders"].as_array().unwrap().len() == 1), "{led:?}");

    let proposal = office.look("/api/leaders/proposal").await;
    assert_eq!((&proposal["villages"], &proposal["without"]), (&json!(3), &json!(0)));
    let items = proposal["items"].as_array().unwrap();
    let villages: Vec<_> = items.iter().filter(|one| one["level"] == "village").collect();
    assert!(villages.iter().all(|one| one["rank"] != "clerk"), "{villages:?}");
    let borrowed = villages.iter().filter(|one| one["households"] == 0).count();
    assert_eq!(proposal["borrowed"], borrowed);

    // The village of the third gets somebody of the rank whose households lie elsewhere.
    let (village, present) = (&led[2]["grid"], &led[2]["leaders"][0]["official"]);
    let officials = office.look("/api/officials?limit=200").await;
    let officials = officials["items"].as_array().unwrap();
    let of_village = office.look(&format!("/api/households?grid_id={}&limit=200", id(village))).await;
    let serves = |official: &Value| {
        of_village["items"].as_array().unwrap().iter().any(|one| one["official"]["id"] == official["id"])
    };
    let clerk = officials.iter().find(|official| official["rank"] == "clerk").unwrap();
    let next = officials.iter().find(|official| official["rank"] != "clerk" && !serves(official)).unwrap();
    let (his, theirs) = (households(&office, next).await, households(&office, present).await);
    let path = format!("/api/grids/{}/leader", id(village));
    let form =
        |official: &Value, on: &str| json!({ "official_id": official["id"], "post": "村网格长", "on": on });
    office.post(&path, &form(clerk, "2026-11-20")).await.expect_problem(422, "leader_rank");
    office.post(&path, &form(next, "2026-11-21")).await.expect_problem(422, "invalid_input");
    office.post(&path, &form(present, "2026-11-20")).await.expect_problem(409, "leads_already");
    let set = office.post(&path, &form(next, "2026-11-20")).await.expect(200);
    assert_eq!(set["leaders"].as_array().unwrap().len(), 1, "{set}");
    assert_eq!(set["leaders"][0]["official"]["id"], next["id"]);
    assert_eq!(set["leaders"][0]["borrowed"], true);
    let grid = office.look(&format!("/api/grids/{}", id(village))).await;
    assert_eq!(grid["leaders"][0]["official"]["id"], next["id"]);
    assert_eq!(households(&office, next).await, his);
    assert_eq!(households(&office, present).await, theirs);
    county.person("official").await.post(&path, &form(next, "2026-11-20")).await.expect(403);
});

on_both!(nobody_is_given_a_household_that_recuses_him, |county| {
    let office = county.person("office").await;
    let officials = office.look("/api/officials?limit=200").await;
    let officials = officials["items"].as_array().unwrap();
    let serving: Vec<_> = officials.iter().filter(|one| one["households"] == 33).collect();
    let household = households(&office, serving[0]).await[0].clone();
    let form = json!({
        "household_id": household["id"], "official_id": serving[1]["id"], "reason": "interest",
    });
    let recusal = office.post("/api/recusals", &form).await.expect(200);
    assert_eq!(recusal["linked"], false);
    office.post("/api/recusals", &form).await.expect_problem(409, "recused_already");
    let transfer = json!({
        "household_ids": [household["id"]], "official_id": serving[1]["id"], "on": "2026-11-20",
        "reason": "就近",
    });
    office.post("/api/links", &transfer).await.expect_problem(422, "recused");
    let lift = format!("/api/recusals/{}/lift", id(&recusal));
    county.person("hr").await.post(&lift, &json!({})).await.expect(403);
    office.post(&lift, &json!({})).await.expect(200);
    office.post(&lift, &json!({})).await.expect_problem(409, "lifted_already");
    office.post("/api/links", &transfer).await.expect(200);
    let listed = office.look(&format!("/api/recusals?household_id={}", id(&household))).await;
    assert!(listed["items"].as_array().unwrap().iter().all(|one| one["id"] != recusal["id"]));
    let listed = office.look(&format!("/api/recusals?household_id={}&lifted=true", id(&household))).await;
    assert!(listed["items"].as_array().unwrap().iter().any(|one| one["id"] == recusal["id"]));
});
