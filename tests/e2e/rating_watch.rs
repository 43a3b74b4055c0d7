//! What is noticed about a rating round, and what a household is told that asks about itself.

use data_encoding::BASE64URL_NOPAD;
use domain::rating::HouseholdCode;
use entity::rating_pace;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Answer, County, Person, on_both};

use crate::{
    household::hidden,
    rate_page::said,
    rating::{Opened, opened, opened_for},
};

/// The round that is open in the demo.
async fn open_round(county: &County) -> String {
    let rounds = county.person("office").await.look("/api/rating-rounds").await;
    let open = rounds["items"].as_array().unwrap().iter().find(|round| round["state"] == "open").unwrap();
    format!("/api/rating-rounds/{}", open["id"].as_str().unwrap())
}

async fn households(county: &County) -> Vec<Value> {
    let me = county.person("official").await;
    me.look("/api/households?limit=200").await["items"].as_array().unwrap().clone()
}

/// A browser opens a household's page with its code.
async fn opens(county: &County, browser: &Person, household: &Value) {
    let number = household["code"].as_str().unwrap();
    let code = HouseholdCode::derive(county.app.keyring.card_key(), number, 1);
    assert_eq!(browser.get(&format!("/R/{}", code.as_str())).await.status, 303);
}

/// The browser takes the ballot that the rating page offers first; what it blinds is nobody's business here.
async fn takes(browser: &Person) -> Answer {
    let page = browser.get("/h/rate").await;
    let (round, official) = (said(&page.text, "round"), said(&page.text, "official"));
    let mark = hidden(&browser.get("/h/request").await)["token"].clone();
    let mut blinded = [0; 256];
    blinded[255] = 5;
    let blinded = BASE64URL_NOPAD.encode(&blinded);
    let form = json!({ "round": round, "official": official, "blinded": blinded, "token": mark });
    browser.post("/h/rate/issue", &form).await
}

on_both!(a_household_asks_whether_it_was_marked_as_issued, |county| {
    let (round, own) = (open_round(&county).await, households(&county).await);
    let browser = county.stranger();
    opens(&county, &browser, &own[0]).await;
    assert!(browser.get("/h").await.text.contains("href=\"/h/marked\""));
    let before = browser.get("/h/marked").await;
    assert!(before.text.contains("还没有领票") && !before.text.contains("/h/complaint"), "{}", before.text);
    takes(&browser).await.expect(200);
    let after = browser.get("/h/marked").await;
    assert!(
        after.text.contains("已用手机领票") && after.text.contains("href=\"/h/complaint\""),
        "{}",
        after.text
    );

    // Its neighbour drew a slip, and sees that and nothing of the other one.
    let keeper = county.person("slips").await;
    let form = json!({ "household_ids": [own[1]["id"]] });
    keeper.post(&format!("{round}/issues"), &form).await.expect(200);
    let neighbour = county.stranger();
    opens(&county, &neighbour, &own[1]).await;
    let slip = neighbour.get("/h/marked").await.text;
    assert!(slip.contains("已抽评议票") && !slip.contains("已用手机领票"), "{slip}");

    // It stands there still when the round is over; a stranger and an official are told nothing.
    assert_eq!(county.stranger().get("/h/marked").await.status, 403);
    assert_eq!(county.person("official").await.get("/h/marked").await.status, 403);
});

/// An official and his households.
struct Rated {
    id: Value,
    households: Vec<Value>,
}

/// Officials with households enough, the one with the most first.
async fn officials(office: &Person, least: usize) -> Vec<Rated> {
    let all = office.look("/api/officials?limit=200").await["items"].as_array().unwrap().clone();
    let mut rated = Vec::new();
    for official in &all {
        let id = official["id"].as_str().unwrap();
        let own = office.look(&format!("/api/households?limit=200&official_id={id}")).await;
        let households = own["items"].as_array().unwrap().clone();
        if households.len() >= least {
            rated.push(Rated { id: official["id"].clone(), households });
        }
    }
    rated.sort_by_key(|rated| std::cmp::Reverse(rated.households.len()));
    rated
}

