//! The phone list: who has no number, told before the meeting, and the officials' numbers for the caller.

use std::io::Cursor;

use ::entity::{household, link, official};
use calamine::{Reader, Xlsx};
use reqwest::Method;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::on_both;

use super::{HEAD, OnStage, known};

on_both!(whoever_has_no_number_is_named_while_it_can_still_be_added, |county| {
    let table = OnStage::open(&county).await;
    let list = table.host.look(&format!("{}/phones", table.path)).await;
    let before = list["rosters"].clone();
    assert_eq!((&before[0]["kind"], &before[1]["kind"]), (&json!("officials"), &json!("households")));

    let db = county.app.db.reader();
    let phone = official::Column::Phone.is_not_null();
    let silenced = official::Entity::find().filter(phone).one(db).await.unwrap().expect("an official");
    let phone = household::Column::Phone.is_not_null();
    let thirty = link::Entity::find().filter(link::Column::Kind.eq("thirty"));
    let linked = thirty.filter(link::Column::ValidTo.is_null()).all(db).await.unwrap();
    let linked = household::Column::Id.is_in(linked.iter().take(500).map(|link| link.household_id));
    let quiet = household::Entity::find().filter(phone).filter(linked).one(db).await.unwrap();
    let quiet = quiet.expect("a linked household with a phone");
    known(&county, &quiet.code, None).await;
    let change = official::ActiveModel { id: Set(silenced.id), phone: Set(None), ..Default::default() };
    let tx = county.app.db.begin().await.unwrap();
    official::Entity::update(change).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();

    let list = table.host.look(&format!("{}/phones", table.path)).await;
    for (at, label) in [(0, &silenced.number), (1, &quiet.code)] {
        let (was, is) = (&before[at], &list["rosters"][at]);
        assert_eq!(is["count"], was["count"]);
        assert_eq!(is["without_phone"].as_u64(), was["without_phone"].as_u64().map(|n| n + 1));
        let named = is["without"].as_array().unwrap();
        assert!(named.iter().any(|gap| gap["label"] == **label) || named.len() == 200, "{label} is named");
    }
    assert!(!list.to_string().contains(HEAD), "a household is its number");
});

on_both!(the_officials_numbers_are_a_sheet_for_the_caller_and_taking_it_is_recorded, |county| {
    let table = OnStage::open(&county).await;
    let path = format!("{}/phones.xlsx", table.path);
    table.host.get(&path).await.expect_problem(403, "forbidden");
    table.stranger.get(&path).await.expect_problem(401, "unauthorized");
    let answer = table.caller.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let population = table.meeting().await["population"].as_u64().unwrap();
    assert_eq!(range.height() as u64, population + 1, "everybody on the roster, and a heading");
    let numbers = range.rows().skip(1).filter(|row| row[3].to_string().len() == 11).count();
    assert!(numbers > 0, "the numbers stand on it");

    let log = county.person("auditor").await.look("/api/journal?action=export_phone_list").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
});
