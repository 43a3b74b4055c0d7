//! An assignment from the proposal to the day it takes effect.

use std::collections::{BTreeMap, BTreeSet};

use api::link::assignment::take_effect;
use chrono::Duration;
use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};

/// The day on which the assignments of these tests take effect.
const DAY: &str = "2026-11-25";

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// Every row of a list, page after page.
async fn all(person: &Person, list: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    let sign = if list.contains('?') { '&' } else { '?' };
    loop {
        let page = person.look(&format!("/api/{list}{sign}limit=200{cursor}")).await;
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

/// The township with the most households, which is the first of the county.
async fn first_township(office: &Person) -> Value {
    office.look("/api/grids?level=township").await["items"][0].clone()
}

/// Officials of a township who lead nothing.
async fn clerks(office: &Person, township: &Value) -> Vec<Value> {
    let officials = all(office, &format!("officials?grid_id={}", id(township))).await;
    officials.into_iter().filter(|official| official["rank"] == "clerk").collect()
}

/// Changes the roster of officials as the county does: by a sheet.
async fn change_roster(county: &County, office: &Person, rows: &[String]) {
    let sheet = format!("干部编号,姓名,性别,单位代码,职级,家乡村代码,状态\n{}\n", rows.join("\n"));
    let file = multipart::Part::text(sheet).file_name("officials.csv");
    let form = multipart::Form::new().text("kind", "officials").part("file", file);
    let run = office.send(office.request(Method::POST, "/api/imports").multipart(form)).await.expect(202);
    county.drain().await;
    let run = office.look(&format!("/api/imports/{}", id(&run))).await;
    assert_eq!(run["state"], "applied", "{run}");
}

/// A line of the roster.
async fn line(office: &Person, official: &Value, village: &str, state: &str) -> String {
    let unit = office.look(&format!("/api/units/{}", id(&official["unit"]))).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (number, name) = (text(&official["number"]), text(&official["name"]));
    format!("{number},{name},男,{},{},{village},{state}", text(&unit["code"]), text(&official["rank"]))
}

/// Somebody leaves the township and somebody new comes to it. Answers with the one who left.
async fn one_leaves_and_one_comes(county: &County, office: &Person, township: &Value) -> (Value, Value) {
    let me = county.person("official").await.look("/api/me").await;
    let leaver = office.look(&format!("/api/officials/{}", id(&me["official"]))).await;
    let path = format!("/api/grids?level=village&q={}", township["code"].as_str().unwrap());
    let village = office.look(&path).await["items"][0]["code"].as_str().unwrap().to_owned();
    let mut newcomer = leaver.clone();
    newcomer["number"] = "A00099".into();
    newcomer["name"] = "新来的".into();
    let rows = [line(office, &leaver, "", "离任").await, line(office, &newcomer, &village, "在职").await];
    change_roster(county, office, &rows).await;
    let newcomer = office.look("/api/officials?q=A00099").await["items"][0].clone();
    (leaver, newcomer)
}

async fn proposed(county: &County, office: &Person, grid: &Value) -> Value {
    let form = json!({ "grid_id": grid["id"], "effective_on": DAY });
    let queued = office.post("/api/assignments", &form).await.expect(202);
    assert_eq!((&queued["state"], &queued["figures"]), (&json!("computing"), &Value::Null));
    county.drain().await;
    let draft = office.look(&format!("/api/assignments/{}", id(&queued))).await;
    assert_eq!(draft["state"], "draft", "{draft}");
    draft
}

async fn approved(county: &County, assignment: &Value) -> Value {
    let hr = county.person("hr").await;
    let path = format!("/api/assignments/{}", id(assignment));
    let version = hr.look(&path).await["version"].clone();
    hr.post(&format!("{path}/approve"), &json!({ "version": version })).await.expect(200)
}

/// Who has each household on a day; nobody twice.
async fn links_on(office: &Person, day: &str) -> BTreeMap<String, String> {
    let mut links = BTreeMap::new();
    for link in all(office, &format!("links?on={day}")).await {
        let before = links.insert(id(&link["household"]).to_owned(), id(&link["official"]).to_owned());
        assert_eq!(before, None, "{link} is a second link on {day}");
    }
    links
}

/// How many links of a township are recused, those of somebody who left aside.
async fn recused_links(office: &Person, township: &Value, leaver: &Value) -> usize {
    let of_township = |recusal: &&Value| {
        let code = recusal["household"]["code"].as_str().unwrap();
        code.starts_with(township["code"].as_str().unwrap())
    };
    let recusals = all(office, "recusals").await;
    let linked = recusals.iter().filter(of_township).filter(|recusal| recusal["linked"] == true);
    linked.filter(|recusal| recusal["official"]["id"] != leaver["id"]).count()
}

/// Somebody from another village than these officials.
fn other_than<'a>(officials: &'a [Value], but: &[&Value]) -> &'a Value {
    officials.iter().find(|official| but.iter().all(|one| one["id"] != official["id"])).unwrap()
}

