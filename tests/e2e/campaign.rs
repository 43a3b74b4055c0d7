//! Campaigns: their numbers follow from visits alone, everybody sees his own part, and the public sees no name.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{County, Kind, Person, new_id, on_both};

use crate::{
    mail::Postbox,
    visit::{other_household, own_household},
};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

async fn grid(office: &Person, level: &str) -> String {
    id(&office.look(&format!("/api/grids?level={level}")).await["items"][0]).to_owned()
}

/// A campaign that runs from the first to the last day.
async fn running(county: &County, from: &str, to: &str) -> Value {
    let office = county.person("office").await;
    let form = json!({
        "name": "试走访", "purpose": "每户走一遍", "from_on": from, "to_on": to,
        "grid_id": grid(&office, "county").await, "wants_visit": true, "wants_card": true, "opinions_each": 1,
        "proposals_each": 1,
    });
    let draft = office.post("/api/campaigns", &form).await.expect(200);
    assert_eq!(draft["state"], "draft");
    office.post(&format!("/api/campaigns/{}/start", id(&draft)), &json!({})).await.expect(200)
}

async fn visit(official: &Person, household: &Value, at: &str, change: &dyn Fn(&mut Value)) -> String {
    let mut form = json!({ "household_id": household["id"], "claimed_at": at, "topic": "family" });
    change(&mut form);
    let visit = new_id().to_string();
    official.put(&format!("/api/visits/{visit}"), &form).await.expect(201);
    visit
}

/// The official's own line of a campaign.
async fn own(official: &Person, campaign: &Value) -> Value {
    let page = official.look(&format!("/api/campaigns/{}/officials", id(campaign))).await;
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "an official sees himself alone");
    items[0].clone()
}

async fn missing(person: &Person, campaign: &Value, household: &Value) -> Value {
    let page = person.look(&format!("/api/campaigns/{}/missing", id(campaign))).await;
    let items = page["items"].as_array().unwrap();
    items.iter().find(|one| one["household"]["id"] == household["id"]).cloned().unwrap_or(Value::Null)
}

on_both!(numbers_follow_from_the_visits_of_its_days_whenever_they_are_told, |county| {
    let campaign = running(&county, "2026-11-18", "2026-11-20").await;
    // The day after its last.
    county.pass(Duration::days(1));
    let official = county.person("official").await;
    let before = own(&official, &campaign).await["figures"].clone();
    let nothing = official.look("/api/households?limit=200").await;
    let household = nothing["items"].as_array().unwrap().last().unwrap().clone();
    let count = |figures: &Value, key: &str| figures[key].as_u64().unwrap();
    assert_eq!(count(&before, "households"), nothing["items"].as_array().unwrap().len() as u64);
    let start = missing(&official, &campaign, &household).await;
    let untouched = (&json!(true), &json!(true), &json!(true));
    assert_eq!((&start["visit"], &start["card"], &start["opinion"]), untouched);

    // The last moment before its first day in China, and the first after its last.
    let speak = |form: &mut Value| {
        form["card_left"] = true.into();
        form["opinion"] = "路灯太少".into();
    };
    visit(&official, &household, "2026-11-17T15:59:59Z", &speak).await;
    visit(&official, &household, "2026-11-20T16:00:00Z", &speak).await;
    assert_eq!(own(&official, &campaign).await["figures"], before);
    assert_eq!(missing(&official, &campaign, &household).await["visit"], true);

    // One of its first moment, told on a later day: it counts by the day it is claimed for.
    let counted =
        visit(&official, &household, "2026-11-17T16:00:00Z", &|form| form["card_left"] = true.into()).await;
    let after = own(&official, &campaign).await["figures"].clone();
    for key in ["visited", "cards"] {
        assert_eq!(count(&after, key), count(&before, key) + 1, "{key}");
    }
    assert_eq!((&after["opinions"], &after["complete"]), (&before["opinions"], &before["complete"]));
    let left = missing(&official, &campaign, &household).await;
    assert_eq!(
        (&left["visit"], &left["card"], &left["opinion"]),
        (&json!(false), &json!(false), &json!(true))
    );

    // A request raised in a visit is an opinion as well.
    let asks = |form: &mut Value| form["request"] = json!({ "id": new_id(), "body": "水管冻裂了" });
    visit(&official, &household, "2026-11-19T08:00:00Z", &asks).await;
    let whole = own(&official, &campaign).await["figures"].clone();
    for key in ["opinions", "complete"] {
        assert_eq!(count(&whole, key), count(&before, key) + 1, "{key}");
    }
    assert_eq!(missing(&official, &campaign, &household).await, Value::Null);

    // What the household denies did not happen: the card goes with it.
    let home: uuid::Uuid = id(&household).parse().unwrap();
    api::visit::service::answer(&county.app, home, counted.parse().unwrap(), false).await.unwrap();
    let denied = own(&official, &campaign).await["figures"].clone();
    assert_eq!(count(&denied, "cards"), count(&before, "cards"));
    assert_eq!(count(&denied, "visited"), count(&before, "visited") + 1, "the other visit stands");

    // The numbers of the places add up to the whole, and to what the phone is told.
    let detail = official.look(&format!("/api/campaigns/{}", id(&campaign))).await;
    for key in ["households", "visited", "cards", "opinions", "complete"] {
        let sum: u64 =
            detail["grids"].as_array().unwrap().iter().map(|grid| count(&grid["figures"], key)).sum();
        assert_eq!(sum, count(&detail["figures"], key), "{key}");
    }
    let officials = county.person("office").await;
    let officials = officials.look(&format!("/api/campaigns/{}/officials?limit=200", id(&campaign))).await;
    let sum: u64 =
        officials["items"].as_array().unwrap().iter().map(|one| count(&one["figures"], "visited")).sum();
    assert_eq!(sum, count(&detail["figures"], "visited"));
});

