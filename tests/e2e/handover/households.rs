use api::demo::Guide;
use serde_json::{Value, json};
use tests::{County, Person, on_both};

use super::{
    THIS_MORNING, TODAY, YESTERDAY_NOON, counts, id, import, items, journalled, log, new_id, own, text,
};

/// The household of the demo's code, and another of the same official.
async fn two(county: &County, official: &Person) -> (Value, Value) {
    let code = api::setting::get(county.app.db.reader(), "demo_household").await.unwrap().unwrap();
    let mut households = own(official).await;
    let at = households.iter().position(|household| household["code"] == code.as_str()).unwrap();
    let first = households.remove(at);
    (first, households.remove(0))
}

async fn resident(county: &County, code: &str) -> Person {
    let person = county.stranger();
    assert_eq!(person.get(&format!("/R/{code}")).await.status, 303);
    person
}

on_both!(two_households_become_one_with_the_history_of_both, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let (from, into) = two(&county, &official).await;
    let (from_id, into_id) = (id(&from), id(&into));
    let request = new_id();
    let visit = id(&log(&official, &from_id, THIS_MORNING, Some(&request)).await.expect(201));
    let guide = Guide::of(&county.app).await.unwrap();
    let code = guide.household.as_str().to_owned();
    let old_page = resident(&county, &code).await;
    let others = items(&office.look("/api/officials?limit=5").await);
    let other = others.iter().find(|other| other["id"] != from["official"]["id"]).unwrap();
    let recusal = json!({ "household_id": from_id, "official_id": other["id"], "reason": "relative" });
    office.post("/api/recusals", &recusal).await.expect(200);
    let (figures, before) = (counts(&office).await, office.look(&format!("/api/households/{into_id}")).await);

    let form = json!({ "from": from_id, "into": into_id, "on": TODAY, "reason": "老人随子女生活" });
    official.post("/api/households/merge", &form).await.expect_problem(403, "forbidden");
    let oneself = json!({ "from": into_id, "into": into_id, "on": TODAY, "reason": "无" });
    office.post("/api/households/merge", &oneself).await.expect_problem(422, "invalid_input");
    let merged = office.post("/api/households/merge", &form).await.expect(200);
    assert_eq!(merged["id"], into["id"]);
    let size = |household: &Value| household["household_size"].as_i64().unwrap();
    assert_eq!(size(&merged), size(&from) + size(&into));
    assert!(merged["members"].as_array().unwrap().len() > before["members"].as_array().unwrap().len());
    assert_eq!(
        merged["open_requests"].as_i64().unwrap(),
        from["open_requests"].as_i64().unwrap() + 1 + into["open_requests"].as_i64().unwrap()
    );
    let lineage = &merged["lineage"][0];
    assert_eq!((&lineage["kind"], &lineage["from"]["code"]), (&json!("merge"), &from["code"]));

    // Whoever may not be linked to those who came may not be linked to the household they joined.
    let recused = items(&office.look(&format!("/api/recusals?household_id={into_id}")).await);
    assert_eq!(recused.iter().filter(|row| row["official"]["id"] == other["id"]).count(), 1);

    // One household less; the former code finds the one that goes on; twice is refused.
    let after = counts(&office).await;
    let number = |county: &Value, of: &str| county["counts"][of].as_i64().unwrap();
    assert_eq!(number(&after, "households") + 1, number(&figures, "households"));
    assert_eq!(number(&after, "members"), number(&figures, "members"));
    assert_eq!(number(&after, "open_requests"), number(&figures, "open_requests"));
    assert_eq!(after["coverage_permille"], figures["coverage_permille"]);
    assert!(own(&official).await.iter().all(|own| own["id"] != from["id"]));
    let found = items(&office.look(&format!("/api/households?q={}", text(&from["code"]))).await);
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), std::slice::from_ref(&into_id));
    office.post("/api/households/merge", &form).await.expect_problem(409, "household_closed");
    let past = office.look(&format!("/api/households/{from_id}")).await;
    assert_eq!((&past["state"], &past["successor"]["id"]), (&json!("merged"), &into["id"]));

    // Its official reads both histories, each row under the name under which it happened.
    let visits = items(&official.look(&format!("/api/visits?household_id={into_id}")).await);
    let seen = visits.iter().find(|seen| id(seen) == visit).expect("the visit to the household that ended");
    assert_eq!(seen["household"]["code"], from["code"]);
    assert!(visits.iter().all(|seen| [&from["code"], &into["code"]].contains(&&seen["household"]["code"])));
    let requests = items(&official.look(&format!("/api/requests?household_id={into_id}")).await);
    assert!(requests.iter().any(|seen| id(seen) == request && seen["household"]["code"] == from["code"]));
    let late = log(&official, &from_id, YESTERDAY_NOON, None).await.expect(201);
    assert_eq!(late["household"]["code"], from["code"]);
    log(&official, &from_id, THIS_MORNING, None).await.expect_problem(422, "not_your_household");

    // The old code stops, and so do its open pages; the old plate leads to the official of the other household.
    assert_eq!(old_page.get("/h").await.status, 403);
    assert_eq!(county.stranger().get(&format!("/R/{code}")).await.status, 404);
    let plate = county.stranger().get(&format!("/T/{}", guide.tag.as_str())).await;
    assert!(plate.status == 200 && plate.text.contains(&text(&merged["official"]["name"])));
    let printed = format!("/api/households/{from_id}/household-code");
    office.get(&printed).await.expect_problem(409, "household_closed");
    let card =
        office.post(&format!("/api/households/{into_id}/household-code"), &json!({})).await.expect(200);
    let page = resident(&county, &text(&card["code"])).await;
    let visits = page.get("/h/visits").await;
    assert!(visits.text.contains(&visit) && visits.text.contains(&text(&from["code"])), "{}", visits.text);
    let requests = page.get("/h/requests").await;
    assert!(requests.text.contains(&request) && requests.text.contains("并户前"));

    // The household answers for what was asked under the former name, and the count goes down where its people are.
    let open = official.look(&format!("/api/requests/{request}")).await;
    let answer = json!({ "note": "水渠修好了", "version": open["version"] });
    official.post(&format!("/api/requests/{request}/answer"), &answer).await.expect(200);
    let form = page.get(&format!("/h/requests/{request}")).await;
    let token =
        form.text.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let said =
        page.submit(&format!("/h/requests/{request}"), &[("token", &token), ("verb", "confirm")]).await;
    assert_eq!(said.status, 303, "{}", said.text);
    let done = office.look(&format!("/api/households/{into_id}")).await;
    assert_eq!(done["open_requests"].as_i64().unwrap() + 1, merged["open_requests"].as_i64().unwrap());

    // A sheet that still names the household that ended is told what has become of it.
    let village = text(&from["code"]).split('-').next().unwrap().to_owned();
    let sheet = format!("户编号,村代码,组,户主\n{},{village},1,赵一\n", text(&from["code"]));
    let run = import(&county, &office, "households", sheet).await;
    assert_eq!(run["state"], "rejected", "{run}");
    assert!(text(&run["errors"][0]["message"]).contains(&text(&into["code"])), "{run}");
    let sheet = format!("户编号,干部编号\n{},{}\n", text(&from["code"]), text(&into["official"]["number"]));
    let run = import(&county, &office, "links", sheet).await;
    assert_eq!(run["state"], "rejected", "{run}");
    assert_eq!(journalled(&county, "merge_households").await, 1);
});