on_both!(an_assignment_is_proposed_compared_changed_approved_and_takes_effect_on_its_day, |county| {
    let office = county.person("office").await;
    let township = first_township(&office).await;
    let leaving = county.person("official").await;
    let pledged_to = all(&leaving, "households").await.remove(0);
    let pledge = format!("/api/pledges/{}", new_id());
    let made = json!({ "household_id": pledged_to["id"], "text": "帮着修院墙", "due_on": "2026-12-20" });
    leaving.put(&pledge, &made).await.expect(201);
    let (leaver, newcomer) = one_leaves_and_one_comes(&county, &office, &township).await;
    let officials = all(&office, &format!("officials?grid_id={}", id(&township))).await;
    let recused = other_than(&officials, &[&leaver, &newcomer]).clone();
    let of_recused = all(&office, &format!("households?official_id={}", id(&recused))).await;
    let (relative, kept) = (&of_recused[0], &of_recused[1]);
    let form = json!({
        "household_id": relative["id"], "official_id": recused["id"], "reason": "relative",
    });
    let recusal = office.post("/api/recusals", &form).await.expect(200);
    assert_eq!(recusal["linked"], true);
    let departed = all(&office, &format!("households?official_id={}", id(&leaver))).await;
    assert_eq!(departed.len(), 33);
    let request = format!("/api/requests/{}", new_id());
    let raised = json!({ "household_id": departed[0]["id"], "body": "院墙倒了" });
    county.person("hotline").await.put(&request, &raised).await.expect(201);
    let before = links_on(&office, "2026-11-20").await;

    let draft = proposed(&county, &office, &township).await;
    let path = format!("/api/assignments/{}", id(&draft));
    let figures = &draft["figures"];
    let recused_links = recused_links(&office, &township, &leaver).await;
    let changing = 33 + recused_links;
    let reasons = json!({ "new": 0, "departed": 33, "exempt": 0, "recused": recused_links });
    assert_eq!(figures["reasons"], reasons);
    assert_eq!((&figures["moves"], &figures["overflow"]), (&json!(changing), &json!(0)));
    assert_eq!((&figures["households"], &figures["kept"]), (&json!(330), &json!(330 - changing)));
    assert_eq!((&figures["before"]["linked"], &figures["after"]["linked"]), (&json!(330), &json!(330)));
    assert!(figures["after"]["load_max"].as_u64().unwrap() <= 35);
    assert!(figures["after"]["load_min"].as_u64().unwrap() >= 25);
    assert!(figures["after"]["kilometres"].as_f64().unwrap() > 0.0);
    assert_eq!(figures["townships"].as_array().unwrap().len(), 1);
    let moves = all(&office, &format!("assignments/{}/moves", id(&draft))).await;
    assert_eq!(moves.len(), changing);
    let of_relative = moves.iter().find(|one| one["household"]["id"] == relative["id"]).unwrap();
    assert_eq!(of_relative["reason"], "recused");
    assert_ne!(of_relative["to"]["id"], recused["id"]);
    let loads = all(&office, &format!("assignments/{}/officials", id(&draft))).await;
    let after: u64 = loads.iter().map(|load| load["after"].as_u64().unwrap()).sum();
    assert_eq!(after, 330);
    let plot = office.look(&format!("{path}/plot?grid_id={}", id(&township))).await;
    let points = plot["points"].as_array().unwrap();
    assert_eq!(points.len(), 330);
    assert_eq!(points.iter().filter(|point| point[2] != point[3]).count(), changing);

    // By hand, with what binds the solver in force.
    let adjust = async |household: &Value, official: &Value| {
        let form = json!({ "household_id": household["id"], "official_id": official["id"] });
        office.post(&format!("{path}/moves"), &form).await
    };
    adjust(relative, &recused).await.expect_problem(422, "recused");
    adjust(&departed[0], &leaver).await.expect_problem(422, "official_takes_none");
    let load_of = |official: &Value| {
        let load = loads.iter().find(|load| load["official"]["id"] == official["id"]);
        load.map_or(35, |load| load["after"].as_u64().unwrap())
    };
    let others = [&leaver, &newcomer, &recused];
    let may_take = |official: &&Value| others.iter().all(|other| other["id"] != official["id"]);
    let taker = officials.iter().filter(may_take).min_by_key(|official| load_of(official)).unwrap().clone();
    adjust(kept, &taker).await.expect_problem(422, "link_kept");
    let mut placed = 0;
    let refused = loop {
        let coming = moves.iter().filter(|one| one["to"]["id"] != taker["id"]).nth(placed).unwrap();
        let answer = adjust(&coming["household"], &taker).await;
        if answer.status != 200 {
            break answer;
        }
        placed += 1;
        let adjusted = answer.json();
        assert_eq!(adjusted["move"]["choice"], "by_hand");
        assert_eq!(adjusted["loads"][0]["official"]["id"], taker["id"]);
        assert!(adjusted["loads"][0]["after"].as_u64().unwrap() <= 35);
    };
    assert!(placed > 0);
    let problem = refused.expect_problem(422, "too_many_households");
    assert!(problem["detail"].as_str().unwrap().contains("35"), "{problem}");
    let draft = office.look(&path).await;
    assert_eq!((&draft["by_hand"], &draft["moves"]), (&json!(placed), &json!(changing)));
    assert_eq!(draft["figures"]["after"]["load_max"], 35);

    // Handed over on its own while the draft waits: to be left out.
    let moves = all(&office, &format!("assignments/{}/moves", id(&draft))).await;
    let gone = moves.iter().find(|one| one["choice"] != "by_hand" && one["reason"] == "departed").unwrap();
    let room = |official: &&Value| official["id"] != taker["id"] && load_of(official) < 35;
    let other = officials.iter().filter(may_take).find(room).unwrap();
    let transfer = json!({
        "household_ids": [gone["household"]["id"]], "official_id": other["id"], "on": "2026-11-20",
        "reason": "就近",
    });
    office.post("/api/links", &transfer).await.expect(200);

    // Never by whoever proposed it; by a second person.
    let version = json!({ "version": draft["version"] });
    office.post(&format!("{path}/approve"), &version).await.expect_problem(409, "own_assignment");
    let hr = county.person("hr").await;
    hr.post(&format!("{path}/approve"), &json!({ "version": 1 })).await.expect_problem(409, "stale");
    let done = approved(&county, &draft).await;
    assert_eq!((&done["state"], &done["own_work"]), (&json!("approved"), &json!(false)));
    adjust(relative, &taker).await.expect_problem(409, "assignment_state");
    assert_eq!(take_effect(&county.app).await.unwrap(), 0, "its day has not come");

    county.pass(Duration::days(5));
    assert_eq!(take_effect(&county.app).await.unwrap(), 1);
    let office = county.person("office").await;
    let now = links_on(&office, DAY).await;
    let eve = links_on(&office, "2026-11-24").await;
    assert_eq!(take_effect(&county.app).await.unwrap(), 0, "a sweep may run twice");
    assert_eq!(links_on(&office, DAY).await, now);
    let households: BTreeSet<&String> = before.keys().collect();
    assert_eq!(now.keys().collect::<BTreeSet<_>>(), households, "nobody without");
    assert_eq!(eve.keys().collect::<BTreeSet<_>>(), households);
    assert_eq!(
        eve.iter().filter(|(household, official)| now[*household] != **official).count(),
        changing - 1
    );
    assert_ne!(now[id(relative)], id(&recused));
    assert!(now.values().all(|official| official != id(&leaver)));
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for official in now.values() {
        *held.entry(official).or_default() += 1;
    }
    // A hand may leave somebody with fewer than the solver would.
    let fewest = |official: &str| if official == id(&newcomer) { 1 } else { 25 };
    assert!(held.iter().all(|(official, load)| (fewest(official)..=35).contains(load)), "{held:?}");
    let request = office.look(&request).await;
    assert_eq!(request["official"]["id"], now[id(&departed[0])]);
    let pledges = all(&office, &format!("pledges?household_id={}", id(&pledged_to))).await;
    let pledged = pledges.iter().find(|one| pledge.ends_with(id(one))).unwrap();
    assert_eq!(pledged["official"]["id"], now[id(&pledged_to)]);
    assert_eq!(pledged["made_by"]["id"], leaver["id"]);
    let left_out = all(&office, &format!("assignments/{}/moves?left_out=true", id(&draft))).await;
    assert_eq!(left_out.len(), 1);
    assert_eq!(left_out[0]["household"]["id"], gone["household"]["id"]);
    assert_eq!(left_out[0]["left_out"], "handed_over");
    assert_eq!(now[id(&gone["household"])], id(other));

    // His page says why.
    let why = office.look(&format!("/api/officials/{}/links/why", id(&taker))).await;
    let links = why["items"].as_array().unwrap();
    let by_hand: Vec<_> = links.iter().filter(|link| link["why"] == "by_hand").collect();
    assert_eq!(by_hand.len(), placed);
    assert!(by_hand.iter().all(|link| link["since"] == DAY && link["assignment_id"] == draft["id"]));
    assert!(links.iter().any(|link| link["why"] == "kept" || link["why"] == "transfer"));
    let why = office.look(&format!("/api/officials/{}/links/why", id(&newcomer))).await;
    let links = why["items"].as_array().unwrap();
    assert!(!links.is_empty() && links.iter().all(|link| link["assignment_id"] == draft["id"]));
    let entries = county.person("auditor").await.look("/api/journal?action=assignment_takes_effect").await;
    assert_eq!(entries["items"].as_array().unwrap().len(), 1);
});

