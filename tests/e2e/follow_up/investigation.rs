//! An investigation: a group without the recused, evidence, a finding that somebody else publishes.

use domain::audit::pdraw1::{OtcChain, Verdict, make_chain, verify};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};

use super::{closed_meeting, id, png, public};

/// Four more who may be drawn; three deputies, and one of the investigated official's own unit.
async fn candidates(county: &County, colleague: &Value) -> Vec<Person> {
    let mut people = Vec::new();
    for (login, role, official) in [
        ("deputy.one", "investigator", None),
        ("deputy.two", "investigator", None),
        ("discipline.two", "discipline", None),
        ("deputy.same.unit", "investigator", Some(colleague)),
    ] {
        let mut account = json!({
            "login": login, "display_name": login, "email": format!("{login}@yishui.example"),
            "roles": [{ "role": role, "scope_kind": "county" }],
        });
        if let Some(official) = official {
            account["official_id"] = official["id"].clone();
        }
        people.push(county.newcomer(account).await);
    }
    people
}

fn values(dice: &str) -> Value {
    json!({ "values": [{ "source": "dice20", "value": "01234567890123456789" }], "dice": dice })
}

/// Announces a group and draws it: both types, the notary's code, the draw as published.
async fn draw(county: &County, path: &str, members: u32, chain: &OtcChain) -> Value {
    let discipline = county.person("discipline").await;
    let form = json!({ "members": members, "sources": "dice20", "otc_tip": chain.tip.hex() });
    let announced = discipline.post(&format!("{path}/group"), &form).await.expect(200);
    let draw = announced["draws"][0].as_str().unwrap().to_owned();
    let typing = format!("/api/desk-draws/{draw}/typing");
    let code = json!({ "otc": chain.codes[0].hex() });
    let reveal = format!("/api/desk-draws/{draw}/reveal");
    let typist = county.person("typist").await;
    discipline.post(&reveal, &code).await.expect_problem(409, "desk_draw_state");
    // The same person twice locks nothing; two who differ lock nothing; two who agree lock.
    discipline.post(&typing, &values("111111")).await.expect(200);
    let half = discipline.post(&typing, &values("048113")).await.expect(200);
    assert_eq!((&half["state"], &half["half_typed"]), (&json!("announced"), &json!(true)));
    typist.post(&typing, &values("048118")).await.expect_problem(422, "dice_mismatch");
    typist.post(&typing, &values("048113")).await.expect(200);
    let locked = discipline.post(&typing, &values("048113")).await.expect(200);
    assert_eq!(locked["state"], "locked");
    discipline.post(&typing, &values("048113")).await.expect_problem(409, "desk_draw_state");
    let wrong = json!({ "otc": chain.codes[1].hex() });
    discipline.post(&reveal, &wrong).await.expect_problem(422, "otc_wrong");
    let drawn = discipline.post(&reveal, &code).await.expect(200);
    assert_eq!(drawn["lock"], locked["lock"]);
    assert_eq!(
        discipline.post(&reveal, &code).await.expect(200),
        drawn,
        "the same code again answers the same"
    );

    let bundle = county.stranger().get(&format!("/api/public/desk-draws/{draw}/bundle.json")).await;
    assert_eq!(bundle.status, 200, "{}", bundle.text);
    let verdict = verify(bundle.text.as_bytes(), None, None);
    assert!(matches!(verdict, Verdict::Holds { rounds: 1, .. }), "{verdict:?}");
    drawn
}

