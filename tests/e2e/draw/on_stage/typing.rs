//! What is typed can be taken back until the next round; people called by name and venues are recorded apart.

use serde_json::json;
use tests::on_both;

use super::{OnStage, PHONE, QUESTIONS, known};

on_both!(typing_is_taken_back_step_by_step_and_a_draw_never_is, |county| {
    let mut table = OnStage::open(&county).await;
    assert!(table.meeting().await["undoable"].is_null());
    let official = table.draw("s1").await.remove(0);
    let drawn = table.meeting().await;
    assert!(drawn["undoable"].is_null(), "a draw is no typing");

    table.answer(&official, "came", "yes", "第一次").await.expect(200);
    table.answer(&official, "came", "no", "第二次").await.expect(200);
    table.call(&official, "answered").await.expect(200);
    table.outcome(&official, "EXCUSED").await.expect(200);
    table.outcome(&official, "PHONE_OK").await.expect(200);
    assert_eq!(table.meeting().await["undoable"]["kind"], "outcome");

    let stale = table.meeting().await["undoable"]["id"].clone();
    table.undo().await.expect(200);
    assert_eq!(table.drawn(&official).await["outcome"], "EXCUSED", "what stood before stands again");
    let again = table.host.post(&format!("{}/undo", table.path), &json!({ "id": stale })).await;
    again.expect_problem(409, "nothing_to_undo");
    table.undo().await.expect(200);
    assert!(table.drawn(&official).await["outcome"].is_null());
    table.undo().await.expect(200);
    assert_eq!(table.heard(&official).await["calls"], json!([]));
    table.undo().await.expect(200);
    assert_eq!(table.heard(&official).await["statements"][0]["official"], "yes");
    let file = table.host.look(&format!("{}/heard/{official}/file", table.path)).await;
    assert_eq!(file["answers"][0]["note"], "第一次");
    table.undo().await.expect(200);
    let empty = table.meeting().await;
    assert!(empty["undoable"].is_null());
    assert_eq!(empty["rounds"], drawn["rounds"], "all is as it was when he was drawn");

    table.outcome(&official, "EXCUSED").await.expect(200);
    let typed = table.meeting().await["undoable"]["id"].clone();
    table.lock("s1").await;
    assert!(table.meeting().await["undoable"].is_null(), "with the next lock it stands");
    let late = table.host.post(&format!("{}/undo", table.path), &json!({ "id": typed })).await;
    late.expect_problem(409, "nothing_to_undo");
    assert_eq!(table.drawn(&official).await["outcome"], "EXCUSED");
});

on_both!(an_answer_given_again_keeps_the_note_unless_it_is_written_anew, |county| {
    let mut table = OnStage::open(&county).await;
    let official = table.draw("s1").await.remove(0);
    let path = format!("{}/heard/{official}/answers/came", table.path);
    let file = format!("{}/heard/{official}/file", table.path);
    table.answer(&official, "came", "yes", "每月一次").await.expect(200);
    table.host.put(&path, &json!({ "reply": "unsure" })).await.expect(200);
    let answer = table.host.look(&file).await["answers"][0].clone();
    assert_eq!((&answer["reply"], &answer["note"]), (&json!("unsure"), &json!("每月一次")));
    table.undo().await.expect(200);
    let answer = table.host.look(&file).await["answers"][0].clone();
    assert_eq!((&answer["reply"], &answer["note"]), (&json!("yes"), &json!("每月一次")));
    table.answer(&official, "came", "yes", "").await.expect(200);
    assert!(table.host.look(&file).await["answers"][0].get("note").is_none_or(serde_json::Value::is_null));
    table.host.put(&path.replace("came", "solved"), &json!({ "reply": "no" })).await.expect(200);
});

on_both!(an_official_called_by_name_is_recorded_apart_from_every_draw, |county| {
    let mut table = OnStage::open(&county).await;
    let drawn = table.draw("s1").await.remove(0);
    table.outcome(&drawn, "EXCUSED").await.expect(200);
    let people = county.person("host").await.look("/api/officials?limit=200").await;
    let named =
        people["items"].as_array().unwrap().iter().find(|one| one["number"] != drawn.as_str()).unwrap();
    let (label, name) = (named["number"].as_str().unwrap(), named["name"].as_str().unwrap());
    let path = format!("{}/named", table.path);
    let form = json!({ "label": label, "reason": "群众反映集中" });
    let meeting = table.host.post(&path, &form).await.expect(200);
    assert_eq!((&meeting["named"][0]["name"], &meeting["drawn"]), (&json!(name), &json!(1)), "no draw");
    table.host.post(&path, &form).await.expect_problem(409, "named_already");
    table
        .host
        .post(&path, &json!({ "label": "A99999", "reason": "" }))
        .await
        .expect_problem(422, "invalid_input");
    table.caller.post(&path, &form).await.expect_problem(403, "forbidden");

    assert_eq!(table.next().await, ("ask_official".to_owned(), label.to_owned()));
    table.answer(label, "came", "no", "").await.expect(200);
    let outcome = format!("{path}/{label}/outcome");
    table.host.put(&outcome, &json!({ "outcome": "NO_ANSWER" })).await.expect_problem(409, "no_answer_early");
    table.host.put(&outcome, &json!({ "outcome": "IN_PERSON" })).await.expect(200);
    let stage: serde_json::Value = serde_json::from_str(&table.stage().await).unwrap();
    assert_eq!(
        (&stage["named"][0]["outcome"], &stage["named"][0]["heard"]["statements"][0]["official"]),
        (&json!("IN_PERSON"), &json!("no"))
    );
    assert_eq!(stage["rounds"].as_array().map(Vec::len), Some(1));
    table.undo().await.expect(200);
    assert!(table.meeting().await["named"][0]["outcome"].is_null());

    table.host.post(&format!("{}/close", table.path), &json!({})).await.expect(200);
    let bundle =
        table.stranger.get(&format!("{}/bundle.json", table.path.replace("/api/", "/api/public/"))).await;
    let bundle = bundle.expect(200);
    assert_eq!(bundle["rounds"].as_array().map(Vec::len), Some(1), "the bundle knows draws only");
    assert_eq!(bundle["rounds"][0]["selected"], json!([drawn]));
});

