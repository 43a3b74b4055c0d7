//! Spot checks: a unit registers whom it served, others draw and ask them, and the result says how sure it is.

use std::{collections::BTreeSet, fmt::Write};

use domain::audit::pdraw1::{Verdict, make_chain, verify};
use reqwest::{Method, multipart};
use serde_json::{Value, json};
use tests::{Answer, County, Person, new_id, on_both};

use crate::out_of_scope::{Trial, granted};

async fn upload(person: &Person, path: &str, sheet: &str) -> Answer {
    let file = multipart::Part::text(sheet.to_owned()).file_name("served.csv");
    let form = multipart::Form::new().part("file", file);
    person.send(person.request(Method::POST, &format!("{path}/households")).multipart(form)).await
}

/// Forty households, the last one without a phone.
fn sheet() -> String {
    let mut text = "姓名,电话,地点,办了什么\n".to_owned();
    for at in 1..=40 {
        let phone = if at == 40 { String::new() } else { format!("138000000{at:02}") };
        writeln!(text, "农户{at},{phone},高桥镇,危房改造验收").unwrap();
    }
    text
}

async fn registered(county: &County) -> (Person, String) {
    let clerk = county.person("unit-clerk").await;
    let form = json!({ "name": "危房改造", "question": "房子修得满意吗" });
    let made = clerk.post("/api/spot-checks", &form).await.expect(200);
    (clerk, format!("/api/spot-checks/{}", made["id"].as_str().unwrap()))
}

/// Announces and draws so many: the draw as it is published.
pub async fn draw(county: &County, draw: &str, chain: &domain::audit::pdraw1::OtcChain) -> Value {
    let values =
        json!({ "values": [{ "source": "dice20", "value": "98765432109876543210" }], "dice": "270415" });
    let typing = format!("/api/desk-draws/{draw}/typing");
    county.person("office").await.post(&typing, &values).await.expect(200);
    let locked = county.person("notary").await.post(&typing, &values).await.expect(200);
    assert_eq!(locked["state"], "locked");
    let code = json!({ "otc": chain.codes[0].hex() });
    let reveal = format!("/api/desk-draws/{draw}/reveal");
    let drawn = county.person("office").await.post(&reveal, &code).await.expect(200);
    let bundle = county.stranger().get(&format!("/api/public/desk-draws/{draw}/bundle.json")).await;
    let verdict = verify(bundle.text.as_bytes(), None, None);
    assert!(matches!(verdict, Verdict::Holds { rounds: 1, .. }), "{verdict:?}");
    drawn
}

on_both!(a_unit_registers_whom_it_served_and_others_draw_and_ask_them, |county| {
    let (clerk, path) = registered(&county).await;
    let imported = upload(&clerk, &path, &sheet()).await.expect(200);
    assert_eq!((&imported["served"], &imported["state"]), (&json!(40), &json!("registered")));
    let chain = make_chain([5; 32], 2);
    let form = json!({ "count": 12, "sources": "dice20", "otc_tip": chain.tip.hex() });
    clerk.post(&format!("{path}/draw"), &form).await.expect_problem(403, "forbidden");
    let office = county.person("office").await;
    let announced = office.post(&format!("{path}/draw"), &form).await.expect(200);
    upload(&clerk, &path, &sheet()).await.expect_problem(409, "spot_check_state");
    let drawn = draw(&county, announced["draw_id"].as_str().unwrap(), &chain).await;
    assert_eq!(drawn["selected"].as_array().unwrap().len(), 12);
    let published = drawn["rosters"][0]["text"].as_str().unwrap();
    assert!(!published.contains("农户") && published.contains("高桥镇"), "names are hashed: {published}");

    // The unit never learns who was drawn; whoever asks does, and each number is journalled.
    clerk.get(&format!("{path}/drawn")).await.expect_problem(403, "forbidden");
    let caller = county.person("caller").await;
    let households = caller.look(&format!("{path}/drawn")).await;
    let households = households["items"].as_array().unwrap().clone();
    assert_eq!(households.len(), 12);
    let levels = ["very_satisfied", "satisfied", "satisfied", "fair", "dissatisfied"];
    for (at, household) in households.iter().enumerate() {
        let one = format!("{path}/drawn/{}", household["label"].as_str().unwrap());
        if household["phone_masked"].is_null() {
            caller.post(&format!("{one}/phone"), &json!({})).await.expect_problem(409, "spot_no_phone");
        } else {
            let phone = caller.post(&format!("{one}/phone"), &json!({})).await.expect(200);
            assert_eq!(phone["phone"].as_str().unwrap().len(), 11);
        }
        if at >= 10 {
            let tried = caller.put(&one, &json!({ "channel": "phone" })).await.expect(200);
            assert_eq!((&tried["answered"], &tried["unanswered"]), (&json!(false), &json!(1)));
            continue;
        }
        let channel = if at % 2 == 0 { "phone" } else { "card" };
        let said = json!({ "channel": channel, "level": levels[at % 5] });
        caller.put(&one, &said).await.expect(200);
        caller.put(&one, &said).await.expect_problem(409, "spot_answered");
        if at == 3 {
            let so_far = clerk.look(&path).await["result"].clone();
            assert_eq!(so_far["answered"], 4);
            assert!(so_far["satisfied_permille"].is_null(), "four answers tell nothing");
        }
    }
    office.post(&format!("{path}/close"), &json!({})).await.expect(200);
    let result = clerk.look(&path).await;
    assert_eq!(result["state"], "closed");
    // Eight of ten satisfied: Wilson's interval is 49.0 to 94.3 %; silence is in no share.
    let expected = json!({
        "drawn": 12, "answered": 10, "satisfied_permille": 800, "low_permille": 490, "high_permille": 943, "mean": 7600,
    });
    assert_eq!(result["result"], expected);
    let journal =
        county.person("auditor").await.look("/api/journal?action=unmask_spot_phone&limit=200").await;
    assert!(journal["items"].as_array().unwrap().len() >= 11);
});