on_both!(a_group_is_drawn_without_the_recused_and_its_finding_is_published_by_another, |county| {
    let host = county.person("host").await;
    let meeting = closed_meeting(&host).await;
    let detail = host.look(&format!("/api/meetings/{}", id(&meeting))).await;
    // The last of the first round: nothing was found of him in the demo.
    let drawn = detail["rounds"][0]["selected"].as_array().unwrap().last().unwrap();
    let label = drawn["label"].as_str().unwrap().to_owned();
    let hr = county.person("hr").await;
    let found = hr.look(&format!("/api/officials?q={label}")).await["items"][0].clone();
    let colleagues = hr.look(&format!("/api/officials?unit_id={}&limit=200", id(&found["unit"]))).await;
    let colleague =
        colleagues["items"].as_array().unwrap().iter().find(|one| one["id"] != found["id"]).cloned();
    let people = candidates(&county, colleague.as_ref().unwrap_or(&found)).await;
    let form = json!({
        "kind": "investigation", "meeting_id": meeting["id"], "round": 1, "label": label,
        "matter": "自报走访与农户说法不一", "due_on": "2026-12-20",
    });
    let opened = host.post("/api/follow-ups", &form).await.expect(200);
    let path = format!("/api/follow-ups/{}", id(&opened["follow_up"]));

    let discipline = county.person("discipline").await;
    let known = discipline.look(&format!("{path}/candidates")).await;
    let recused = known["items"].as_array().unwrap().iter().filter(|one| !one["recused"].is_null());
    assert_eq!((known["items"].as_array().unwrap().len(), recused.count()), (9, 1), "{known}");

    // Nine are on the roster and one is recused: nine cannot be had, so that draw is void and another is announced.
    let void = draw(&county, &path, 9, &make_chain([7; 32], 2)).await;
    assert_eq!((&void["void"], &void["pairs"]), (&json!("PAIR_SHORTAGE"), &json!([])));
    let drawn = draw(&county, &path, 3, &make_chain([9; 32], 2)).await;
    let members = drawn["pairs"][0]["inspectors"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    let recused: Vec<&str> = drawn["recusals"].as_str().unwrap().lines().collect();
    assert_eq!(recused.len(), 1, "{recused:?}");
    assert!(members.iter().all(|member| !recused[0].ends_with(member.as_str().unwrap())));
    let discipline = county.person("discipline").await;
    let again = json!({ "members": 3, "sources": "dice20", "otc_tip": make_chain([1; 32], 1).tip.hex() });
    discipline.post(&format!("{path}/group"), &again).await.expect_problem(409, "group_announced");

    // Only the drawn see it among the deputies; nobody else adds evidence.
    let mut group = people;
    for login in ["investigator", "investigator-2", "investigator-3", "discipline", "discipline-2"] {
        group.push(county.person(login).await);
    }
    let (mut inside, mut outside) = (Vec::new(), 0);
    for person in group {
        let answer = person.get(&path).await;
        if answer.status == 200 && answer.json()["mine"] == true {
            inside.push(person);
        } else {
            outside += 1;
            let evidence = format!("{path}/evidence/{}", new_id());
            let refused = person.put(&evidence, &json!({ "text": "x" })).await;
            assert!([404, 422].contains(&refused.status.as_u16()), "{}", refused.text);
        }
    }
    assert_eq!((inside.len(), outside), (3, 6));
    assert_eq!(public(&county, &opened["follow_up"]).await, Value::Null, "not public before its finding is");

    let member = &inside[0];
    let finding = json!({ "verdict": "falsified", "text": "十二次走访中九次没有到户。" });
    member.post(&format!("{path}/finding"), &finding).await.expect_problem(422, "finding_without_evidence");
    let piece = format!("{path}/evidence/{}", new_id());
    for _ in 0..2 {
        let told = member.put(&piece, &json!({ "text": "九户都说没有来过" })).await.expect(200);
        assert_eq!(told["evidence"].as_array().unwrap().len(), 1, "the same piece is added once");
    }
    let photo = format!("{piece}/photo");
    let sent = member.request(Method::PUT, &photo).header("content-type", "image/png").body(png());
    assert_eq!(member.send(sent).await.expect(200)["evidence"][0]["has_photo"], true);
    assert_eq!(inside[1].request(Method::GET, &photo).send().await.unwrap().status(), 200);
    member.post(&format!("{path}/finding"), &finding).await.expect(200);
    let own = member.post(&format!("{path}/publication"), &json!({})).await;
    assert!([403, 422].contains(&own.status.as_u16()), "nobody publishes his own finding: {}", own.text);

    let publisher = county.newcomer(json!({
        "login": "discipline.head", "display_name": "纪检室主任", "roles": [{ "role": "discipline", "scope_kind": "county" }],
    })).await;
    let published = publisher.post(&format!("{path}/publication"), &json!({})).await.expect(200);
    assert_eq!(
        (&published["follow_up"]["state"], &published["follow_up"]["verdict"]),
        (&json!("published"), &json!("falsified"))
    );
    let shown = public(&county, &opened["follow_up"]).await;
    assert_eq!(shown["finding"], finding["text"]);
    assert!(county.stranger().get("/p/follow-ups").await.text.contains("弄虚作假"));
    county.drain().await;
    let score = hr.look(&format!("/api/scores/{}", id(&found))).await;
    let line =
        score["lines"].as_array().unwrap().iter().find(|line| line["key"] == "audit_findings").cloned();
    assert_eq!(line.unwrap()["figure"], "0, 0, 1");
    assert!(score["score"]["total"].is_null() || score["score"]["total"] == 0, "{score}");
});
