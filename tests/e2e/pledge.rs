//! Pledges: made once for good, kept by the household's word alone, broken when their day passes in silence.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{new_id, on_both};

use crate::{
    household::{hidden, household, resident},
    visit::{other_household, own_household},
};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

fn promise(household: &Value) -> Value {
    json!({ "household_id": household["id"], "text": "把门前的路灯报上去并盯着修好", "due_on": "2026-12-01" })
}

on_both!(the_same_pledge_sent_ten_times_at_once_exists_once, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let mut form = promise(&household);
    let path = format!("/api/pledges/{}", new_id());
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
    let list = official.look(&format!("/api/pledges?household_id={}", id(&household))).await;
    let of = |pledge: &&Value| path.ends_with(id(pledge));
    let mine: Vec<&Value> = list["items"].as_array().unwrap().iter().filter(of).collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(
        (&mine[0]["state"], &mine[0]["figure"], &mine[0]["overdue"], &mine[0]["made_on"]),
        (&json!("open"), &json!("running"), &json!(false), &json!("2026-11-20"))
    );
    assert_eq!(mine[0]["text"], form["text"]);
    assert_eq!(list["figures"]["running"].as_u64().unwrap(), 1 + running(&list, &path));
    form["text"] = "另一件事".into();
    official.put(&path, &form).await.expect_problem(409, "pledge_id_used");
});

/// How many others of the list are running.
fn running(list: &Value, but: &str) -> u64 {
    let items = list["items"].as_array().unwrap().iter();
    items.filter(|pledge| pledge["figure"] == "running" && !but.ends_with(id(pledge))).count() as u64
}

on_both!(a_pledge_is_refused_with_the_reason, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let other = other_household(&county, &official).await;
    let make = async |change: &dyn Fn(&mut Value)| {
        let mut form = promise(&household);
        change(&mut form);
        official.put(&format!("/api/pledges/{}", new_id()), &form).await
    };
    let refused = make(&|form| form["household_id"] = other["id"].clone()).await;
    refused.expect_problem(422, "not_your_household");
    for (field, day) in [("due_on", "2026-11-19"), ("due_on", "2099-01-01"), ("made_on", "2026-11-21")] {
        let problem = make(&|form| form[field] = day.into()).await.expect_problem(422, "invalid_input");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    make(&|form| form["text"] = "  ".into()).await.expect_problem(422, "invalid_input");
    let hr = county.person("hr").await;
    hr.put(&format!("/api/pledges/{}", new_id()), &promise(&household)).await.expect(403);
    hr.get("/api/pledges").await.expect(403);
});

