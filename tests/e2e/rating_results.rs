//! What follows a count: comments that reach the official in other words, reasons that become a unit's task, and calls to
//! the households that asked for one.

use std::collections::BTreeSet;

use domain::rating::{HouseholdCode, Term};
use entity::{rating_call_back, rating_comment};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{County, Person, on_both};

use crate::{
    household::hidden,
    out_of_scope::{Trial, granted},
    rating::{Opened, opened},
};

/// A comment with a telephone, a door and a household's name in it.
const TELLING: &str = "答应修的井盖没修，我住12号，电话138 0539 1234";

async fn cast(code: &str, level: &str, reasons: &[&str], comment: &str, county: &County) {
    let form = json!({ "code": code, "level": level, "reasons": reasons, "comment": comment });
    county.stranger().post("/api/ballot-box/slips", &form).await.expect(200);
}

/// A counted round with the task that it opened.
async fn tasked(county: &County) -> (Opened, Value) {
    let opened = counted(county).await;
    let task = items(&opened.office.look(&tasks(&opened)).await)[0].clone();
    (opened, task)
}

/// A round of 22 answers: four households name a broken promise, two that it goes slowly, three write something.
async fn counted(county: &County) -> Opened {
    let opened = opened(county).await;
    assert!(opened.households.len() >= 22, "{}", opened.households.len());
    let codes = opened.slips(22).await;
    opened.drawn(22).await;
    let name = opened.households[3]["head_name"].as_str().unwrap();
    let named = format!("{name}家门口的灯坏了半年");
    for (nth, code) in codes.iter().enumerate() {
        match nth {
            0 => cast(code, "dissatisfied", &["promise_broken"], TELLING, county).await,
            1 => cast(code, "very_dissatisfied", &["promise_broken", "slow"], &named, county).await,
            2 => cast(code, "dissatisfied", &["promise_broken", "slow"], "", county).await,
            3 => cast(code, "dissatisfied", &["promise_broken"], "", county).await,
            4 => cast(code, "very_satisfied", &[], "挺好", county).await,
            _ => cast(code, "satisfied", &[], "", county).await,
        }
    }
    opened.close().await;
    county.drain().await;
    opened
}

