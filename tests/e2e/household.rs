//! The household's pages, as a browser without script sees them.

use std::collections::HashMap;

use api::demo::Guide;
use serde_json::{Value, json};
use tests::{Answer, County, Person, new_id, on_both};

async fn code(county: &County) -> String {
    Guide::of(&county.app).await.unwrap().household.as_str().to_owned()
}

/// A browser that opened the page with the household's code.
pub async fn resident(county: &County) -> Person {
    let person = county.stranger();
    let opened = person.get(&format!("/R/{}", code(county).await)).await;
    assert_eq!(opened.status, 303, "{}", opened.text);
    assert_eq!(opened.headers["location"], "/h");
    person
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split(before)
        .nth(1)
        .and_then(|rest| rest.split(after).next())
        .unwrap_or_else(|| panic!("{before}: {text}"))
}

/// The hidden fields of the first form of a page.
pub fn hidden(page: &Answer) -> HashMap<String, String> {
    page.text
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|field| {
            (field.split('"').next().unwrap().to_owned(), between(field, "value=\"", "\"").to_owned())
        })
        .collect()
}

/// The household of the demo's code, as its official sees it.
pub async fn household(county: &County) -> (Person, Value) {
    let official = county.person("official").await;
    let number = api::setting::get(county.app.db.reader(), "demo_household").await.unwrap();
    let mut found = None;
    for item in official.look("/api/households?limit=200").await["items"].as_array().unwrap() {
        if number.as_deref() == item["code"].as_str() {
            found = Some(item.clone());
        }
    }
    let found = found.unwrap_or_else(|| panic!("the guide's household {number:?} is the official's"));
    (official, found)
}

on_both!(a_printed_card_names_an_address_that_opens_also_on_a_port_that_was_free, |county| {
    let office = county.person("office").await;
    let household = office.look("/api/households?limit=1").await["items"][0].clone();
    let path = format!("/api/households/{}/household-code", household["id"].as_str().unwrap());
    let card = office.post(&path, &json!({})).await.expect(200);
    let address = card["address"].as_str().unwrap();
    let own = address.strip_prefix(&county.address).expect("of this very server");
    assert_eq!(county.stranger().get(own).await.status, 303);
});

on_both!(a_visit_is_true_or_not_true_by_the_household_alone, |county| {
    let (official, household) = household(&county).await;
    let id = new_id();
    let visit = json!({
        "household_id": household["id"], "claimed_at": county.clock.now(), "topic": "needs", "note": "谈了收成",
    });
    official.put(&format!("/api/visits/{id}"), &visit).await.expect(201);
    let person = resident(&county).await;
    let page = person.get("/h/visits").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains(&format!("/h/visits/{id}")), "the new visit asks");
    assert!(!page.text.contains("谈了收成"), "the official's note is not the household's");
    let token = &hidden(&page)["token"];
    let forged = person.submit(&format!("/h/visits/{id}"), &[("token", "x"), ("answer", "denied")]).await;
    assert_eq!(forged.status, 403);
    let answered = person.submit(&format!("/h/visits/{id}"), &[("token", token), ("answer", "denied")]).await;
    assert_eq!(answered.status, 303, "{}", answered.text);
    let page = person.get("/h/visits").await;
    assert!(page.text.contains("您说：没来过"));
    let seen =
        official.look(&format!("/api/visits?household_id={}", household["id"].as_str().unwrap())).await;
    assert_eq!(seen["items"][0]["confirmation"], "denied");
});

on_both!(a_request_sent_twice_is_one_and_a_form_that_fails_keeps_its_text, |county| {
    let person = resident(&county).await;
    let form = person.get("/h/request").await;
    let fields = hidden(&form);
    let long = "水".repeat(1001);
    let send = |body: String| {
        let (person, fields) = (person.clone(), fields.clone());
        async move {
            let fields = [
                ("token", fields["token"].as_str()),
                ("id", fields["id"].as_str()),
                ("body", body.as_str()),
                ("topic", ""),
            ];
            person.submit("/h/request", &fields).await
        }
    };
    let failed = send(long.clone()).await;
    assert_eq!(failed.status, 422);
    assert!(failed.text.contains(&long), "what was written is kept");
    assert_eq!(hidden(&failed)["id"], fields["id"]);
    let first = send("门前的路灯坏了三天".to_owned()).await;
    let again = send("门前的路灯坏了三天".to_owned()).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (303, 303), "{}", first.text);
    assert_eq!(first.headers["location"], again.headers["location"]);
    let page = person.get(first.headers["location"].to_str().unwrap()).await;
    assert!(page.text.contains("您的事已经记下") && page.text.contains("门前的路灯坏了三天"));
    let list = person.get("/h/requests").await;
    assert_eq!(list.text.matches(&format!("/h/requests/{}\"", fields["id"])).count(), 1);
});