on_both!(an_assignment_may_be_withdrawn_until_its_day, |county| {
    let office = county.person("office").await;
    let township = first_township(&office).await;
    one_leaves_and_one_comes(&county, &office, &township).await;
    let form = json!({ "grid_id": township["id"], "effective_on": DAY });
    let late = json!({ "grid_id": township["id"], "effective_on": "2026-11-20" });
    office.post("/api/assignments", &late).await.expect_problem(422, "invalid_input");

    // While the solver is to work on it: the job finds nothing to do.
    let queued = office.post("/api/assignments", &form).await.expect(202);
    let path = format!("/api/assignments/{}", id(&queued));
    office.post(&format!("{path}/withdraw"), &json!({ "version": 1 })).await.expect(200);
    county.drain().await;
    let withdrawn = office.look(&path).await;
    assert_eq!((&withdrawn["state"], &withdrawn["moves"]), (&json!("withdrawn"), &json!(0)));

    // Two drafts may be compared; one of them may be approved.
    let one = proposed(&county, &office, &township).await;
    let other = proposed(&county, &office, &township).await;
    assert_eq!(one["figures"]["moves"], other["figures"]["moves"]);
    let done = approved(&county, &one).await;
    let hr = county.person("hr").await;
    let version = json!({ "version": other["version"] });
    let approve = format!("/api/assignments/{}/approve", id(&other));
    hr.post(&approve, &version).await.expect_problem(409, "assignment_overlaps");
    let withdraw = format!("/api/assignments/{}/withdraw", id(&one));
    hr.post(&withdraw, &json!({ "version": done["version"] })).await.expect(200);
    county.pass(Duration::days(5));
    assert_eq!(take_effect(&county.app).await.unwrap(), 0);
    let office = county.person("office").await;
    let gone = office.post(&withdraw, &json!({ "version": 9 })).await;
    gone.expect_problem(409, "assignment_state");
    let hr = county.person("hr").await;
    hr.post(&approve, &version).await.expect(200);
    assert_eq!(take_effect(&county.app).await.unwrap(), 1, "on its day it may still be approved");
});

