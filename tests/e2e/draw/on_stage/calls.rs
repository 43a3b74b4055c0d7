//! The phone: who sees a number, when nobody has answered, what the hall may hear.

use chrono::Duration;
use serde_json::json;
use tests::on_both;

use super::{HEAD, OnStage, PHONE, household, known};

on_both!(nobody_answered_only_after_three_calls_within_five_minutes, |county| {
    let mut table = OnStage::open(&county).await;
    let official = table.draw("s1").await.remove(0);
    table.outcome(&official, "NO_ANSWER").await.expect_problem(409, "no_answer_early");
    for _ in 0..2 {
        table.call(&official, "no_answer").await.expect(200);
        county.pass(Duration::minutes(1));
    }
    table.outcome(&official, "NO_ANSWER").await.expect_problem(409, "no_answer_early");
    assert_eq!(table.meeting().await["next"]["attempt"], 3);
    county.pass(Duration::minutes(4));
    table.call(&official, "busy").await.expect(200);
    let early = table.outcome(&official, "NO_ANSWER").await.expect_problem(409, "no_answer_early");
    assert!(
        early["detail"].as_str().unwrap().contains('3'),
        "three calls, but not within five minutes: {early}"
    );
    assert_eq!(table.heard(&official).await["nobody_answered"], false);

    table.call(&official, "unreachable").await.expect(200);
    county.pass(Duration::minutes(1));
    let meeting = table.call(&official, "no_answer").await.expect(200);
    assert_eq!(meeting["next"]["kind"], "outcome", "nobody answered: the outcome is next");
    let heard = table.heard(&official).await;
    assert_eq!(
        (&heard["nobody_answered"], heard["calls"].as_array().map(Vec::len)),
        (&json!(true), Some(5)),
        "every call stays in the log"
    );
    table.outcome(&official, "NO_ANSWER").await.expect(200);
    let stage: serde_json::Value = serde_json::from_str(&table.stage().await).unwrap();
    assert_eq!(stage["rounds"][0]["selected"][0]["heard"]["calls"], heard["calls"], "the log is public");
});

on_both!(whoever_picked_up_has_answered, |county| {
    let mut table = OnStage::open(&county).await;
    let official = table.draw("s1").await.remove(0);
    for result in ["no_answer", "no_answer", "no_answer", "answered"] {
        table.call(&official, result).await.expect(200);
        county.pass(Duration::seconds(20));
    }
    table.outcome(&official, "NO_ANSWER").await.expect_problem(409, "no_answer_early");
    table.outcome(&official, "PHONE_OK").await.expect(200);
    table.call("A99999", "answered").await.expect_problem(404, "not_found");
});

on_both!(a_household_s_number_is_shown_to_the_caller_alone_and_every_look_is_recorded, |county| {
    let mut table = OnStage::open(&county).await;
    let (official, households) = table.draw_both().await;
    let label = &households[0];
    let row = household(&county, label).await;
    let path = format!("{}/heard/{label}/phone", table.path);
    table.host.post(&path, &json!({})).await.expect_problem(403, "forbidden");
    table.typist.post(&path, &json!({})).await.expect_problem(403, "forbidden");
    let shown = table.caller.post(&path, &json!({})).await.expect(200);
    assert_eq!((shown["phone"].as_str(), shown["name"].as_str()), (Some(PHONE), Some(HEAD)));
    assert_eq!(shown["on_air"], false);
    let looks = county.person("auditor").await.look("/api/journal?action=show_phone").await;
    assert_eq!(looks["items"][0]["subject_id"], row.id.to_string());
    assert!(!looks["items"][0]["detail"].as_str().unwrap().contains(PHONE), "the journal keeps no number");

    // Off the air until the household agrees, on the air afterwards; for this household and this meeting.
    table.call(label, "answered").await.expect(200);
    county.pass(Duration::seconds(30));
    let consent = format!("{}/heard/{label}/consent", table.path);
    table.caller.put(&consent, &json!({ "agreed": true })).await.expect(200);
    table.call(label, "answered").await.expect(200);
    let heard = table.heard(label).await;
    assert_eq!(heard["agreed_to_be_heard"], true);
    assert_eq!((&heard["calls"][0]["on_air"], &heard["calls"][1]["on_air"]), (&json!(false), &json!(true)));
    assert_eq!(table.caller.post(&path, &json!({})).await.expect(200)["on_air"], true);
    assert!(table.heard(&households[1]).await["agreed_to_be_heard"].is_null());
    let own = format!("{}/heard/{official}/consent", table.path);
    table.caller.put(&own, &json!({ "agreed": false })).await.expect_problem(404, "not_found");

    // Neither name nor number leave the table, whoever looks.
    for seen in [table.stage().await, table.meeting().await.to_string()] {
        assert!(seen.contains(label.as_str()), "the label is public");
        assert!(!seen.contains(PHONE) && !seen.contains(HEAD), "{label} is known by its number only");
    }
});

on_both!(a_household_without_a_phone_cannot_be_called_and_does_not_stop_the_meeting, |county| {
    let mut table = OnStage::open(&county).await;
    let (_, households) = table.draw_both().await;
    let label = &households[0];
    known(&county, label, None).await;

    assert_eq!(table.next().await, ("no_phone".to_owned(), label.clone()));
    let shown = table.caller.post(&format!("{}/heard/{label}/phone", table.path), &json!({})).await;
    shown.expect_problem(409, "no_phone");
    table.call(label, "no_answer").await.expect_problem(409, "no_phone");
    table.outcome(label, "NO_ANSWER").await.expect_problem(409, "no_answer_early");
    let file = table.caller.look(&format!("{}/heard/{label}/file", table.path)).await;
    assert_eq!(file["has_phone"], false);
    // Somebody went to the door.
    table.answer(label, "came", "yes", "").await.expect(200);
    table.outcome(label, "IN_PERSON").await.expect(200);
    assert_eq!(table.next().await, ("call_household".to_owned(), households[1].clone()));
});
