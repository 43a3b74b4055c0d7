//! Who sees which rows: what is out of sight is not there.

use serde_json::{Value, json};
use tests::{new_id, on_both};

use crate::visit::{other_household, own_household};

on_both!(what_lies_elsewhere_is_not_there, |county| {
    let official = county.person("official").await;
    let leader = county.person("village-leader").await;
    let office = county.person("office").await;
    let village = leader.look("/api/me").await["roles"][0]["scope_id"].clone();
    let all = office.look("/api/households?limit=200&sort=due").await;
    let elsewhere = |household: &&Value| household["village"]["id"] != village;
    let away = all["items"].as_array().unwrap().iter().find(elsewhere).unwrap().clone();
    let other = other_household(&county, &official).await;

    for (person, household) in [(&official, &other), (&leader, &away)] {
        let id = household["id"].as_str().unwrap();
        person.get(&format!("/api/households/{id}")).await.expect_problem(404, "not_found");
        let unmask = person.post(&format!("/api/households/{id}/unmask"), &json!({ "reason": "核对" })).await;
        unmask.expect_problem(404, "not_found");
        for list in ["visits", "links", "requests"] {
            let page = person.look(&format!("/api/{list}?household_id={id}")).await;
            assert_eq!(page["items"], json!([]), "{list}");
        }
        let page = person.look(&format!("/api/households?q={}", household["code"].as_str().unwrap())).await;
        assert_eq!(page["items"], json!([]));
        let raise = json!({ "household_id": id, "body": "别村的事" });
        let raised = official.put(&format!("/api/requests/{}", new_id()), &raise).await;
        raised.expect_problem(422, "not_your_household");
    }
    let grid = away["village"]["id"].as_str().unwrap();
    leader.get(&format!("/api/grids/{grid}")).await.expect_problem(404, "not_found");
    office.look(&format!("/api/grids/{grid}")).await;
    let seen = leader.look("/api/households?limit=200").await;
    assert!(seen["items"].as_array().unwrap().iter().all(|household| household["village"]["id"] == village));
    let stranger = other["official"]["id"].as_str().unwrap();
    official.get(&format!("/api/officials/{stranger}")).await.expect_problem(404, "not_found");
});

on_both!(a_look_at_somebody_elses_household_is_recorded, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let path = format!("/api/households/{}", household["id"].as_str().unwrap());
    let auditor = county.person("auditor").await;
    let entries = async |action: &str| {
        let page = auditor.look(&format!("/api/journal?action={action}")).await;
        page["items"].as_array().unwrap().clone()
    };
    official.look(&path).await;
    assert_eq!(entries("look_at_household").await.len(), 0, "an official's own household is his work");
    county.person("office").await.look(&path).await;
    let looked = entries("look_at_household").await;
    assert_eq!(looked.len(), 1);
    assert_eq!((&looked[0]["actor_name"], &looked[0]["subject_id"]), (&json!("office"), &household["id"]));

    let masked = official.look(&path).await;
    let unmask = format!("{path}/unmask");
    official.post(&unmask, &json!({ "reason": "  " })).await.expect_problem(422, "invalid_input");
    assert_eq!(entries("unmask_household").await.len(), 0);
    let whole = official.post(&unmask, &json!({ "reason": "办证要用身份证号" })).await.expect(200);
    let number = whole["id_numbers"][0]["id_number"].as_str().unwrap();
    let shown = masked["members"][0]["id_number_masked"].as_str().unwrap();
    assert!(number.len() == 18 && shown.starts_with(&number[..6]) && shown.contains("****"));
    assert_eq!(entries("unmask_household").await.len(), 1);
});

on_both!(lists_are_paged_without_gap_or_repetition, |county| {
    let office = county.person("office").await;
    for list in
        ["households?sort=due&limit=60", "households?limit=60", "requests?sort=due&limit=9", "links?limit=70"]
    {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = office.look(&format!("/api/{list}{cursor}")).await;
            let rows = page["items"].as_array().unwrap();
            ids.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert!(ids.len() > 60, "{list}: {}", ids.len());
        assert_eq!(once.len(), ids.len(), "{list}");
    }
    let county = office.look("/api/county").await;
    assert_eq!(county["coverage_permille"], 1000);
    assert_eq!(county["linked_households"], county["counts"]["households"]);
});

on_both!(a_household_is_found_by_name_initials_code_and_phone, |county| {
    let office = county.person("office").await;
    let household = office.look("/api/households?limit=1").await["items"][0].clone();
    let path = format!("/api/households/{}/unmask", household["id"].as_str().unwrap());
    let phone = office.post(&path, &json!({ "reason": "核对" })).await.expect(200)["phone"].clone();
    let finds = async |search: &str| {
        let page = office.send(
            office.request(reqwest::Method::GET, "/api/households").query(&[("q", search), ("limit", "200")]),
        );
        let page = page.await.expect(200);
        page["items"].as_array().unwrap().iter().any(|found| found["id"] == household["id"])
    };
    assert!(finds(household["code"].as_str().unwrap()).await);
    assert!(finds(household["head_name"].as_str().unwrap()).await);
    assert!(finds(phone.as_str().unwrap()).await);
    assert!(!finds("zzzzzz").await && !finds("13900000000").await);
});
