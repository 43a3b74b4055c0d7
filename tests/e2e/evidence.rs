//! What a phone tells of a visit, and how far it is believed: both times, the clock, the four steps.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{County, NOON, Person, new_id, on_both};
use uuid::Uuid;

use crate::visit::own_household;

fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

fn visit(household: &Value, claimed_at: &str) -> Value {
    json!({ "household_id": household["id"], "claimed_at": claimed_at, "topic": "family" })
}

fn saved(device: Uuid, sequence: i32, saved_at: &str) -> Value {
    json!({ "device_id": device, "sequence": sequence, "saved_at": saved_at, "sent_at": NOON })
}

async fn log(official: &Person, form: &Value) -> Value {
    official.put(&format!("/api/visits/{}", new_id()), form).await.expect(201)
}

async fn answer(county: &County, visit: &Value, confirmed: bool) {
    let id = |value: &Value| value["id"].as_str().unwrap().parse().unwrap();
    let said = api::visit::service::answer(&county.app, id(&visit["household"]), id(visit), confirmed).await;
    said.unwrap();
}

async fn now(official: &Person, visit: &Value) -> Value {
    let of = format!("/api/visits?household_id={}&limit=200", visit["household"]["id"].as_str().unwrap());
    let visits = official.look(&of).await;
    visits["items"].as_array().unwrap().iter().find(|one| one["id"] == visit["id"]).unwrap().clone()
}

on_both!(a_visit_a_week_late_stays_a_claim_with_both_its_times, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let path = format!("/api/households/{}", household["id"].as_str().unwrap());
    let tag = official.look(&path).await["tag"].clone();
    let device = new_id();
    county.pass(Duration::days(8));
    let official = county.person("official").await;
    let mut form = visit(&household, "2026-11-20T03:30:00Z");
    form["tag"] = tag;
    form["evidence"] = saved(device, 1, "2026-11-20T03:40:00Z");
    form["evidence"]["sent_at"] = json!(county.clock.now());
    let late = log(&official, &form).await;
    let times = ["claimed_at", "saved_at", "received_at"].map(|name| at(late[name].as_str().unwrap()));
    let told = ["2026-11-20T03:30:00Z", "2026-11-20T03:40:00Z", "2026-11-28T04:00:00Z"];
    assert_eq!(times, told.map(at));
    assert_eq!((&late["held_back"], &late["tag_seen"]), (&json!("late"), &json!(true)));
    assert_eq!(late["standing"], "claimed");
    answer(&county, &late, true).await;
    let confirmed = now(&official, &late).await;
    assert_eq!(
        (&confirmed["confirmation"], &confirmed["standing"]),
        (&json!("confirmed"), &json!("claimed"))
    );

    form["claimed_at"] = "2026-11-20T03:31:00Z".into();
    form["evidence"]["sequence"] = 2.into();
    let denied = log(&official, &form).await;
    answer(&county, &denied, false).await;
    assert_eq!(now(&official, &denied).await["standing"], "denied", "a household that says no is heard");

    form["claimed_at"] = "2026-11-21T04:00:00Z".into();
    form["evidence"]["sequence"] = 3.into();
    let week = log(&official, &form).await;
    assert_eq!((&week["standing"], week.get("held_back")), (&json!("tag_seen"), None), "a week is in time");
});

