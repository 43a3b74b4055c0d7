//! The rating page as a household's browser gets it; its script has tests of its own.

use serde_json::json;
use tests::on_both;

use crate::household::resident;

/// What the page says to its script.
pub fn said<'a>(page: &'a str, name: &str) -> &'a str {
    page.split(&format!("data-{name}=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("{name}: {page}"))
}

on_both!(the_rating_page_carries_the_published_key_and_opening_it_issues_nothing, |county| {
    let person = resident(&county).await;
    assert!(person.get("/h").await.text.contains("href=\"/h/rate\""));
    let page = person.get("/h/rate").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let (round, official, key) =
        (said(&page.text, "round"), said(&page.text, "official"), said(&page.text, "n"));
    let listed = county.stranger().look(&format!("/api/rating-rounds/{round}/keys")).await;
    let published = listed["keys"].as_array().unwrap().iter().find(|one| one["official"] == official);
    assert_eq!(published.unwrap()["n"], key);
    let forged = json!({ "round": round, "official": official, "blinded": key, "token": "of another page" });
    person.post("/h/rate/issue", &forged).await.expect_problem(403, "csrf");
    // Messengers fetch pages ahead.
    assert_eq!(said(&person.get("/h/rate").await.text, "issued"), "");
});

on_both!(an_official_and_a_stranger_get_no_rating_page, |county| {
    for person in [county.person("official").await, county.stranger()] {
        let page = person.get("/h/rate").await;
        assert_eq!(page.status, 403);
        assert!(!page.text.contains("data-official"), "{}", page.text);
    }
});