on_both!(who_cannot_be_placed_is_named_with_the_reason_and_stays_where_it_is, |county| {
    let office = county.person("office").await;
    let township = first_township(&office).await;
    let leaver = clerks(&office, &township).await.pop().unwrap();
    let rows = [line(&office, &leaver, "", "离任").await];
    change_roster(&county, &office, &rows).await;
    let before = links_on(&office, "2026-11-20").await;

    // Nine officials with 33 each have room for eighteen of the thirty-three.
    let draft = proposed(&county, &office, &township).await;
    let recused = recused_links(&office, &township, &leaver).await;
    let found = draft["moves"].as_u64().unwrap();
    assert_eq!(draft["overflow"], 33 + recused as u64 - found);
    assert!((18..=18 + recused as u64).contains(&found), "{draft}");
    let without = draft["overflow"].as_u64().unwrap();
    let path = format!("/api/assignments/{}", id(&draft));
    let overflow = all(&office, &format!("assignments/{}/overflow", id(&draft))).await;
    assert_eq!(overflow.len() as u64, without);
    assert!(overflow.iter().all(|one| one["reason"] == "township_full"));
    let of_leaver = |one: &&Value| one["from"]["id"] == leaver["id"];
    let first = overflow.iter().find(of_leaver).unwrap();

    // The neighbours have room.
    let townships = office.look("/api/grids?level=township").await;
    let neighbour = clerks(&office, &townships["items"][1]).await.remove(0);
    let form = json!({
        "household_id": first["household"]["id"], "official_id": neighbour["id"],
    });
    let adjusted = office.post(&format!("{path}/moves"), &form).await.expect(200);
    assert_eq!(adjusted["move"]["reason"], "departed");
    assert_eq!(adjusted["loads"][0]["after"], 34);
    let draft = office.look(&path).await;
    assert_eq!((&draft["moves"], &draft["overflow"]), (&json!(found + 1), &json!(without - 1)));

    approved(&county, &draft).await;
    county.pass(Duration::days(5));
    assert_eq!(take_effect(&county.app).await.unwrap(), 1);
    let office = county.person("office").await;
    let now = links_on(&office, DAY).await;
    assert_eq!(now.len(), before.len());
    let still = now.values().filter(|official| *official == id(&leaver)).count();
    assert_eq!(still, overflow.iter().filter(of_leaver).count() - 1);
});

