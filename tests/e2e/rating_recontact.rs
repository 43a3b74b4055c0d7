//! Recontacts: households that were issued a ballot are drawn and phoned, and whoever is over the bound is left unscored by
//! two people.

use domain::audit::pdraw1::make_chain;
use serde_json::{Value, json};
use tests::{County, Person, on_both};

use crate::{
    rating::{Opened, opened},
    spot_check::draw,
};

fn form(permille: u32) -> Value {
    json!({ "permille": permille, "sources": "dice20", "otc_tip": make_chain([5; 32], 2).tip.hex() })
}

/// A counted round whose every household was issued a ballot, drawn from, and the households that were drawn.
async fn phoned(county: &County, opened: &Opened) -> Vec<Value> {
    opened.drawn(opened.households.len()).await;
    let path = format!("{}/recontact", opened.round);
    opened.office.post(&path, &form(100)).await.expect_problem(409, "recontact_round");
    opened.close().await;
    county.person("caller").await.post(&path, &form(100)).await.expect_problem(403, "forbidden");
    opened.office.post(&path, &form(20)).await.expect_problem(422, "invalid_input");
    let announced = opened.office.post(&path, &form(100)).await.expect(200);
    opened.office.post(&path, &form(100)).await.expect_problem(409, "recontact_announced");
    assert_eq!(announced["issued"], opened.households.len());
    let drawn = draw(county, announced["draw_id"].as_str().unwrap(), &make_chain([5; 32], 2)).await;
    assert_eq!(drawn["selected"].as_array().unwrap().len() as u64, announced["to_draw"].as_u64().unwrap());
    let roster = drawn["rosters"][0]["text"].as_str().unwrap();
    for household in &opened.households {
        assert!(!roster.contains(household["head_name"].as_str().unwrap()), "names are hashed: {roster}");
    }
    let caller = county.person("caller").await;
    for person in [&opened.office, &county.person("inspector").await] {
        person.get(&format!("{path}/drawn")).await.expect_problem(403, "forbidden");
    }
    let first = caller.look(&format!("{path}/drawn?limit=1")).await;
    let rest = format!("{path}/drawn?limit=200&cursor={}", first["next_cursor"].as_str().unwrap());
    let mut households = first["items"].as_array().unwrap().clone();
    households.extend(caller.look(&rest).await["items"].as_array().unwrap().clone());
    assert_eq!(households.len() as u64, announced["to_draw"].as_u64().unwrap());
    assert!(households.len() >= 3, "{households:?}");
    households
}

async fn says(caller: &Person, opened: &Opened, household: &Value, said: &Value) -> tests::Answer {
    let label = household["label"].as_str().unwrap();
    caller.put(&format!("{}/recontact/drawn/{label}", opened.round), said).await
}

