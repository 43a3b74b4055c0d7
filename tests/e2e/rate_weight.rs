//! What a rating page weighs with everything that it loads, when there is as much to show as there can be.

use std::io::Write;

use entity::{rating_key, rating_map, rating_report};
use flate2::{Compression, write::GzEncoder};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use tests::{County, Person, on_both};
use uuid::Uuid;

use crate::{
    household::{household, resident},
    rate_page::said,
    rating_unit::Evaluation,
};

const MOST: usize = 16_384;

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// A page, and what it and all that it names weigh.
async fn loaded(browser: &Person, path: &str) -> (String, usize) {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let named = page
        .text
        .split(['<', '>'])
        .filter(|tag| ["link ", "script ", "img "].iter().any(|name| tag.starts_with(name)));
    let named: Vec<&str> = named
        .map(|tag| {
            let address = tag.split_once(" href=\"").or_else(|| tag.split_once(" src=\""));
            address.and_then(|(_, rest)| rest.split('"').next()).unwrap_or_else(|| panic!("{tag}"))
        })
        .collect();
    assert_eq!(named, ["/favicon.svg", "/assets/household.css", "/assets/household.js", "/assets/rating.js"]);
    let mut weight = gzipped(page.text.as_bytes());
    for address in named {
        // Where this is missing the web is not built yet.
        weight += gzipped(&browser.fetch(address).await);
    }
    (page.text, weight)
}

/// As long as a report may be, and no character twice.
fn report(nth: u64) -> String {
    let mut characters: Vec<char> = ('\u{4e00}'..='\u{9fa5}').collect();
    characters.shuffle(&mut StdRng::seed_from_u64(nth));
    characters.into_iter().take(600).collect()
}

/// Gives these officials such reports in a round.
async fn reported(county: &County, round_id: Uuid, officials: &[Uuid]) {
    let tx = county.app.db.begin().await.unwrap();
    rating_report::Entity::delete_many()
        .filter(rating_report::Column::RoundId.eq(round_id))
        .exec(&tx)
        .await
        .unwrap();
    for (nth, official_id) in (0..).zip(officials) {
        let row = rating_report::ActiveModel {
            round_id: Set(round_id),
            official_id: Set(*official_id),
            text: Set(report(nth)),
        };
        rating_report::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

on_both!(three_officials_with_the_longest_reports_weigh_no_more_than_a_slow_line_can_bear, |county| {
    let browser = resident(&county).await;
    let round_id: Uuid = said(&browser.get("/h/rate").await.text, "round").parse().unwrap();
    let rater_id = id(&household(&county).await.1["id"]);
    let keys = rating_key::Entity::find().filter(rating_key::Column::RoundId.eq(round_id)).limit(3);
    let keys = keys.all(county.app.db.reader()).await.unwrap();
    let officials: Vec<Uuid> = keys.into_iter().map(|key| key.official_id).collect();
    let tx = county.app.db.begin().await.unwrap();
    rating_map::Entity::delete_many()
        .filter(rating_map::Column::RaterId.eq(rater_id))
        .exec(&tx)
        .await
        .unwrap();
    for official_id in &officials {
        let row = rating_map::ActiveModel {
            round_id: Set(round_id),
            rater_id: Set(rater_id),
            official_id: Set(*official_id),
        };
        rating_map::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    reported(&county, round_id, &officials).await;

    let (page, weight) = loaded(&browser, "/h/rate").await;
    assert_eq!(page.matches("data-official=").count(), 3);
    assert!(weight <= MOST, "{weight} bytes");
    for nth in 0..3 {
        let (report, begins) = (report(nth), report(nth).chars().take(60).collect::<String>());
        assert!(page.contains(&begins) && !page.contains(&report), "it begins here");
    }
    let elsewhere: Vec<&str> = page.split("href=\"/h/reports").skip(1).collect();
    assert_eq!(elsewhere.len(), 3);
    for (nth, rest) in (0..).zip(elsewhere) {
        let query = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let whole = browser.get(&format!("/h/reports{query}")).await;
        assert_eq!((whole.status.as_u16(), whole.text.matches("main-action").count()), (200, 1));
        let found = (0..3).filter(|nth| whole.text.contains(&report(*nth))).count();
        assert_eq!(found, 1, "the report of official {nth}, whole and alone");
        let back = browser.get(&format!("/h/rate{query}")).await.text;
        assert!(query.ends_with(said(&back, "official")), "whose report was read is asked about first");
    }
    let nobody = browser.get(&format!("/h/reports?round={round_id}&of=A99999")).await;
    assert_eq!(nobody.status, 303);
    assert_eq!(nobody.headers["location"], "/h/rate");

    // One official alone, whose report is as long.
    let tx = county.app.db.begin().await.unwrap();
    rating_map::Entity::delete_many()
        .filter(rating_map::Column::RaterId.eq(rater_id))
        .filter(rating_map::Column::OfficialId.ne(officials[0]))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (page, weight) = loaded(&browser, "/h/rate").await;
    assert_eq!(page.matches("data-official=").count(), 1);
    assert!(weight <= MOST, "{weight} bytes");
});

on_both!(a_unit_of_forty_is_rated_on_pages_that_weigh_no_more, |county| {
    let unit = Evaluation::with(&county, 40).await;
    let colleagues: Vec<Uuid> = unit.colleagues.iter().map(|one| id(&one["id"])).collect();
    reported(&county, unit.id.parse().unwrap(), &colleagues).await;
    let (browser, first) = unit.page(&county, 0).await;
    assert_eq!(said(&first, "official"), unit.number(1), "whoever rates is not asked about himself");
    assert_eq!(browser.get(&unit.about(0)).await.text, first, "nor when he asks for it");
    for path in ["/e".to_owned(), unit.about(1), unit.about(colleagues.len() - 1)] {
        let (page, weight) = loaded(&browser, &path).await;
        assert_eq!(page.matches("data-official=").count(), 1);
        assert_eq!(page.matches("<a href=\"/e?round=").count(), 20, "the next ones who are left");
        assert!(weight <= MOST, "{path}: {weight} bytes");
    }
    let (last, _) = loaded(&browser, &unit.about(colleagues.len() - 1)).await;
    assert!(said(&last, "next").ends_with(unit.number(1)), "after the last the first");
});
