//! What a round asks is data of the round: the box judges by it and both pages show it.

use serde_json::{Value, json};
use tests::{County, on_both};

use crate::{household::resident, rating::opened_for};

fn questionnaire() -> Value {
    json!({
        "question": "这位同志适合提拔吗？", "question_en": "Should he be promoted?",
        "hint": "只问这一次",
        "reasons": [
            { "word": "not_known", "zh": "不了解他", "en": "I do not know him" },
            { "word": "late", "zh": "总是晚到" },
        ],
    })
}

/// A round that asks about the demo's official before he is promoted, beside the one that is open already.
async fn review(county: &County) -> crate::rating::Opened {
    let official = county.person("official").await.look("/api/me").await["official"]["id"].clone();
    let scope = json!({ "scope_kind": "official", "scope_id": official, "questionnaire": questionnaire() });
    opened_for(county, scope).await
}

on_both!(a_slip_asks_what_its_round_asks_and_the_box_takes_no_other_reason, |county| {
    let opened = review(&county).await;
    let codes = opened.slips(3).await;
    let person = county.stranger();
    // The open rounds ask different things: the code comes first.
    let blank = person.get("/slip").await;
    assert!(!blank.text.contains("name=\"level\"") && blank.text.contains("name=\"find\""), "{}", blank.text);
    let unknown = person.submit("/slip", &[("code", "WRONG"), ("find", "yes")]).await;
    assert_eq!(unknown.status, 422);
    let found = person.submit("/slip", &[("code", &codes[0]), ("find", "yes")]).await;
    assert_eq!(found.status, 200);
    for text in ["这位同志适合提拔吗？", "只问这一次", "不了解他", "总是晚到", &codes[0]]
    {
        assert!(found.text.contains(text), "{text}: {}", found.text);
    }
    assert!(!found.text.contains("办事太慢"));
    let fields = [("code", codes[0].as_str()), ("level", "dissatisfied"), ("reason-late", "late")];
    let done = person.submit("/slip", &fields).await;
    assert_eq!(done.status, 200, "{}", done.text);

    let cast = async |code: &str, reasons: Value| {
        let ballot = json!({ "code": code, "level": "dissatisfied", "reasons": reasons });
        person.post("/api/ballot-box/slips", &ballot).await
    };
    let refused = cast(&codes[1], json!(["slow"])).await.expect_problem(422, "invalid_input");
    assert_eq!(refused["errors"][0]["field"], "reasons");
    cast(&codes[1], json!(["late", "late"])).await.expect_problem(422, "invalid_input");
    cast(&codes[1], json!(["late", "not_known"])).await.expect(200);
});

on_both!(a_household_whose_rounds_ask_different_things_sees_each_beside_its_official, |county| {
    let opened = review(&county).await;
    let person = resident(&county).await;
    let page = person.get("/h/rate").await.text;
    for text in ["您对他满意吗？", "这位同志适合提拔吗？", "data-form=\"0\"", "data-form=\"1\""]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert_eq!(page.matches("<form data-view=\"ask\"").count(), 2);
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "no name stands on the page twice");

    let english = person.request(reqwest::Method::GET, "/h/rate").header("accept-language", "en");
    let english = person.send(english).await.text;
    assert!(english.contains("Should he be promoted?") && english.contains("I do not know him"));
    assert!(english.contains("总是晚到"), "what nobody translated stays");

    let rounds = opened.office.look("/api/rating-rounds").await;
    let shown =
        rounds["items"].as_array().unwrap().iter().find(|round| round["code"] == "2026-test").unwrap();
    assert_eq!(shown["questionnaire"]["question"], "这位同志适合提拔吗？");
    assert_eq!(shown["questionnaire"]["reasons"][1]["word"], "late");
});

on_both!(what_cannot_be_asked_is_refused_where_it_is_written, |county| {
    let office = county.person("office").await;
    let keys = [api::ballot_box::ballot::new_trustee().0, api::ballot_box::ballot::new_trustee().0];
    let usual = office.look("/api/rating-questionnaire").await;
    assert_eq!(usual["reasons"].as_array().unwrap().len(), 6);
    let send = async |spoil: fn(&mut Value)| {
        let mut asked = questionnaire();
        spoil(&mut asked);
        let form = json!({
            "code": "spoiled", "name": "试评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
            "trustee_keys": keys, "questionnaire": asked,
        });
        let problem = office.post("/api/rating-rounds", &form).await.expect_problem(422, "invalid_input");
        problem["errors"][0]["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(send(|asked| asked["question"] = json!("  ")).await, "questionnaire.question");
    assert_eq!(
        send(|asked| asked["reasons"][1]["word"] = json!("not_known")).await,
        "questionnaire.reasons.1.word"
    );
    assert_eq!(
        send(|asked| asked["reasons"][0]["word"] = json!("Too,slow")).await,
        "questionnaire.reasons.0.word"
    );
    assert_eq!(send(|asked| asked["reasons"][1]["zh"] = json!(" ")).await, "questionnaire.reasons.1.zh");
});
