//! Who did not answer answers first the next time; and the next roster is laid beside the last.

use domain::audit::pdraw1::make_chain;
use reqwest::StatusCode;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::hall::{Browser, Hall, Served, dice, halls};

/// A meeting of one round at which the first of three does not answer; returns his number.
async fn first_meeting(hall: &Hall, served: &Served, host: &Browser) -> String {
    let path = host.open_meeting(hall, "YISHUI-2026-06").await;
    host.lock(&served.as_(&hall.typist), &path, "s1", "482913").await;
    let revealed = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
    let drawn = revealed["rounds"][0]["selected"].as_array().expect("a list").clone();
    for (one, outcome) in drawn.iter().zip(["NO_ANSWER", "IN_PERSON", "PHONE_OK"]) {
        let label = one["label"].as_str().expect("a label");
        if outcome == "NO_ANSWER" {
            call_three_times(host, &path, label).await;
        }
        host.put(&format!("{path}/rounds/1/outcomes/{label}"), json!({ "outcome": outcome })).await;
    }
    host.post(&format!("{path}/close"), json!({})).await;
    drawn[0]["label"].as_str().expect("a label").to_owned()
}

async fn call_three_times(host: &Browser, path: &str, label: &str) {
    for _ in 0..3 {
        host.post(&format!("{path}/heard/{label}/calls"), json!({ "result": "no_answer" })).await;
    }
}

fn second(hall: &Hall, code: &str) -> Value {
    let mut form = hall.form(code);
    form["otc_tip"] = json!(make_chain([9; 32], 3).tip.hex());
    form["exclusions"] = json!([{ "number": "A00009", "reason_code": "HOSPITAL", "reason": "骨折" }]);
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_drawn_before_those_of_the_last_meeting_have_answered() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let silent = first_meeting(&hall, &served, &host).await;

        // A rehearsal calls nobody to account.
        let mut rehearsal = second(&hall, "REHEARSAL-2026-07");
        rehearsal["rehearsal"] = json!(true);
        let rehearsed = host.open(rehearsal).await;
        assert_eq!(host.json(&format!("{rehearsed}/carried")).await, json!([]));

        let path = host.open(second(&hall, "YISHUI-2026-07")).await;
        let carried = host.json(&format!("{path}/carried")).await;
        assert_eq!((&carried[0]["label"], &carried[0]["from"]), (&json!(silent), &json!("YISHUI-2026-06")));
        let stage = served.public().json(&path.replace("/api/", "/api/public/")).await;
        assert_eq!(stage["carried"][0]["label"], json!(silent), "everybody sees who answers first");
        let typing = format!("{path}/dice");
        host.refused(&typing, dice("s1", "111111"), StatusCode::CONFLICT, "carried_waiting").await;
        let other = format!("{path}/carried/A09999");
        let unknown = host.ask(reqwest::Method::PUT, &other, Some(json!({ "outcome": "IN_PERSON" }))).await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
        let first = format!("{path}/carried/{silent}");
        let silence = json!({ "outcome": "NO_ANSWER" });
        let early = host.ask(reqwest::Method::PUT, &first, Some(silence.clone())).await;
        assert_eq!(early.status(), StatusCode::CONFLICT, "not before three calls");
        call_three_times(&host, &path, &silent).await;
        let answered = host.put(&first, silence).await;
        assert_eq!(answered["carried"][0]["outcome"], "NO_ANSWER");
        host.lock(&typist, &path, "s1", "111111").await;
        let code = make_chain([9; 32], 3).codes[0].hex();
        host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": code })).await;
        host.post(&format!("{path}/close"), json!({})).await;

        // Silent again: carried once more, and it still says by which meeting.
        let third = host.post("/api/meetings", second(&hall, "YISHUI-2026-08")).await;
        assert_eq!(
            (&third["carried"][0]["label"], &third["carried"][0]["from"]),
            (&json!(silent), &json!("YISHUI-2026-07"))
        );
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frozen_roster_lies_beside_the_last_one() {
    for hall in halls().await {
        let served = hall.serve().await;
        let host = served.as_(&hall.host);
        let first = host.post("/api/meetings", hall.form("YISHUI-2026-05")).await;
        let alone = format!("/api/meetings/{}/roster-diff", first["id"].as_str().expect("an id"));
        assert_eq!(host.json(&alone).await.get("since"), None, "there is none before it");
        first_meeting(&hall, &served, &host).await;
        change(&served, "A00003", "left", "王3", None).await;
        change(&served, "A00004", "active", "王4", Some("doctor")).await;
        change(&served, "A00005", "active", "王五", None).await;
        change(&served, "A00062", "active", "王62", None).await;

        let meeting = host.post("/api/meetings", second(&hall, "YISHUI-2026-07")).await;
        let id = meeting["id"].as_str().expect("an id");
        let diff = host.json(&format!("/api/meetings/{id}/roster-diff")).await;
        assert_eq!(diff["since"]["code"], "YISHUI-2026-06");
        let labels = |key: &str| -> Vec<String> {
            let rows = diff[key].as_array().expect("a list").iter();
            rows.map(|row| row["label"].as_str().expect("a label").to_owned()).collect()
        };
        assert_eq!(
            (labels("came"), labels("went")),
            (vec!["A00062".into()], vec!["A00003".into(), "A00004".into()])
        );
        assert_eq!((&diff["went"][0]["why"], &diff["went"][1]["why"]), (&json!("left"), &json!("exempt")));
        assert_eq!((&diff["changed"][0]["name"], labels("changed").len()), (&json!("王五"), 1));
        let excluded = &diff["excluded"][0];
        assert_eq!(
            (&excluded["label"], &excluded["reason_code"], &excluded["reason"], &excluded["before"]),
            (&json!("A00009"), &json!("HOSPITAL"), &json!("骨折"), &json!(false))
        );
        assert_eq!(diff["readmitted"][0]["label"], "A00007", "excluded last time, not now");
        let nowhere = host.get(&format!("/api/meetings/{id}/roster-diff?roster=nobody")).await;
        assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
        served.stop().await;
    }
}

async fn change(served: &Served, number: &str, state: &str, name: &str, exempt: Option<&str>) {
    use entity::official::{ActiveModel, Column, Entity};
    let tx = served.app.db.begin().await.expect("a transaction");
    let change = ActiveModel {
        state: Set(state.to_owned()),
        name: Set(name.to_owned()),
        exempt: Set(exempt.map(str::to_owned)),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(Column::Number.eq(number)).exec(&tx).await.expect("a change");
    tx.commit().await.expect("a commit");
}