on_both!(the_household_says_that_it_was_kept_and_the_official_cannot, |county| {
    let (official, household) = household(&county).await;
    let path = format!("/api/pledges/{}", new_id());
    official.put(&path, &promise(&household)).await.expect(201);
    let said = official.post(&format!("{path}/kept"), &json!({})).await.expect(200);
    assert_eq!((&said["state"], &said["figure"]), (&json!("said_kept"), &json!("said")));
    official.post(&format!("{path}/kept"), &json!({})).await.expect(200);

    let person = resident(&county).await;
    assert!(person.get("/h").await.text.contains("等您说做到没有"));
    let page = person.get("/h/pledges").await;
    assert!(page.text.contains("把门前的路灯报上去并盯着修好"), "{}", page.text);
    let form = path.replace("/api", "/h");
    let token = hidden(&page)["token"].clone();
    let forged = person.submit(&form, &[("token", "x"), ("answer", "kept")]).await;
    assert_eq!(forged.status, 403);
    let no = person.submit(&form, &[("token", &token), ("answer", "broken")]).await;
    assert_eq!(no.status, 303, "{}", no.text);
    let of_household = format!("/api/pledges?household_id={}", id(&household));
    let disputed = official.look(&format!("{of_household}&state=disputed")).await;
    let disputed = disputed["items"].as_array().unwrap().iter().find(|one| path.ends_with(id(one))).cloned();
    assert_eq!(disputed.expect("it is disputed")["figure"], "broken");

    // He does it after all, says so, and is confirmed. After that nobody changes it.
    official.post(&format!("{path}/kept"), &json!({})).await.expect(200);
    let yes = person.submit(&form, &[("token", &token), ("answer", "kept")]).await;
    assert_eq!(yes.status, 303);
    assert!(person.get("/h/pledges").await.text.contains("您说：做到了"));
    let broken = json!({ "reason": "反悔" });
    official.post(&format!("{path}/broken"), &broken).await.expect_problem(409, "pledge_ended");
    let late = person.submit(&form, &[("token", &token), ("answer", "broken")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("刚刚有了变化"));

    // Another household's pledge does not exist for this one.
    let others = official.look("/api/pledges?limit=200").await;
    let other = others["items"].as_array().unwrap().iter();
    let other = other.clone().find(|one| one["household"]["id"] != household["id"]).unwrap();
    let form = format!("/h/pledges/{}", id(other));
    let wrong = person.submit(&form, &[("token", &token), ("answer", "kept")]).await;
    assert_eq!(wrong.status, 404);
});

on_both!(a_pledge_left_open_past_its_day_counts_as_broken, |county| {
    let (official, household) = household(&county).await;
    let path = format!("/api/pledges/{}", new_id());
    let form = json!({ "household_id": household["id"], "text": "下周来修炉子", "due_on": "2026-11-20" });
    official.put(&path, &form).await.expect(201);
    let person = resident(&county).await;
    let token = hidden(&person.get("/h/pledges").await)["token"].clone();
    let answer = path.replace("/api", "/h");
    let early = person.submit(&answer, &[("token", &token), ("answer", "broken")]).await;
    assert_eq!(early.status, 409, "its day has not passed");
    let of_household = format!("/api/pledges?household_id={}", id(&household));
    let before = official.look(&of_household).await["figures"].clone();

    county.pass(Duration::days(1));
    let (official, person) = (county.person("official").await, resident(&county).await);
    let late = official.look(&format!("{of_household}&overdue=true")).await;
    let mine = late["items"].as_array().unwrap().iter().find(|one| path.ends_with(id(one))).unwrap();
    assert_eq!((&mine["overdue"], &mine["figure"]), (&json!(true), &json!("broken")));
    let count = |figures: &Value, key: &str| figures[key].as_i64().unwrap();
    let after = &late["figures"];
    assert_eq!(count(after, "broken"), count(&before, "broken") + 1);
    assert_eq!(count(after, "running"), count(&before, "running") - 1);
    let page = person.get("/h/pledges").await;
    assert!(page.text.contains("已经过了") && page.text.contains(&answer));
    let token = hidden(&page)["token"].clone();
    assert_eq!(person.submit(&answer, &[("token", &token), ("answer", "broken")]).await.status, 303);
    let reason = json!({ "reason": "炉子要等配件" });
    let given_up = official.post(&format!("{path}/broken"), &reason).await.expect(200);
    assert_eq!((&given_up["state"], &given_up["reason"]), (&json!("broken"), &reason["reason"]));
});

on_both!(what_was_promised_goes_to_the_successor_and_names_who_promised, |county| {
    let (official, household) = household(&county).await;
    let office = county.person("office").await;
    let (open, ended) = (format!("/api/pledges/{}", new_id()), format!("/api/pledges/{}", new_id()));
    official.put(&open, &promise(&household)).await.expect(201);
    official.put(&ended, &promise(&household)).await.expect(201);
    let reason = json!({ "reason": "政策有变化" });
    official.post(&format!("{ended}/broken"), &reason).await.expect(200);

    let officials = office.look("/api/officials?limit=200").await;
    let takes = |candidate: &&Value| {
        candidate["id"] != household["official"]["id"]
            && candidate["exempt"].is_null()
            && candidate["state"] == "active"
            && candidate["households"].as_i64().unwrap() < 35
    };
    let successor = officials["items"].as_array().unwrap().iter().find(takes).unwrap().clone();
    let form = json!({
        "household_ids": [household["id"]], "official_id": successor["id"], "on": "2026-11-20", "reason": "岗位调整",
    });
    office.post("/api/links", &form).await.expect(200);
    let list = office.look(&format!("/api/pledges?household_id={}&limit=200", id(&household))).await;
    let find = |path: &str| {
        let items = list["items"].as_array().unwrap();
        items.iter().find(|pledge| path.ends_with(id(pledge))).unwrap().clone()
    };
    assert_eq!(find(&open)["official"]["id"], successor["id"]);
    assert_eq!(find(&open)["made_by"]["id"], household["official"]["id"]);
    assert_eq!(find(&ended)["official"]["id"], household["official"]["id"], "what has ended stays his");
    official.post(&format!("{open}/kept"), &json!({})).await.expect_problem(422, "not_your_household");
    assert!(resident(&county).await.get("/h/pledges").await.text.contains("接着办"));

    // What he promised before the handover and his phone tells only now is the successor's to keep.
    let late = format!("/api/pledges/{}", new_id());
    let mut form = promise(&household);
    official.put(&late, &form).await.expect_problem(422, "not_your_household");
    form["made_on"] = "2026-11-19".into();
    let told = official.put(&late, &form).await.expect(201);
    assert_eq!(
        (&told["official"]["id"], &told["made_by"]["id"]),
        (&successor["id"], &household["official"]["id"])
    );
});
