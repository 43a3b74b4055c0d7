//! Duty reports: written by officials, collected before a round opens, shown to households as they stood then.

use serde_json::json;
use tests::{County, Person, on_both};

use crate::household::household;

/// A round of the demo's official alone, with its keys made.
async fn ready(county: &County, office: &Person, official: &str) -> String {
    let keys = [api::ballot_box::ballot::new_trustee().0, api::ballot_box::ballot::new_trustee().0];
    let form = json!({
        "code": "2026-duty", "name": "述职评议", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
        "trustee_keys": keys, "scope_kind": "official", "scope_id": official,
    });
    let round = office.post("/api/rating-rounds", &form).await.expect(200);
    let path = format!("/api/rating-rounds/{}", round["id"].as_str().unwrap());
    office.post(&format!("{path}/prepare"), &json!({})).await.expect(200);
    county.drain().await;
    path
}

on_both!(a_report_is_collected_before_the_opening_and_shown_as_it_stood, |county| {
    let (official, served) = household(&county).await;
    let office = county.person("office").await;
    let own = official.look("/api/me").await["official"]["id"].as_str().unwrap().to_owned();
    let report = format!("/api/officials/{own}/duty-report");
    let long = "长".repeat(601);
    assert!(official.put(&report, &json!({ "text": long })).await.status.is_client_error());
    official.put(&report, &json!({ "text": " \n " })).await.expect_problem(422, "invalid_input");
    let text = format!("今年走访三十户。{}没办成的也写在这里。", "修了路灯，".repeat(12));
    let written = official.put(&report, &json!({ "text": text })).await.expect(200);
    assert_eq!((&written["year"], &written["text"]), (&json!(2026), &json!(text)));

    let path = ready(&county, &office, &own).await;
    let missing = office.look(&format!("{path}/duty-reports")).await;
    assert_eq!((&missing["officials"], &missing["missing"]), (&json!(1), &json!(0)));
    office.post(&format!("{path}/open"), &json!({})).await.expect(200);
    official.put(&report, &json!({ "text": "后来改的。" })).await.expect(200);
    assert!(official.look(&report).await["frozen_in"].as_array().unwrap().contains(&json!("述职评议")));
    office.get(&format!("{path}/duty-reports")).await.expect_problem(409, "reports_frozen");

    let code = served["code"].as_str().unwrap();
    let code = domain::rating::HouseholdCode::derive(county.app.keyring.card_key(), code, 1);
    let browser = county.stranger();
    assert_eq!(browser.get(&format!("/R/{}", code.as_str())).await.status, 303);
    let page = browser.get("/h/rate").await.text;
    assert!(page.contains("今年走访三十户。</p>") && page.contains("没办成的也写在这里。</p>"), "{page}");
    assert!(!page.contains("后来改的"), "{page}");
});

on_both!(nobody_opens_a_round_without_knowing_how_many_reports_are_missing, |county| {
    let office = county.person("office").await;
    let own = county.person("official").await.look("/api/me").await["official"].clone();
    let path = {
        use entity::duty_report;
        use sea_orm::EntityTrait;
        let tx = county.app.db.begin().await.unwrap();
        duty_report::Entity::delete_many().exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
        ready(&county, &office, own["id"].as_str().unwrap()).await
    };
    let missing = office.look(&format!("{path}/duty-reports")).await;
    assert_eq!((&missing["missing"], &missing["items"][0]["number"]), (&json!(1), &own["number"]));
    // Nobody can be mailed twice a day, however often it is asked for.
    let told = office.post(&format!("{path}/duty-reports/remind"), &json!({})).await.expect(200);
    assert_eq!(told["missing"], 1);
    let mails = county.jobs("mail").await;
    office.post(&format!("{path}/duty-reports/remind"), &json!({})).await.expect(200);
    assert_eq!(county.jobs("mail").await, mails);

    office.post(&format!("{path}/open"), &json!({})).await.expect_problem(409, "reports_missing");
    office
        .post(&format!("{path}/open?missing_reports=7"), &json!({}))
        .await
        .expect_problem(409, "reports_missing");
    let opened = office.post(&format!("{path}/open?missing_reports=1"), &json!({})).await.expect(200);
    assert_eq!(opened["state"], "open");
    let official = county.person("official").await;
    official.get(&format!("{path}/duty-reports")).await.expect_problem(403, "forbidden");
});