/// These households draw slips.
async fn draw(county: &County, opened: &Opened, households: &[Value]) {
    let ids: Vec<&Value> = households.iter().map(|household| &household["id"]).collect();
    let report = county
        .person("slips")
        .await
        .post(&format!("{}/issues", opened.round), &json!({ "household_ids": ids }))
        .await;
    assert_eq!(report.expect(200)["issued"], ids.len());
}

async fn use_slips(county: &County, opened: &Opened, official: &Value, said: &[(&str, &str)]) {
    let form = json!({ "official_id": official, "count": said.len() });
    let keeper = county.person("slips").await;
    let printed = keeper.post(&format!("{}/slips", opened.round), &form).await.expect(200);
    for (code, (level, comment)) in printed["codes"].as_array().unwrap().iter().zip(said) {
        let form = json!({ "code": code, "level": level, "comment": comment });
        county.stranger().post("/api/ballot-box/slips", &form).await.expect(200);
    }
}

/// The trustees bring their keys, whatever time has passed since they signed in last.
async fn close(county: &County, opened: &Opened) {
    for (login, secret) in ["office", "trustee"].iter().zip(&opened.secrets) {
        let form = json!({ "trustee_key": secret });
        county.person(login).await.post(&format!("{}/close", opened.round), &form).await.expect(200);
    }
}

async fn flags(county: &County, kind: &str) -> Vec<Value> {
    let inspector = county.person("inspector").await;
    let mut flags =
        inspector.look(&format!("/api/flags?kind={kind}")).await["items"].as_array().unwrap().clone();
    // The demo's own are older.
    flags.retain(|flag| flag["raised_at"].as_str().unwrap() >= "2026-11-19");
    flags
}

async fn day_passes(county: &County) {
    county.pass(chrono::Duration::days(1));
    api::rating::watch::sweep(&county.app).await.unwrap();
    // Looking twice finds the same.
    api::rating::watch::sweep(&county.app).await.unwrap();
}

on_both!(bursts_and_answers_too_alike_come_to_the_inspector_and_drop_no_ballot, |county| {
    let opened = opened_for(&county, json!({ "scope_kind": "county" })).await;
    let rated = officials(&opened.office, 16).await;
    let (own, others) = rated.split_first().unwrap();
    let others = &others[..11];
    api::rating::watch::sweep(&county.app).await.unwrap();
    draw(&county, &opened, &own.households[..2]).await;
    for other in others {
        draw(&county, &opened, &other.households[..5]).await;
    }
    day_passes(&county).await;
    assert_eq!(flags(&county, "rating_burst").await, Vec::<Value>::new(), "the first day is nobody's burst");

    draw(&county, &opened, &own.households[2..16]).await;
    for other in others {
        draw(&county, &opened, &other.households[5..6]).await;
    }
    day_passes(&county).await;
    let burst = flags(&county, "rating_burst").await;
    assert_eq!(burst.len(), 1, "{burst:?}");
    assert_eq!(burst[0]["official"]["id"], own.id);
    let evidence = &burst[0]["evidence"];
    assert_eq!(
        (&evidence["count"], &evidence["of"], &evidence["day"]),
        (&json!(14), &json!(16), &json!("2026-11-21"))
    );
    assert!(evidence["one_in"].as_u64().unwrap() > 1_200, "{evidence}");
    assert!(burst[0].get("household").is_none());

    let mut said = vec![("fair", "干部工作认真负责，没有意见"); 3];
    said.extend([("fair", ""); 11]);
    use_slips(&county, &opened, &own.id, &said).await;
    let usual = ["very_satisfied", "very_satisfied", "very_satisfied", "satisfied", "satisfied", "fair"];
    for (at, other) in others.iter().enumerate() {
        let comment = format!("第{at}位干部常来我家坐坐");
        let said: Vec<(&str, &str)> = usual.iter().map(|level| (*level, comment.as_str())).take(6).collect();
        let said: Vec<_> =
            said.iter().enumerate().map(|(at, one)| if at < 2 { *one } else { (one.0, "") }).collect();
        use_slips(&county, &opened, &other.id, &said).await;
    }
    // The two that were drawn and not used are still printed.
    let form = json!({ "official_id": own.id, "count": 2 });
    county.person("slips").await.post(&format!("{}/slips", opened.round), &form).await.expect(200);
    close(&county, &opened).await;
    let alike = flags(&county, "rating_equal").await;
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert_eq!(alike[0]["official"]["id"], own.id);
    assert_eq!((&alike[0]["evidence"]["count"], &alike[0]["evidence"]["of"]), (&json!(14), &json!(14)));
    let copied = flags(&county, "rating_comments").await;
    assert_eq!(copied.len(), 1, "two the same are no copies: {copied:?}");
    assert_eq!((&copied[0]["evidence"]["count"], &copied[0]["evidence"]["of"]), (&json!(3), &json!(3)));
    assert!(!copied[0].to_string().contains("认真负责"), "evidence holds no texts");

    // All fourteen are counted, and once the round is over nothing of the paces is left.
    let results = county.person("hr").await.look(&format!("{}/results?limit=200", opened.round)).await;
    let result =
        results["items"].as_array().unwrap().iter().find(|one| one["official"]["id"] == own.id).unwrap();
    assert_eq!(result["counted"], 14);
    api::rating::watch::sweep(&county.app).await.unwrap();
    let round: uuid::Uuid = opened.round.rsplit('/').next().unwrap().parse().unwrap();
    let paces = rating_pace::Entity::find().filter(rating_pace::Column::RoundId.eq(round));
    assert_eq!(paces.count(county.app.db.reader()).await.unwrap(), 0);
});