on_both!(what_changed_after_the_approval_is_respected, |county| {
    let office = county.person("office").await;
    let township = first_township(&office).await;
    let (_, newcomer) = one_leaves_and_one_comes(&county, &office, &township).await;
    let draft = proposed(&county, &office, &township).await;
    let moves = all(&office, &format!("assignments/{}/moves", id(&draft))).await;
    approved(&county, &draft).await;

    // A recusal is declared, and the newcomer takes two over from the neighbours beside what he is to get.
    let form = json!({
        "household_id": moves[0]["household"]["id"], "official_id": moves[0]["to"]["id"],
        "reason": "dispute",
    });
    office.post("/api/recusals", &form).await.expect(200);
    let coming = moves.iter().filter(|one| one["to"]["id"] == newcomer["id"]).count();
    let townships = office.look("/api/grids?level=township").await;
    let neighbour = &clerks(&office, &townships["items"][1]).await[0];
    let some = all(&office, &format!("households?official_id={}", id(neighbour))).await;
    let some: Vec<_> = some.iter().take(35 - coming + 2).map(|one| one["id"].clone()).collect();
    let transfer = json!({
        "household_ids": some, "official_id": newcomer["id"], "on": "2026-11-20", "reason": "就近",
    });
    office.post("/api/links", &transfer).await.expect(200);
    county.pass(Duration::days(5));
    assert_eq!(take_effect(&county.app).await.unwrap(), 1);

    let office = county.person("office").await;
    let now = links_on(&office, DAY).await;
    let left_out = all(&office, &format!("assignments/{}/moves?left_out=true", id(&draft))).await;
    let reasons: BTreeSet<_> = left_out.iter().map(|one| one["left_out"].as_str().unwrap()).collect();
    assert!(reasons.contains("recused") && reasons.contains("no_room"), "{reasons:?}");
    assert!(left_out.iter().all(|one| now[id(&one["household"])] == id(&one["from"])));
    let of_newcomer = now.values().filter(|official| *official == id(&newcomer)).count();
    assert_eq!(of_newcomer, 35);
});