on_both!(an_official_sees_his_part_a_leader_his_subtree_and_drafts_are_the_offices, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let campaign = running(&county, "2026-11-10", "2026-12-10").await;
    let path = format!("/api/campaigns/{}", id(&campaign));
    let leader = county.person("village-leader").await;
    let all = office.look(&format!("{path}/officials?limit=200")).await["items"].as_array().unwrap().len();
    let below = leader.look(&format!("{path}/officials?limit=200")).await;
    let below = below["items"].as_array().unwrap();
    assert!(!below.is_empty() && below.len() < all);
    let village = leader.look("/api/me").await["roles"][0]["scope_id"].clone();
    let here = leader.look(&format!("{path}?grid_id={}", village.as_str().unwrap())).await;
    let households: u64 = below.iter().map(|one| one["figures"]["households"].as_u64().unwrap()).sum();
    assert_eq!(households, here["figures"]["households"].as_u64().unwrap());

    // What is missing at somebody else's households is for those who may see them.
    let other = other_household(&county, &official).await;
    let theirs = format!("{path}/missing?official_id={}", id(&other["official"]));
    assert_eq!(official.look(&theirs).await["items"], json!([]));
    assert!(!office.look(&theirs).await["items"].as_array().unwrap().is_empty());
    office.get(&format!("{path}/missing")).await.expect_problem(422, "invalid_input");
    county.person("hr").await.get(&theirs).await.expect(403);

    // Nobody but the office prepares, starts, closes; a draft is not there for others.
    let form = json!({
        "name": "草稿", "purpose": "还没定", "from_on": "2026-12-01", "to_on": "2026-12-31",
        "grid_id": grid(&office, "township").await, "wants_visit": true, "wants_card": false, "opinions_each": 0,
        "proposals_each": 0,
    });
    official.post("/api/campaigns", &form).await.expect(403);
    let mut nothing = form.clone();
    nothing["wants_visit"] = false.into();
    office.post("/api/campaigns", &nothing).await.expect_problem(422, "invalid_input");
    let draft = office.post("/api/campaigns", &form).await.expect(200);
    let draft_path = format!("/api/campaigns/{}", id(&draft));
    official.get(&draft_path).await.expect_problem(404, "not_found");
    assert_eq!(official.look("/api/campaigns?state=draft").await["items"], json!([]));
    office.look(&draft_path).await;
    assert_eq!(county.stranger().get(&format!("/p/campaigns/{}", id(&draft))).await.status, 404);
    official.post(&format!("{draft_path}/start"), &json!({})).await.expect(403);
    office.post(&format!("{draft_path}/close"), &json!({})).await.expect_problem(409, "campaign_state");
    office.post(&format!("{path}/close"), &json!({})).await.expect(200);
    office.post(&format!("{path}/start"), &json!({})).await.expect_problem(409, "campaign_state");
});