on_both!(five_households_of_one_official_on_one_device_are_noticed_and_four_are_not, |county| {
    let own = households(&county).await;
    let tablet = county.stranger();
    for household in &own[..4] {
        opens(&county, &tablet, household).await;
        takes(&tablet).await.expect(200);
        // Asking again is no other household.
        takes(&tablet).await.expect(200);
    }
    assert_eq!(flags(&county, "rating_device").await, Vec::<Value>::new());
    let phone = county.stranger();
    opens(&county, &phone, &own[5]).await;
    takes(&phone).await.expect(200);
    opens(&county, &tablet, &own[4]).await;
    takes(&tablet).await.expect(200);
    let raised = flags(&county, "rating_device").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    let evidence = &raised[0]["evidence"];
    assert_eq!(
        (&evidence["count"], &evidence["of"], &evidence["officials"]),
        (&json!(5), &json!(5), &json!(1))
    );
    let raised_at = raised[0]["raised_at"].as_str().unwrap();
    assert!(raised_at.starts_with("2026-11-19T16:00:00"), "its day in China, and no hour: {raised_at}");
    assert!(raised[0].get("household").is_none());

    // The next day it is a device like any other.
    county.pass(chrono::Duration::days(1));
    for household in &own[6..10] {
        opens(&county, &tablet, household).await;
        takes(&tablet).await.expect(200);
    }
    assert_eq!(flags(&county, "rating_device").await.len(), 1);
});

on_both!(slips_that_nobody_drew_are_noticed_on_the_next_day_and_at_the_close, |county| {
    let opened = opened(&county).await;
    api::rating::watch::sweep(&county.app).await.unwrap();
    opened.drawn(3).await;
    use_slips(&county, &opened, &opened.official["id"], &[("fair", ""); 5]).await;
    assert_eq!(flags(&county, "rating_spare").await, Vec::<Value>::new(), "the keeper has until midnight");
    day_passes(&county).await;
    let raised = flags(&county, "rating_spare").await;
    assert_eq!(raised.len(), 1, "{raised:?}");
    let evidence = &raised[0]["evidence"];
    assert_eq!(
        (&evidence["count"], &evidence["of"], &evidence["day"]),
        (&json!(5), &json!(3), &json!("2026-11-20"))
    );
    close(&county, &opened).await;
    let raised = flags(&county, "rating_spare").await;
    assert_eq!(raised.len(), 2, "{raised:?}");
    assert!(raised.iter().any(|flag| flag["evidence"].get("day").is_none()));
});