on_both!(a_household_moves_and_keeps_its_official_and_its_history, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let (household, _) = two(&county, &official).await;
    let (open, closed) = (new_id(), new_id());
    let path = format!("/api/households/{}", id(&household));
    log(&official, &id(&household), THIS_MORNING, Some(&open)).await.expect(201);
    log(&official, &id(&household), THIS_MORNING, Some(&closed)).await.expect(201);
    let row = office.look(&format!("/api/requests/{closed}")).await;
    let taken_back = json!({ "note": "不用了", "version": row["version"] });
    office.post(&format!("/api/requests/{closed}/withdraw"), &taken_back).await.expect(200);

    let villages = items(&office.look("/api/grids?level=village").await);
    let target = villages.iter().find(|village| village["id"] != household["village"]["id"]).unwrap();
    let form = json!({
        "village_id": target["id"], "group_no": 2, "address": "新居5号", "on": TODAY, "reason": "搬迁",
    });
    let nowhere = json!({
        "village_id": new_id(), "group_no": 2, "address": "新居5号", "on": TODAY, "reason": "搬迁",
    });
    office.post(&format!("{path}/move"), &nowhere).await.expect_problem(422, "invalid_input");
    let moved = office.post(&format!("{path}/move"), &form).await.expect(200);
    assert_eq!((&moved["village"]["id"], &moved["code"]), (&target["id"], &household["code"]));
    assert_eq!(moved["official"]["id"], household["official"]["id"]);
    let lineage = &moved["lineage"][0];
    assert_eq!(lineage["kind"], "move");
    assert_eq!(lineage["from_village"]["name"], household["village"]["name"]);
    assert_eq!(lineage["from_address"], household["address"]);
    office.post(&format!("{path}/move"), &form).await.expect_problem(422, "invalid_input");

    // What is open is the new village's, what was closed stays where it was closed, and the household shows both.
    let requests = items(&official.look(&format!("/api/requests?household_id={}", id(&household))).await);
    let village =
        |request: &str| requests.iter().find(|row| id(row) == request).unwrap()["village"]["id"].clone();
    assert_eq!(
        (village(&open), village(&closed)),
        (target["id"].clone(), household["village"]["id"].clone())
    );
    let there = items(&office.look(&format!("/api/requests?grid_id={}", id(target))).await);
    assert!(there.iter().any(|row| id(row) == open));
    for (village, lives) in [(id(target), 1), (id(&household["village"]), 0)] {
        let list = format!("/api/households?grid_id={village}&q={}", text(&household["code"]));
        assert_eq!(items(&office.look(&list).await).len(), lives, "{list}");
    }
    assert_eq!(journalled(&county, "move_household").await, 1);
});