on_both!(a_clock_that_ran_backwards_is_not_believed_in_whatever_order_it_tells, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let log_saved = async |device: Uuid, sequence: i32, saved_at: &str| {
        let mut form = visit(&household, saved_at);
        form["evidence"] = saved(device, sequence, saved_at);
        log(&official, &form).await
    };
    let honest = new_id();
    for (sequence, at) in
        [(1, "2026-11-20T01:00:00Z"), (2, "2026-11-20T00:59:00Z"), (3, "2026-11-20T02:00:00Z")]
    {
        let shown = log_saved(honest, sequence, at).await;
        assert_eq!(shown.get("held_back"), None, "the network sets clocks back by a minute: {sequence}");
    }
    let turned = new_id();
    let first = log_saved(turned, 1, "2026-11-20T03:00:00Z").await;
    let second = log_saved(turned, 2, "2026-11-19T03:00:00Z").await;
    assert_eq!((first.get("held_back"), &second["held_back"]), (None, &json!("clock")));
    assert_eq!(second["standing"], "claimed");

    let hasty = new_id();
    let second = log_saved(hasty, 2, "2026-11-19T03:00:00Z").await;
    assert_eq!(second.get("held_back"), None);
    let first = log_saved(hasty, 1, "2026-11-20T03:00:00Z").await;
    assert_eq!(first.get("held_back"), None);
    assert_eq!(now(&official, &second).await["held_back"], "clock", "the one before it came in after it");

    let mut form = visit(&household, "2026-11-20T03:00:00Z");
    form["evidence"] = saved(new_id(), 1, "2026-11-20T03:50:00Z");
    form["evidence"]["sent_at"] = "2026-11-20T03:00:00Z".into();
    assert_eq!(log(&official, &form).await["held_back"], "clock", "sent before it was saved");
});

on_both!(a_visit_keeps_its_card_its_opinion_and_its_place, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let mut form = visit(&household, "2026-11-20T03:00:00Z");
    form["card_left"] = true.into();
    form["opinion"] = "办事大厅的号要排太久".into();
    form["evidence"] = saved(new_id(), 1, "2026-11-20T03:05:00Z");
    form["evidence"]["position"] = json!({ "latitude": 35.7901, "longitude": 118.6312, "accuracy_m": 14.5 });
    let path = format!("/api/visits/{}", new_id());
    let logged = official.put(&path, &form).await.expect(201);
    assert_eq!((&logged["card_left"], &logged["opinion"]), (&json!(true), &form["opinion"]));
    assert_eq!(logged["position"], form["evidence"]["position"]);
    // Sent again an hour later it is the same visit: when it was sent is not what it is.
    form["evidence"]["sent_at"] = "2026-11-20T05:00:00Z".into();
    assert_eq!(official.put(&path, &form).await.expect(200), logged);
    form["opinion"] = "没有意见".into();
    official.put(&path, &form).await.expect_problem(409, "visit_id_used");
    form["evidence"]["position"]["latitude"] = 135.into();
    official.put(&format!("/api/visits/{}", new_id()), &form).await.expect_problem(400, "bad_request");
    let hr = county.person("hr").await;
    let seen = now(&hr, &logged).await;
    let texts = [seen.get("opinion"), seen.get("position"), seen.get("note")];
    assert_eq!(texts, [None; 3], "who follows the work reads no texts");
});

on_both!(the_four_steps_follow_from_what_happened, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let id: Uuid = household["id"].as_str().unwrap().parse().unwrap();
    let tx = county.app.db.begin().await.unwrap();
    let visits = entity::visit::Entity::delete_many().filter(entity::visit::Column::HouseholdId.eq(id));
    visits.exec(&tx).await.unwrap();
    let requests = entity::request::Entity::delete_many().filter(entity::request::Column::HouseholdId.eq(id));
    requests.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();

    let step = async |minute: u32, change: &dyn Fn(&mut Value)| {
        let mut form = visit(&household, &format!("2026-11-20T02:{minute:02}:00Z"));
        change(&mut form);
        log(&official, &form).await["step"].as_i64().unwrap()
    };
    assert_eq!(step(0, &|_| {}).await, 1, "acquaintance");
    assert_eq!(step(1, &|_| {}).await, 1, "a visit that brings nothing back");
    let request = new_id();
    let asks = json!({ "id": request, "body": "村口的路灯不亮" });
    assert_eq!(step(2, &|form| form["request"] = asks.clone()).await, 2, "collection");
    assert_eq!(step(3, &|_| {}).await, 2, "what it asked for has no answer");
    let answered = json!({ "note": "灯已换好", "version": 1 });
    official.post(&format!("/api/requests/{request}/answer"), &answered).await.expect(200);
    assert_eq!(step(4, &|_| {}).await, 3, "exchange");
    assert_eq!(step(5, &|form| form["step"] = 1.into()).await, 4, "routine, whatever a form says");
    let shown = official.look(&format!("/api/households/{id}")).await;
    assert_eq!(shown["step"], 4);
});