on_both!(households_that_deny_it_leave_their_official_unscored_by_two_people, |county| {
    let opened = opened(&county).await;
    let households = phoned(&county, &opened).await;
    let path = format!("{}/recontact", opened.round);
    let (caller, inspector) = (county.person("caller").await, county.person("inspector").await);
    for household in &households {
        let phone = format!("{path}/drawn/{}/phone", household["label"].as_str().unwrap());
        let asked = caller.post(&phone, &json!({})).await;
        // Chance draws those too who have no telephone.
        match household["phone_masked"].as_str() {
            Some(_) => assert_eq!(asked.expect(200)["phone"].as_str().unwrap().len(), 11),
            None => drop(asked.expect_problem(409, "recontact_no_phone")),
        }
    }
    assert!(
        households[0]["slip"].as_bool().unwrap() && households[0]["official"]["id"] == opened.official["id"]
    );

    let nobody = says(&caller, &opened, &households[0], &json!({})).await.expect(200);
    assert_eq!((&nobody["answered"], &nobody["unanswered"]), (&json!(false), &json!(1)));
    let half = json!({ "got_code": true });
    says(&caller, &opened, &households[0], &half).await.expect_problem(422, "invalid_input");
    let denies = [
        json!({ "got_code": false, "answered": "unsaid" }),
        json!({ "got_code": true, "answered": "somebody_else" }),
    ];
    for (at, household) in households.iter().enumerate() {
        let own = json!({ "got_code": true, "answered": "ourselves" });
        let said = &denies[at.min(1)];
        assert_eq!(says(&caller, &opened, household, said).await.expect(200)["answered"], true);
        says(&caller, &opened, household, &own).await.expect_problem(409, "recontact_answered");
    }
    let waiting = caller.look(&format!("{path}/drawn?waiting=true")).await;
    assert_eq!(waiting["items"], json!([]));
    let so_far = inspector.look(&path).await;
    assert_eq!(so_far["reached"], households.len());
    assert!(so_far.get("denied").is_none(), "while they are phoned nobody sees what they say: {so_far}");
    inspector.get(&format!("{path}/officials")).await.expect_problem(409, "recontact_state");
    inspector.post(&format!("{path}/close"), &json!({})).await.expect(200);
    caller.get(&format!("{path}/drawn")).await.expect_problem(409, "recontact_state");

    let over = inspector.look(&format!("{path}/officials?over=true")).await;
    let (one, all) = (&over["items"][0], json!(households.len()));
    assert_eq!((&one["official"]["id"], &one["denied"]), (&opened.official["id"], &all), "{over}");
    assert!(one["over_from"].as_u64().unwrap() >= 2);
    let void = format!("{path}/officials/{}/void", opened.official["id"].as_str().unwrap());
    let confirm = format!("{void}/confirm");
    county.person("hr").await.post(&void, &json!({})).await.expect_problem(403, "forbidden");
    opened.office.post(&confirm, &json!({})).await.expect_problem(404, "not_found");
    assert_eq!(inspector.post(&void, &json!({})).await.status, 204);
    inspector.post(&void, &json!({})).await.expect_problem(409, "void_proposed");
    inspector.post(&confirm, &json!({})).await.expect_problem(409, "second_person");
    assert_eq!(opened.office.post(&confirm, &json!({})).await.status, 204);
    opened.office.post(&confirm, &json!({})).await.expect_problem(409, "void_confirmed");

    let results = county.person("official").await.look(&format!("{}/results", opened.round)).await;
    assert_eq!(results["items"][0]["unscored"], "recontacts");
    county.drain().await;
    let score = format!("/api/scores/{}", opened.official["id"].as_str().unwrap());
    assert_ne!(county.person("hr").await.look(&score).await["score"]["round_name"], "试评");

    let id = opened.round.rsplit('/').next().unwrap();
    let stranger = county.stranger();
    let published = stranger.look(&format!("/api/public/rating-rounds/{id}/recontact")).await;
    assert_eq!(published["voided"][0]["id"], opened.official["id"]);
    let numbers = &published["recontact"];
    assert_eq!((&numbers["denied"], &numbers["over"], &numbers["voided"]), (&all, &json!(1), &json!(1)));
    let page = stranger.get(&format!("/p/recontacts/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(opened.official["name"].as_str().unwrap()), "{}", page.text);
    for household in &opened.households {
        assert!(!page.text.contains(household["head_name"].as_str().unwrap()), "{}", page.text);
    }
    assert!(stranger.get("/p/recontacts").await.text.contains("试评"));
    assert_eq!(stranger.get("/p/recontacts/nothing").await.status, 404);

    let auditor = county.person("auditor").await;
    let phones = households.iter().filter(|household| household["phone_masked"].is_string()).count();
    for (action, times) in
        [("look_at_recontacts", 3), ("unmask_recontact_phone", phones), ("confirm_void", 1)]
    {
        let journal = auditor.look(&format!("/api/journal?action={action}")).await;
        // The demo has a recontact of its own.
        let entries = journal["items"].as_array().unwrap();
        let of_this = entries.iter().filter(|entry| entry["subject_id"] == numbers["id"]);
        assert_eq!(of_this.count(), times, "{action}");
    }
});

on_both!(one_household_alone_voids_nothing, |county| {
    let opened = opened(&county).await;
    let households = phoned(&county, &opened).await;
    let path = format!("{}/recontact", opened.round);
    let caller = county.person("caller").await;
    let nobody = json!({ "got_code": true, "answered": "nobody" });
    says(&caller, &opened, &households[0], &nobody).await.expect(200);
    let own = json!({ "got_code": true, "answered": "ourselves" });
    says(&caller, &opened, &households[1], &own).await.expect(200);
    // Whoever does not want to say is no answer.
    let unsaid = json!({ "got_code": true, "answered": "unsaid" });
    says(&caller, &opened, &households[2], &unsaid).await.expect(200);
    let closed = opened.office.post(&format!("{path}/close"), &json!({})).await.expect(200);
    assert_eq!((&closed["reached"], &closed["denied"], &closed["over"]), (&json!(2), &json!(1), &json!(0)));
    let void = format!("{path}/officials/{}/void", opened.official["id"].as_str().unwrap());
    opened.office.post(&void, &json!({})).await.expect_problem(409, "within_bound");
    let all = opened.office.look(&format!("{path}/officials")).await;
    assert_eq!((&all["items"][0]["over"], &all["items"][0]["void"]), (&json!(false), &json!("none")));
    let id = opened.round.rsplit('/').next().unwrap();
    assert!(county.stranger().get(&format!("/p/recontacts/{id}")).await.text.contains("没有。"));
});