on_both!(a_household_splits_and_the_new_one_knows_where_it_came_from, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let mut source = Value::Null;
    for household in own(&official).await {
        let detail = official.look(&format!("/api/households/{}", id(&household))).await;
        if detail["members"].as_array().unwrap().len() > 2 {
            source = detail;
            break;
        }
    }
    let path = format!("/api/households/{}/split", id(&source));
    log(&official, &id(&source), YESTERDAY_NOON, None).await.expect(201);
    let members = source["members"].as_array().unwrap();
    let head = members.iter().find(|member| member["name"] == source["head_name"]).unwrap();
    let goes = members.iter().find(|member| member["name"] != source["head_name"]).unwrap();
    let form = |member: &Value| json!({ "members": [member["id"]], "head_name": member["name"], "on": TODAY, "reason": "成家分户" });
    office.post(&path, &form(head)).await.expect_problem(422, "invalid_input");
    let stranger = json!({ "members": [new_id()], "head_name": "某人", "on": TODAY, "reason": "分户" });
    office.post(&path, &stranger).await.expect_problem(422, "invalid_input");
    let households = counts(&office).await["counts"]["households"].as_i64().unwrap();
    let new = office.post(&path, &form(goes)).await.expect(200);
    assert_eq!((&new["head_name"], &new["household_size"]), (&goes["name"], &json!(1)));
    assert_eq!(new["village"], source["village"]);
    assert_ne!(new["code"], source["code"]);
    assert_eq!(new["members"][0]["relation"], "户主");
    assert_eq!(counts(&office).await["counts"]["households"].as_i64(), Some(households + 1));
    let left = office.look(&format!("/api/households/{}", id(&source))).await;
    assert_eq!(left["members"].as_array().unwrap().len() + 1, members.len());
    for side in [&new, &left] {
        let lineage = &side["lineage"][0];
        assert_eq!((&lineage["kind"], &lineage["from"]["code"]), (&json!("split"), &source["code"]));
        assert_eq!(lineage["into"]["code"], new["code"]);
    }
    // Its history goes back behind the day on which it came out of the other, and no further forward.
    log(&official, &id(&source), THIS_MORNING, None).await.expect(201);
    let visits = items(&office.look(&format!("/api/visits?household_id={}", id(&new))).await);
    assert!(visits.iter().all(|visit| visit["household"]["code"] == source["code"]));
    assert!(visits.iter().any(|visit| visit["claimed_at"].as_str().unwrap().starts_with("2026-11-19")));
    assert!(visits.iter().all(|visit| !visit["claimed_at"].as_str().unwrap().starts_with("2026-11-20")));
    // It has codes of its own.
    let card =
        office.post(&format!("/api/households/{}/household-code", id(&new)), &json!({})).await.expect(200);
    assert_eq!(resident(&county, &text(&card["code"])).await.get("/h").await.status, 200);
    assert_eq!(county.stranger().get(&format!("/T/{}", text(&new["tag"]))).await.status, 200);
    assert_eq!(journalled(&county, "split_household").await, 1);
});

on_both!(a_household_that_is_gone_is_served_by_nobody, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let (household, _) = two(&county, &official).await;
    let guide = Guide::of(&county.app).await.unwrap();
    let (path, figures) = (format!("/api/households/{}", id(&household)), counts(&office).await);
    let form = json!({ "state": "moved_away", "on": TODAY, "reason": "全家迁往外地" });
    let gone = office.post(&format!("{path}/close"), &form).await.expect(200);
    assert_eq!((&gone["state"], &gone["official"]), (&json!("moved_away"), &Value::Null));
    let after = counts(&office).await;
    let less = |of: &str| figures["counts"][of].as_u64().unwrap() - after["counts"][of].as_u64().unwrap();
    assert_eq!(less("households"), 1);
    assert_eq!(less("members"), gone["members"].as_array().unwrap().len() as u64);
    assert!(own(&official).await.iter().all(|own| own["id"] != household["id"]));
    let plate = county.stranger().get(&format!("/T/{}", guide.tag.as_str())).await;
    assert_eq!(plate.status, 410, "{}", plate.text);
    assert_eq!(county.stranger().get(&format!("/R/{}", guide.household.as_str())).await.status, 404);
    office.post(&format!("{path}/close"), &form).await.expect_problem(409, "household_closed");
    assert_eq!(journalled(&county, "close_household").await, 1);
});