/// A task of one unit, tried by the head of another.
pub async fn from_outside(county: &County, tried: &mut BTreeSet<String>) {
    let (_, task) = tasked(county).await;
    let office = county.person("office").await;
    let units = items(&office.look("/api/units?limit=10").await);
    let other = units.iter().find(|other| id(other) != id(&task["unit"])).unwrap();
    let head = granted(county, "head.of.another", "unit_head", "unit", &id(other)).await;
    let mut trial = Trial { person: &head, who: "head of another unit", tried };
    let path = format!("/api/unit-rectifications/{}", id(&task));
    trial.sees_nothing("getUnitRectification", Method::GET, path.clone(), None).await;
    let note = Some(json!({ "note": "越界" }));
    trial.sees_nothing("answerUnitRectification", Method::POST, format!("{path}/answer"), note).await;
    let listed = format!("/api/unit-rectifications?round_id={}", id(&task["round"]));
    trial.sees_nothing("listUnitRectifications", Method::GET, listed, None).await;
    let me = county.person("official").await;
    let own = id(&me.look("/api/me").await["official"]);
    let officials = items(&office.look("/api/officials?limit=10").await);
    let other = officials.iter().find(|other| id(other) != own).unwrap();
    let mut trial = Trial { person: &me, who: "another official", tried };
    let path = format!("/api/officials/{}/ratings", id(other));
    trial.sees_nothing("listOfficialRatings", Method::GET, path, None).await;
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

fn items(value: &Value) -> Vec<Value> {
    value["items"].as_array().unwrap().clone()
}

fn tasks(opened: &Opened) -> String {
    format!("/api/unit-rectifications?round_id={}", opened.round.rsplit('/').next().unwrap())
}

on_both!(what_was_written_reaches_the_official_in_other_words_only, |county| {
    let opened = counted(&county).await;
    let (office, me) = (&opened.office, county.person("official").await);
    let own = format!("/api/officials/{}/ratings", id(&opened.official));
    let comments = format!("{}/comments", opened.round);
    let his = format!("{comments}/{}", id(&opened.official));
    let newest = async |person: &Person| items(&person.look(&own).await)[0].clone();

    // At once: counts, and reasons that three gave. Nothing that was written.
    let seen = newest(&me).await;
    assert_eq!((&seen["counted"], &seen["insufficient"]), (&json!(22), &json!(false)));
    assert_eq!(seen["reasons"].as_array().unwrap().len(), 1, "two said slow: {seen}");
    assert_eq!(
        (&seen["reasons"][0]["reason"], &seen["reasons"][0]["named"]),
        (&json!("promise_broken"), &json!(4))
    );
    assert_eq!(seen["summary"], json!([]));
    me.get(&his).await.expect_problem(403, "forbidden");

    // The rules have had their turn, and nothing tells who wrote what, nor when, nor how he rated.
    let list = items(&office.look(&comments).await);
    assert_eq!(list.len(), 1);
    assert_eq!((&list[0]["comments"], &list[0]["waiting"]), (&json!(3), &json!(3)));
    let file = office.look(&his).await;
    let written = file["comments"].as_array().unwrap();
    let telling = written.iter().find(|comment| comment["text"] == TELLING).expect("it is there");
    assert_eq!(telling["redacted"], "答应修的井盖没修，我住［地址］，电话［号码］");
    assert_eq!(telling.as_object().unwrap().len(), 4, "{telling}");
    let name = opened.households[3]["head_name"].as_str().unwrap();
    let named = written.iter().find(|comment| comment["text"].as_str().unwrap().contains(name)).unwrap();
    assert_eq!(named["redacted"], "［姓名］家门口的灯坏了半年");
    let rows = rating_comment::Entity::find().all(county.app.db.reader()).await.unwrap();
    let rows: Vec<_> = rows.iter().filter(|row| opened.round.ends_with(&row.round_id.to_string())).collect();
    assert!(rows.iter().all(|row| row.id.get_version_num() == 4), "an id that tells no time");
    let looks = county.person("auditor").await.look("/api/journal?action=look_at_rating_comments").await;
    assert_eq!(items(&looks).len(), 1, "{looks}");

    // Each is looked at by a person before anything is released.
    let summary = json!({ "lines": [{ "theme": "promise_broken", "text": "有农户说答应修的设施没有修" }] });
    office.put(&format!("{his}/summary"), &summary).await.expect(200);
    office.post(&format!("{his}/release"), &json!({})).await.expect_problem(409, "comments_unchecked");
    for comment in written {
        let checked = json!({ "redacted": comment["redacted"], "left_out": comment["text"] == "挺好" });
        office.put(&format!("/api/rating-comments/{}", id(comment)), &checked).await.expect(200);
    }
    let verbatim = json!({ "lines": [{ "text": "农户说：答应修的井盖没修，我住［地址］，电话［号码］。" }] });
    office.put(&format!("{his}/summary"), &verbatim).await.expect_problem(422, "invalid_input");
    let foreign = json!({ "lines": [{ "theme": "no_such_reason", "text": "没有这一条" }] });
    office.put(&format!("{his}/summary"), &foreign).await.expect_problem(422, "invalid_input");
    office.put(&format!("{his}/summary"), &json!({ "lines": [] })).await.expect(200);
    office.post(&format!("{his}/release"), &json!({})).await.expect_problem(409, "summary_empty");
    office.put(&format!("{his}/summary"), &summary).await.expect(200);
    assert_eq!(newest(&me).await["summary"], json!([]), "kept is not released");
    let released = office.post(&format!("{his}/release"), &json!({})).await.expect(200);
    assert!(released["released_at"].is_string());
    let left = released["comments"].as_array().unwrap();
    assert!(left.iter().all(|comment| comment.get("text").is_none()), "what was written is forgotten");
    assert_eq!(newest(&me).await["summary"], summary["lines"]);
    office.put(&format!("{his}/summary"), &summary).await.expect_problem(409, "summary_released");
    let late = json!({ "redacted": "改一改" });
    let path = format!("/api/rating-comments/{}", id(&written[0]));
    office.put(&path, &late).await.expect_problem(409, "summary_released");
});

on_both!(with_fewer_than_ten_answers_nobody_reads_a_comment, |county| {
    let opened = opened(&county).await;
    let codes = opened.slips(9).await;
    opened.drawn(9).await;
    for code in &codes {
        cast(code, "dissatisfied", &["slow"], "没人来过", &county).await;
    }
    opened.close().await;
    county.drain().await;
    let comments = format!("{}/comments", opened.round);
    assert_eq!(items(&opened.office.look(&comments).await), Vec::<Value>::new());
    let his = format!("{comments}/{}", id(&opened.official));
    opened.office.get(&his).await.expect_problem(409, "too_few_answers");
    let own = format!("/api/officials/{}/ratings", id(&opened.official));
    let seen = items(&county.person("official").await.look(&own).await)[0].clone();
    assert_eq!((&seen["insufficient"], &seen["reasons"]), (&json!(true), &json!([])));
    assert!(seen["cells"].is_array(), "nine are shown: {seen}");
    // Nor is anything said of his unit.
    assert_eq!(items(&opened.office.look(&format!("{}/themes", opened.round)).await), Vec::<Value>::new());
    assert_eq!(items(&opened.office.look(&tasks(&opened)).await), Vec::<Value>::new());
});

on_both!(a_reason_that_many_gave_becomes_the_units_task, |county| {
    let opened = counted(&county).await;
    let round = opened.round.rsplit('/').next().unwrap();
    let themes = items(&opened.office.look(&format!("{}/themes", opened.round)).await);
    assert_eq!(themes.len(), 1, "{themes:?}");
    assert_eq!((&themes[0]["answers"], &themes[0]["named"]), (&json!(22), &json!(4)));
    let unit = id(&themes[0]["unit"]);
    let list = tasks(&opened);
    let open = items(&opened.office.look(&list).await);
    assert_eq!(open.len(), 1);
    assert_eq!((&open[0]["theme"], &open[0]["term"]), (&json!("promise_broken"), &json!("complex")));
    let opened_on = open[0]["opened_on"].as_str().unwrap().parse().unwrap();
    assert_eq!(open[0]["due_on"], Term::Complex.due_on(opened_on).to_string());
    let one = format!("/api/unit-rectifications/{}", id(&open[0]));
    assert_eq!(id(&open[0]), themes[0]["rectification_id"].as_str().unwrap());

    // Opened twice it is one.
    let (app, id_of_round) = (&county.app, round.parse().unwrap());
    api::rating::after_count(app, id_of_round).await.unwrap();
    assert_eq!(items(&opened.office.look(&list).await).len(), 1);

    let head = granted(&county, "head.of.his.unit", "unit_head", "unit", &unit).await;
    let units = items(&opened.office.look("/api/units?limit=10").await);
    let other = units.iter().find(|other| id(other) != unit).unwrap();
    let stranger = granted(&county, "head.of.another", "unit_head", "unit", &id(other)).await;
    let inspector = county.person("inspector").await;
    assert_eq!(items(&head.look(&list).await).len(), 1);
    assert_eq!(items(&stranger.look(&list).await), Vec::<Value>::new());
    stranger.get(&one).await.expect_problem(404, "not_found");
    let note = json!({ "note": "井盖已补，三处" });
    stranger.post(&format!("{one}/answer"), &note).await.expect_problem(404, "not_found");
    let check = |enough: bool| json!({ "enough": enough, "note": "到现场看过" });
    inspector.post(&format!("{one}/check"), &check(true)).await.expect_problem(409, "follow_up_not_now");
    inspector.post(&format!("{one}/end"), &note).await.expect_problem(409, "follow_up_not_due");
    head.post(&format!("{one}/check"), &check(true)).await.expect_problem(403, "forbidden");
    let answered = head.post(&format!("{one}/answer"), &note).await.expect(200);
    assert_eq!(answered["rectification"]["state"], "answered");
    let back = inspector.post(&format!("{one}/check"), &check(false)).await.expect(200);
    assert_eq!(back["rectification"]["state"], "open");
    head.post(&format!("{one}/answer"), &note).await.expect(200);
    let closed = inspector.post(&format!("{one}/check"), &check(true)).await.expect(200);
    let verbs: Vec<_> = closed["events"].as_array().unwrap().iter().map(|event| &event["verb"]).collect();
    assert_eq!(verbs, ["open", "answer", "return", "answer", "close"]);
    assert!(closed["rectification"]["ended_at"].is_string());
    head.post(&format!("{one}/answer"), &note).await.expect_problem(409, "follow_up_ended");
    assert_eq!(items(&opened.office.look(&format!("{list}&running=true")).await), Vec::<Value>::new());
});

on_both!(what_opens_a_task_is_preset_by_the_office, |county| {
    let office = county.person("office").await;
    let rules = office.look("/api/rating-theme-rules").await;
    assert_eq!((&rules["share"], &rules["least_answers"]), (&json!(3), &json!(20)));
    let mut changed = rules.clone();
    changed["least_answers"] = json!(9);
    office.put("/api/rating-theme-rules", &changed).await.expect_problem(400, "bad_request");
    changed["least_answers"] = json!(20);
    changed["share"] = json!(30);
    county.person("hr").await.put("/api/rating-theme-rules", &changed).await.expect_problem(403, "forbidden");
    office.put("/api/rating-theme-rules", &changed).await.expect(200);
    let opened = counted(&county).await;
    // It is named all the same, and nobody has to answer for it.
    assert_eq!(items(&office.look(&format!("{}/themes", opened.round)).await).len(), 1);
    assert_eq!(items(&office.look(&tasks(&opened)).await), Vec::<Value>::new());
});

on_both!(a_household_is_called_back_only_when_it_asked_for_it, |county| {
    let opened = opened(&county).await;
    let number = opened.official["number"].as_str().unwrap();
    let round = opened.round.rsplit('/').next().unwrap();
    let asking = opened.households[0]["code"].as_str().unwrap();
    let code = HouseholdCode::derive(county.app.keyring.card_key(), asking, 1);
    let household = county.stranger();
    assert_eq!(household.get(&format!("/R/{}", code.as_str())).await.status, 303);
    let page = household.get("/h/call").await;
    assert!(page.text.contains("答应的没做到"), "{}", page.text);
    let token = hidden(&page)["token"].clone();
    let form = |theme: &'static str| {
        [("token", token.as_str()), ("round", round), ("official", number), ("theme", theme)]
    };
    for _ in 0..2 {
        assert_eq!(household.submit("/h/call", &form("promise_broken")).await.status, 303);
    }
    assert_eq!(household.submit("/h/call", &form("no_such_reason")).await.status, 422);
    let forged = [("token", "x"), ("round", round), ("official", number), ("theme", "slow")];
    assert_eq!(household.submit("/h/call", &forged).await.status, 403);
    let again = household.get("/h/call").await;
    assert!(
        !again.text.contains("selected") && !again.text.contains("checked"),
        "it never shows what was asked"
    );
    let rows = rating_call_back::Entity::find().all(county.app.db.reader()).await.unwrap();
    let asked: Vec<_> = rows.iter().filter(|row| row.round_id.to_string() == round).collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].called_at.is_none() && asked[0].id.get_version_num() == 4, "no time is kept");

    // Nobody learns who asked while the round is open.
    let calls = format!("{}/call-backs", opened.round);
    opened.office.get(&calls).await.expect_problem(409, "round_not_closed");
    let one = format!("/api/rating-call-backs/{}", asked[0].id);
    opened.office.post(&format!("{one}/phone"), &json!({})).await.expect_problem(404, "not_found");
    opened.close().await;
    let listed = items(&opened.office.look(&calls).await);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["household"]["code"], asking);
    assert_eq!((&listed[0]["theme"], &listed[0]["reached"]), (&json!("promise_broken"), &json!(false)));
    for who in ["official", "unit-head", "hr", "inspector"] {
        county.person(who).await.get(&calls).await.expect_problem(403, "forbidden");
    }
    opened.office.post(&format!("{one}/phone"), &json!({})).await.expect(200);
    let nobody = opened.office.post(&one, &json!({ "reached": false })).await.expect(200);
    assert_eq!((&nobody["tries"], &nobody["reached"]), (&json!(1), &json!(false)));
    let reached = json!({ "reached": true, "note": "想知道井盖什么时候修" });
    assert_eq!(opened.office.post(&one, &reached).await.expect(200)["note"], reached["note"]);
    opened.office.post(&one, &reached).await.expect_problem(409, "called_back");
    // A round that is over takes no more of them.
    assert_eq!(household.submit("/h/call", &form("slow")).await.status, 303);
    assert_eq!(items(&opened.office.look(&calls).await).len(), 1);
});