on_both!(a_round_belongs_to_a_branch_venue, |county| {
    let mut table = OnStage::open(&county).await;
    let venues = format!("{}/venues", table.path);
    let names = json!({ "names": ["马站镇分会场", "高桥镇分会场"] });
    let meeting = table.host.put(&venues, &names).await.expect(200);
    let first = meeting["venues"][0]["id"].clone();
    table.draw("s1").await;
    let place = format!("{}/rounds/1/venue", table.path);
    let meeting = table.host.put(&place, &json!({ "venue_id": first })).await.expect(200);
    assert_eq!(meeting["rounds"][0]["venue_id"], first);
    let stage: serde_json::Value = serde_json::from_str(&table.stage().await).unwrap();
    assert_eq!(
        (&stage["rounds"][0]["venue_id"], &stage["venues"][1]["name"]),
        (&first, &json!("高桥镇分会场"))
    );

    let without = table.host.put(&venues, &json!({ "names": ["高桥镇分会场"] })).await;
    without.expect_problem(409, "venue_in_use");
    let reordered =
        table.host.put(&venues, &json!({ "names": ["高桥镇分会场", "马站镇分会场"] })).await.expect(200);
    assert_eq!(reordered["venues"][1]["id"], first, "a venue stays what it is");
    table.host.put(&venues, &json!({ "names": ["一", "一"] })).await.expect_problem(422, "invalid_input");
    let unknown = json!({ "venue_id": "01900000-0000-7000-8000-000000000000" });
    table.host.put(&place, &unknown).await.expect_problem(422, "invalid_input");
    table.undo().await.expect(200);
    assert!(table.meeting().await["rounds"][0]["venue_id"].is_null(), "the hall's again");
    table.host.put(&venues, &json!({ "names": ["高桥镇分会场"] })).await.expect(200);
});

on_both!(at_any_time_there_is_one_next_thing, |county| {
    let mut table = OnStage::open(&county).await;
    let judges = json!({ "judges": [{ "name": "李代表", "capacity": "县人大代表" }], "votes": 3 });
    table.host.post(&format!("{}/panel", table.path), &judges).await.expect(200);
    assert_eq!(table.next().await.0, "lock");
    table.lock("s1").await;
    assert_eq!(table.next().await.0, "reveal");
    let mut official = table.reveal().await.remove(0);
    let households = loop {
        assert_eq!(table.next().await, ("ask_official".to_owned(), official.clone()));
        for question in QUESTIONS {
            table.answer(&official, question, "yes", "").await.expect(200);
        }
        assert_eq!(table.next().await, ("outcome".to_owned(), official.clone()));
        table.outcome(&official, "IN_PERSON").await.expect(200);
        let next = table.meeting().await["next"].clone();
        assert_eq!(
            (&next["kind"], &next["step"]),
            (&json!("draw_households"), &json!(format!("hh/{official}")))
        );
        let households = table.draw(&format!("hh/{official}")).await;
        if households.len() == 2 {
            for household in &households {
                known(&county, household, Some(PHONE)).await;
            }
            break households;
        }
        for household in households {
            table.outcome(&household, "ROSTER_ERROR").await.expect(200);
        }
        assert_eq!(table.next().await, ("open_vote".to_owned(), official.clone()));
        table.host.post(&format!("{}/votes", table.path), &json!({ "label": official })).await.expect(200);
        let number = table.meeting().await["votes"].as_array().unwrap().len();
        table.host.post(&format!("{}/votes/{number}/close", table.path), &json!({})).await.expect(200);
        official = table.draw("s1").await.remove(0);
    };
    for household in &households {
        let next = table.meeting().await["next"].clone();
        assert_eq!((&next["kind"], &next["attempt"]), (&json!("call_household"), &json!(1)));
        assert_eq!(next["label"], household.as_str());
        table.call(household, "busy").await.expect(200);
        assert_eq!(table.meeting().await["next"]["attempt"], 2);
        table.call(household, "answered").await.expect(200);
        assert_eq!(table.next().await, ("ask_household".to_owned(), household.clone()));
        for question in QUESTIONS {
            table.answer(household, question, "yes", "").await.expect(200);
        }
        assert_eq!(table.next().await, ("outcome".to_owned(), household.clone()));
        table.outcome(household, "PHONE_OK").await.expect(200);
    }
    assert_eq!(table.next().await, ("open_vote".to_owned(), official.clone()));
    table.host.post(&format!("{}/votes", table.path), &json!({ "label": official })).await.expect(200);
    assert_eq!(table.next().await, ("close_vote".to_owned(), official.clone()));
    let number = table.meeting().await["votes"].as_array().unwrap().len();
    table.host.post(&format!("{}/votes/{number}/close", table.path), &json!({})).await.expect(200);
    let next = table.meeting().await["next"].clone();
    assert_eq!((&next["kind"], &next["may_close"]), (&json!("lock"), &json!(true)));
    let closed = table.host.post(&format!("{}/close", table.path), &json!({})).await.expect(200);
    assert_eq!(closed["next"]["kind"], "closed");
});