on_both!(a_proposal_sent_twice_is_one_and_makes_its_officials_part_whole, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let campaign = running(&county, "2026-11-10", "2026-12-10").await;
    let path = format!("/api/campaigns/{}/proposals", id(&campaign));
    let put = format!("{path}/{}", new_id());
    let form = json!({ "text": "慢病门诊赶集日也开" });
    official.put(&put, &form).await.expect(201);
    official.put(&put, &form).await.expect(200);
    official.put(&put, &json!({ "text": "别的" })).await.expect_problem(409, "proposal_id_used");
    assert_eq!(own(&official, &campaign).await["proposals"], 1);
    let listed = office.look(&path).await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["text"], form["text"]);
    let away = county.person("hr").await;
    away.get(&path).await.expect(403);
    office.post(&format!("/api/campaigns/{}/close", id(&campaign)), &json!({})).await.expect(200);
    official.put(&put, &form).await.expect(200);
    let late = official.put(&format!("{path}/{}", new_id()), &form).await;
    late.expect_problem(409, "campaign_state");
});

on_both!(the_public_sees_numbers_of_places_and_nobodys_name, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let stranger = county.stranger();
    let list = stranger.get("/p/campaigns").await;
    assert!(list.text.contains("冬前大走访") && list.text.contains("进百家门"), "{}", list.text);
    let campaign = running(&county, "2026-11-10", "2026-12-10").await;
    let path = format!("/p/campaigns/{}", id(&campaign));
    let township = office.look("/api/grids?level=township").await["items"][0].clone();
    let village = office.look("/api/grids?level=village").await["items"][0].clone();
    let whole = stranger.get(&path).await;
    let one = stranger.get(&format!("{path}/{}", township["code"].as_str().unwrap())).await;
    assert!(whole.text.contains(township["name"].as_str().unwrap()) && whole.text.contains("还有 20 天"));
    assert!(one.text.contains(village["name"].as_str().unwrap()), "{}", one.text);
    let households = office.look("/api/households?limit=200").await;
    for page in [&list, &whole, &one] {
        assert_eq!(page.status, 200);
        assert_eq!(page.headers["cache-control"], "public, max-age=60");
        assert!(page.headers.get("set-cookie").is_none());
        for household in households["items"].as_array().unwrap() {
            assert!(!page.text.contains(household["head_name"].as_str().unwrap()));
            assert!(!page.text.contains(household["code"].as_str().unwrap()));
        }
        let own = official.look("/api/me").await["official"]["name"].clone();
        assert!(!page.text.contains(own.as_str().unwrap()));
    }
    office.post(&format!("/api/campaigns/{}/close", id(&campaign)), &json!({})).await.expect(200);
    assert!(stranger.get(&path).await.text.contains("已经结束"));
    for wrong in ["/p/campaigns/nonsense", "/p/campaigns/01900000-0000-7000-8000-000000000000"] {
        let page = stranger.get(wrong).await;
        assert_eq!(page.status, 404);
        assert!(page.text.contains("没有这个活动"));
    }
    assert_eq!(stranger.get(&format!("{path}/999999999")).await.status, 404);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_are_behind_are_mailed_once_for_each_reminder() {
    let postbox = Postbox::open();
    let county = County::start_with(Kind::Sqlite, |settings| settings.smtp_url = Some(postbox.url())).await;
    let office = county.person("office").await;
    // The demo's own campaign is out of the way.
    for one in office.look("/api/campaigns?state=running").await["items"].as_array().unwrap() {
        office.post(&format!("/api/campaigns/{}/close", id(one)), &json!({})).await.expect(200);
    }
    let campaign = running(&county, "2026-11-20", "2026-11-29").await;
    let remind = format!("/api/campaigns/{}/reminders", id(&campaign));
    let told = office.post(&remind, &json!({})).await.expect(200);
    let behind = told["behind"].as_u64().unwrap();
    assert!(behind > 10, "nobody has done anything: {told}");
    let mailed = told["mailed"].as_u64().unwrap();
    assert!(mailed >= 1 && mailed < behind, "the officials of the demo accounts have an address: {told}");
    office.post(&remind, &json!({})).await.expect(200);
    county.drain().await;
    let mails = postbox.mails();
    assert_eq!(mails.len() as u64, mailed, "asked for twice, mailed once");
    assert!(mails.iter().any(|mail| mail.to == "official@yishui.example"));
    for mail in &mails {
        assert!(mail.subject.contains("试走访"), "{mail:?}");
        assert!(mail.body.contains("2026-11-29") && mail.body.contains("没有完成"), "{mail:?}");
    }

    // By itself: nothing yet, then a week before the end, then the day before, each once.
    let sweep = async || api::campaign::sweep::remind(&county.app).await.unwrap();
    assert_eq!(sweep().await, 0, "nine days before the end");
    county.pass(Duration::days(2));
    assert_eq!((sweep().await, sweep().await), (mailed, 0));
    county.pass(Duration::days(6));
    assert_eq!((sweep().await, sweep().await), (mailed, 0));
    county.pass(Duration::days(2));
    assert_eq!(sweep().await, 0, "it is over");
    county.drain().await;
    assert_eq!(postbox.mails().len() as u64, mailed * 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_done_his_part_is_not_reminded() {
    let county = County::start(Kind::Sqlite).await;
    let (official, office) = (county.person("official").await, county.person("office").await);
    let campaign = running(&county, "2026-11-10", "2026-12-10").await;
    let households = official.look("/api/households?limit=200").await;
    for household in households["items"].as_array().unwrap() {
        visit(&official, household, "2026-11-20T03:00:00Z", &|form| {
            form["card_left"] = true.into();
            form["opinion"] = "都好".into();
        })
        .await;
    }
    assert_eq!(own(&official, &campaign).await["done"], false, "the proposal is missing");
    let put = format!("/api/campaigns/{}/proposals/{}", id(&campaign), new_id());
    official.put(&put, &json!({ "text": "修路" })).await.expect(201);
    let mine = own(&official, &campaign).await;
    assert_eq!(mine["done"], true, "{mine}");
    let household = own_household(&official).await;
    assert_eq!(missing(&official, &campaign, &household).await, Value::Null);
    let told =
        office.post(&format!("/api/campaigns/{}/reminders", id(&campaign)), &json!({})).await.expect(200);
    let detail = office.look(&format!("/api/campaigns/{}", id(&campaign))).await;
    let behind = detail["officials"].as_u64().unwrap() - detail["officials_done"].as_u64().unwrap();
    assert_eq!(told["behind"].as_u64().unwrap(), behind);
    assert!(detail["officials_done"].as_u64().unwrap() >= 1);
}

on_both!(the_phone_is_told_what_is_missing, |county| {
    let official = county.person("official").await;
    let campaign = running(&county, "2026-11-10", "2026-12-10").await;
    let me = official.look("/api/me").await["official"]["id"].as_str().unwrap().parse().unwrap();
    let tasks = api::campaign::service::tasks(county.app.db.reader(), &county.app, me).await.unwrap();
    let task = tasks.iter().find(|task| task.campaign.id.to_string() == id(&campaign)).expect("it runs");
    let mine = own(&official, &campaign).await["figures"].clone();
    let numbers = json!([task.households, task.visited, task.cards, task.opinions]);
    let counted = json!([mine["households"], mine["visited"], mine["cards"], mine["opinions"]]);
    assert_eq!(numbers, counted, "the database and the rules count alike");
    let page = official.look(&format!("/api/campaigns/{}/missing", id(&campaign))).await;
    let listed: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|one| one["household"]["id"].clone()).collect();
    let told: Vec<_> = task.missing.iter().map(|one| json!(one.household_id)).collect();
    assert_eq!(told, listed);
    assert_eq!(told.len() as u64, task.households - mine["complete"].as_u64().unwrap());
    // The rules over the demo's closed campaigns agree with the database as well.
    let office = county.person("office").await;
    let closed = office.look("/api/campaigns?state=closed").await;
    for campaign in closed["items"].as_array().unwrap() {
        let mine = own(&official, campaign).await["figures"].clone();
        let page = official.look(&format!("/api/campaigns/{}/missing", id(campaign))).await;
        let complete = mine["households"].as_u64().unwrap() - page["items"].as_array().unwrap().len() as u64;
        assert_eq!(complete, mine["complete"].as_u64().unwrap(), "{}", campaign["name"]);
    }
});