on_both!(a_flawed_sheet_is_refused_row_by_row_and_changes_nothing, |county| {
    let (clerk, path) = registered(&county).await;
    upload(&clerk, &path, &sheet()).await.expect(200);
    let flawed =
        "姓名,电话,地点,办了什么\n张三,12,高桥镇,低保\n,13800000001,高桥镇,低保\n李四,,高桥|镇,低保\n";
    let problem = upload(&clerk, &path, flawed).await.expect_problem(422, "sheet_flawed");
    let fields: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["row 2 phone", "row 3 name", "row 4 place"]);
    upload(&clerk, &path, "姓名,地点\n张三,高桥镇\n").await.expect_problem(422, "invalid_input");
    assert_eq!(clerk.look(&path).await["served"], 40);
    let (_, empty) = registered(&county).await;
    let form = json!({ "count": 3, "sources": "dice20", "otc_tip": make_chain([5; 32], 1).tip.hex() });
    county
        .person("office")
        .await
        .post(&format!("{empty}/draw"), &form)
        .await
        .expect_problem(409, "spot_check_empty");
});

/// A unit sees no other unit's programmes and inspections.
pub async fn from_outside(county: &County, tried: &mut BTreeSet<String>) {
    let (_, path) = registered(county).await;
    let own = county.person("unit-clerk").await.look("/api/me").await["roles"][0]["scope_id"].clone();
    let office = county.person("office").await;
    let (units, inspections) =
        (office.look("/api/units?limit=200").await, office.look("/api/inspections").await);
    // The demo's inspectors were at some units already.
    let free = |unit: &&Value| {
        unit["id"] != own && !inspections.to_string().contains(unit["id"].as_str().unwrap_or_default())
    };
    let other = units["items"].as_array().unwrap().iter().find(free).unwrap().clone();
    let stranger = granted(county, "other.clerk", "unit_clerk", "unit", other["id"].as_str().unwrap()).await;
    let mut trial = Trial { person: &stranger, who: "a clerk of another unit", tried };
    trial.sees_nothing("getSpotCheck", Method::GET, path.clone(), None).await;
    let own = own.as_str().unwrap();
    trial.sees_nothing("listSpotChecks", Method::GET, format!("/api/spot-checks?unit_id={own}"), None).await;
    trial.sees_nothing("listInspections", Method::GET, "/api/inspections".to_owned(), None).await;
    upload(&stranger, &path, &sheet()).await.expect_problem(404, "not_found");
    let form = json!({ "name": "别的工作", "question": "满意吗" });
    let made = stranger.post("/api/spot-checks", &form).await.expect(200);
    assert_eq!(made["unit"]["id"], other["id"], "whatever he registers is his own unit's");
    trial.tried.extend(["importServed".to_owned(), "registerSpotCheck".to_owned()]);
    let object = format!("/api/inspected-units/{}", new_id());
    let said = Some(json!({ "text": "越界" }));
    trial.sees_nothing("answerInspection", Method::POST, format!("{object}/answer"), said).await;
    trial
        .sees_nothing("getInspectionPhoto", Method::GET, format!("{object}/photos/{}", new_id()), None)
        .await;
}
