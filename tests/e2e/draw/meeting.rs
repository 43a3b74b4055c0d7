//! The course of a meeting, and everything at the table that must be refused.

use domain::audit::pdraw1::Digest;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::hall::{Hall, Served, dice, halls, opening};

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_from_its_preparation_to_a_bundle_that_anyone_can_check() {
    for hall in halls().await {
        let served = hall.serve().await;
        a_whole_meeting(&hall, &served).await;
        served.stop().await;
    }
}

async fn a_whole_meeting(hall: &Hall, served: &Served) {
    let (host, typist, public) = (served.as_(&hall.host), served.as_(&hall.typist), served.public());
    let meeting = host.post("/api/meetings", hall.form("YISHUI-2026-06")).await;
    assert_eq!(
        (&meeting["state"], &meeting["population"], &meeting["excluded"]),
        (&json!("draft"), &json!(60), &json!(1))
    );
    let id = meeting["id"].as_str().expect("an id");
    let (path, open) = (format!("/api/meetings/{id}"), format!("/api/public/meetings/{id}"));

    // Nobody sees a draft.
    assert_eq!(public.get(&open).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(public.get(&format!("{open}/events")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(public.get(&format!("{open}/roster.txt/officials")).await.status(), StatusCode::NOT_FOUND);
    host.refused(&format!("{path}/opening"), opening(), StatusCode::CONFLICT, "meeting_state").await;

    let meeting = host.post(&format!("{path}/announcement"), json!({})).await;
    let announced = meeting["announcement_hash"].as_str().expect("a hash").to_owned();
    let announcement = public.text(&format!("{open}/announcement.txt")).await;
    assert_eq!(Digest::of(announcement.as_bytes()).hex(), announced);
    let roster = public.text(&format!("{open}/roster.txt/officials")).await;
    assert!(announcement.contains(&Digest::of(roster.as_bytes()).hex()), "the roster is the announced one");
    assert!(roster.contains("A00001|高桥镇|王1\n"), "stratum and name are fields: {roster}");
    assert!(!roster.contains("A00061") && !roster.contains("A00062"), "neither the exempt nor who has left");
    host.refused(&format!("{path}/announcement"), json!({}), StatusCode::CONFLICT, "meeting_state").await;

    let swapped = json!({ "values": [{ "source": "dice6", "value": "048113" }] });
    host.refused(&format!("{path}/opening"), swapped, StatusCode::UNPROCESSABLE_ENTITY, "draw_refused").await;
    host.refused(&format!("{path}/dice"), dice("s1", "123456"), StatusCode::CONFLICT, "meeting_state").await;
    host.post(&format!("{path}/opening"), opening()).await;
    host.refused(&format!("{path}/close"), json!({}), StatusCode::CONFLICT, "no_rounds").await;

    let locked = host.lock(&typist, &path, "s1", "482913").await;
    let round = &locked["rounds"][0];
    assert_eq!(
        (&round["state"], &round["eligible"], &round["selected"]),
        (&json!("locked"), &json!(59), &json!([]))
    );
    assert_eq!(round["otc"], Value::Null);
    let stage = public.json(&open).await;
    assert_eq!(stage["rounds"][0]["lock"], round["lock"], "the lock is told before any envelope is opened");

    let revealed = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
    let drawn = revealed["rounds"][0]["selected"].as_array().expect("a list").clone();
    assert_eq!(drawn.len(), 3);
    assert!(drawn.iter().all(|one| one["name"].as_str().is_some_and(|name| name.starts_with('王'))));
    assert!(drawn.iter().all(|one| one["record"]["visits"] == 0), "the record stands beside the name");
    let again = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
    assert_eq!(again, revealed, "the same press again changes nothing");

    for (drawn, outcome) in drawn.iter().zip(["IN_PERSON", "PHONE_OK", "NO_ANSWER"]) {
        let label = drawn["label"].as_str().expect("a label");
        for _ in 0..if outcome == "NO_ANSWER" { 3 } else { 0 } {
            host.post(&format!("{path}/heard/{label}/calls"), json!({ "result": "no_answer" })).await;
        }
        host.put(&format!("{path}/rounds/1/outcomes/{label}"), json!({ "outcome": outcome })).await;
    }
    host.lock(&typist, &path, "s2", "007731").await;
    host.refused(&format!("{path}/close"), json!({}), StatusCode::CONFLICT, "round_pending").await;
    let second = host.post(&format!("{path}/rounds/2/reveal"), json!({ "otc": hall.code(2) })).await;
    assert_eq!(second["rounds"][1]["selected"].as_array().map(Vec::len), Some(3), "one of each township");
    assert_eq!((&second["rounds"][1]["eligible"], &second["drawn"]), (&json!(56), &json!(6)));
    assert_eq!(public.get(&format!("{open}/bundle.json")).await.status(), StatusCode::NOT_FOUND);

    let closed = host.post(&format!("{path}/close"), json!({})).await;
    assert_eq!(closed["state"], "closed");
    host.refused(&format!("{path}/dice"), dice("s1", "111111"), StatusCode::CONFLICT, "meeting_state").await;
    let bundle = public.text(&format!("{open}/bundle.json")).await;
    let last_lock = closed["last_lock"].as_str().expect("a lock");
    super::verify::holds_and_a_changed_one_does_not(hall, &bundle, &announced, last_lock);
    let listed = public.json("/api/public/meetings").await;
    assert_eq!((&listed["items"][0]["drawn"], &listed["items"][0]["population"]), (&json!(6), &json!(60)));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_at_the_table_is_refused_and_changes_nothing() {
    for hall in halls().await {
        let served = hall.serve().await;
        let host = served.as_(&hall.host);
        let path = host.open_meeting(&hall, "YISHUI-2026-07").await;
        let rounds = format!("{path}/rounds");
        let wrong = StatusCode::UNPROCESSABLE_ENTITY;

        let typing = format!("{path}/dice");
        host.refused(&typing, dice("s1", "48291"), wrong, "invalid_input").await;
        host.refused(&typing, dice("s9", "482913"), wrong, "step_unknown").await;
        assert_eq!(host.json(&path).await["rounds"], json!([]), "nothing was locked");

        host.lock(&served.as_(&hall.typist), &path, "s1", "482913").await;
        let before = host.json(&path).await;
        for code in [hall.code(2), "00".repeat(32), "no code".to_owned()] {
            host.refused(&format!("{rounds}/1/reveal"), json!({ "otc": code }), wrong, "otc_wrong").await;
        }
        host.refused(&typing, dice("s1", "111111"), StatusCode::CONFLICT, "round_pending").await;
        let unknown =
            host.ask(Method::POST, &format!("{rounds}/2/reveal"), Some(json!({ "otc": hall.code(1) }))).await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND, "there is no round to skip to");
        assert_eq!(host.json(&path).await, before, "a wrong code changes nothing");

        // The envelope is lost: the one after it yields its code, and the result stands.
        let lost = json!({ "otc": hall.code(2), "lost_envelope": true });
        let revealed = host.post(&format!("{rounds}/1/reveal"), lost).await;
        assert_eq!(revealed["rounds"][0]["otc"], hall.code(1));
        let label = revealed["rounds"][0]["selected"][0]["label"].as_str().expect("a label").to_owned();
        let outcome = |label: &str| format!("{rounds}/1/outcomes/{label}");
        let skipped = host.ask(Method::PUT, &outcome(&label), Some(json!({ "outcome": "SKIPPED" }))).await;
        assert_eq!(skipped.status(), wrong, "there is no skip");
        let other = host.ask(Method::PUT, &outcome("A00007"), Some(json!({ "outcome": "EXCUSED" }))).await;
        assert_eq!(other.status(), StatusCode::NOT_FOUND, "he was not drawn");
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_that_could_not_be_drawn_is_not_prepared() {
    for hall in halls().await {
        let served = hall.serve().await;
        let host = served.as_(&hall.host);
        let cases = [
            ("plan", json!("s1:officials:n=1;s2:officials:in=s1,n=1"), "draw_refused"),
            ("plan", json!("s1:officials:n=1,pair=experts:2"), "draw_refused"),
            ("plan", json!("s1:officials:n=1,weight=f2"), "draw_refused"),
            ("plan", json!("s1:households:n=1"), "draw_refused"),
            ("plan", json!("s1:officials:per=f9,n=1"), "draw_refused"),
            ("plan", json!("three of them"), "draw_refused"),
            ("sources", json!("Dice"), "draw_refused"),
            ("otc_tip", json!("12ab"), "invalid_input"),
            ("rehearsal", json!(true), "invalid_input"),
            ("exclusions", json!([{ "number": "A09999", "reason_code": "LEAVE" }]), "invalid_input"),
            ("exclusions", json!([{ "number": "A00009", "reason_code": "BUSY" }]), "invalid_input"),
            ("recusals", json!([{ "object": "A00001", "inspector": "A00002" }]), "invalid_input"),
        ];
        for (field, value, code) in cases {
            let mut form = hall.form("YISHUI-2026-08");
            form[field] = value;
            host.refused("/api/meetings", form, StatusCode::UNPROCESSABLE_ENTITY, code).await;
        }
        host.post("/api/meetings", hall.form("YISHUI-2026-08")).await;
        host.refused(
            "/api/meetings",
            hall.form("YISHUI-2026-08"),
            StatusCode::CONFLICT,
            "meeting_code_taken",
        )
        .await;
        let outsider = served.as_(&hall.outsider);
        outsider.refused("/api/meetings", hall.form("X"), StatusCode::FORBIDDEN, "forbidden").await;
        let nobody = served.public().ask(Method::POST, "/api/meetings", Some(hall.form("X"))).await;
        assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hosts_press_at_once_and_one_of_them_wins() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (first, second) = (served.as_(&hall.host), served.as_(&hall.second_host));
        let path = first.open_meeting(&hall, "YISHUI-2026-09").await;
        let rounds = format!("{path}/rounds");
        let typing = format!("{path}/dice");
        for number in 1..=3_usize {
            let (one, two) = tokio::join!(
                first.ask(Method::POST, &typing, Some(dice("s1", "111111"))),
                second.ask(Method::POST, &typing, Some(dice("s1", "111111"))),
            );
            assert_eq!((one.status(), two.status()), (StatusCode::OK, StatusCode::OK));
            assert_eq!(first.json(&path).await["rounds"].as_array().map(Vec::len), Some(number), "one lock");
            let reveal = format!("{rounds}/{number}/reveal");
            let code = json!({ "otc": hall.code(number) });
            let (one, two) = tokio::join!(
                first.ask(Method::POST, &reveal, Some(code.clone())),
                second.ask(Method::POST, &reveal, Some(code.clone())),
            );
            assert!(one.status().is_success() || two.status().is_success());
            let meeting = first.json(&path).await;
            assert_eq!(meeting["rounds"].as_array().map(Vec::len), Some(number));
            assert_eq!(meeting["drawn"], 3 * number, "three more, not six");
        }
        served.stop().await;
    }
}