on_both!(the_household_says_whether_it_is_solved, |county| {
    let (official, _) = household(&county).await;
    let person = resident(&county).await;
    let form = person.get("/h/request").await;
    let (token, id) = (hidden(&form)["token"].clone(), hidden(&form)["id"].clone());
    let fields = [("token", token.as_str()), ("id", id.as_str()), ("body", "自来水断了"), ("topic", "")];
    assert_eq!(person.submit("/h/request", &fields).await.status, 303);
    let detail = official.look(&format!("/api/requests/{id}")).await;
    let answer = json!({ "note": "管道已修好", "version": detail["version"] });
    official.post(&format!("/api/requests/{id}/answer"), &answer).await.expect(200);
    let path = format!("/h/requests/{id}");
    let page = person.get(&path).await;
    assert!(page.text.contains("管道已修好") && page.text.contains("办好了吗"));
    let silent = person.submit(&path, &[("token", &token), ("verb", "dispute"), ("why", " ")]).await;
    assert_eq!(silent.status, 422, "a dispute says why");
    let disputed = person.submit(&path, &[("token", &token), ("verb", "dispute"), ("why", "还是没水")]).await;
    assert_eq!(disputed.status, 303, "{}", disputed.text);
    let page = person.get(&path).await;
    assert!(page.text.contains("您说没办好") && page.text.contains("还是没水"));
    let late = person.submit(&path, &[("token", &token), ("verb", "confirm")]).await;
    assert_eq!(late.status, 409, "it was disputed meanwhile");
});

on_both!(a_complaint_reaches_the_inspector_and_not_the_official, |county| {
    let (official, _) = household(&county).await;
    let person = resident(&county).await;
    let fields = hidden(&person.get("/h/complaint").await);
    let sent =
        [("token", fields["token"].as_str()), ("id", fields["id"].as_str()), ("body", "他从来没进过门")];
    assert_eq!(person.submit("/h/complaint", &sent).await.status, 303);
    let path = format!("/api/requests/{}", fields["id"]);
    official.get(&path).await.expect_problem(404, "not_found");
    let inspector = county.person("inspector").await;
    assert_eq!(inspector.look(&path).await["complaint"], true);
});

on_both!(a_forged_code_opens_a_friendly_page_and_many_have_to_wait, |county| {
    let person = county.stranger();
    let code = code(&county).await;
    let mut letters: Vec<char> = code.chars().collect();
    letters[16] = if letters[16] == 'A' { 'B' } else { 'A' };
    let forged: String = letters.into_iter().collect();
    for _ in 0..30 {
        let answer = person.get(&format!("/R/{forged}")).await;
        assert_eq!(answer.status, 404);
        assert!(answer.text.contains("这个码打不开") && !answer.text.contains(&forged));
        assert!(answer.headers.get("set-cookie").is_none());
    }
    assert_eq!(person.get(&format!("/R/{code}")).await.status, 429, "even the right one, for a while");
    county.pass(chrono::Duration::minutes(11));
    assert_eq!(person.get(&format!("/r/{}", code.to_lowercase())).await.status, 303);
});

on_both!(a_reissued_code_ends_the_old_one_and_its_open_pages, |county| {
    let (_, household) = household(&county).await;
    let person = resident(&county).await;
    assert_eq!(person.get("/h").await.status, 200);
    let office = county.person("office").await;
    let path = format!("/api/households/{}/household-code", household["id"].as_str().unwrap());
    let old = code(&county).await;
    let card = office.post(&path, &json!({})).await.expect(200);
    assert_eq!(person.get("/h").await.status, 403);
    assert_eq!(person.get(&format!("/R/{old}")).await.status, 404);
    let new = card["code"].as_str().unwrap();
    assert_eq!(person.get(&format!("/R/{new}")).await.status, 303);
    let picture = office.get(&path).await;
    assert_eq!(picture.headers["content-type"], "image/svg+xml");
    assert!(picture.text.contains(new));
    county.person("official").await.get(&path).await.expect_problem(403, "forbidden");
});

on_both!(an_officials_browser_opens_no_household, |county| {
    let official = county.person("official").await;
    let refused = official.get(&format!("/R/{}", code(&county).await)).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("这里是群众的页面") && refused.headers.get("set-cookie").is_none());
});

on_both!(the_door_tag_names_the_official_and_nobody_who_lives_there, |county| {
    let (_, household) = household(&county).await;
    let tag = Guide::of(&county.app).await.unwrap().tag;
    let page = county.stranger().get(&format!("/T/{}", tag.as_str())).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(household["official"]["name"].as_str().unwrap()));
    assert!(!page.text.contains(household["head_name"].as_str().unwrap()));
    assert_eq!(county.stranger().get("/T/0000-0000-0000").await.status, 404);
});
