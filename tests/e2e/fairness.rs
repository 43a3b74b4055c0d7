//! The public page of fairness: what chance would bring, what came, and what exclusions took away.

use serde_json::Value;
use tests::on_both;

fn sum(places: &Value, key: &str) -> f64 {
    places.as_array().unwrap().iter().map(|place| place[key].as_f64().unwrap()).sum()
}

on_both!(draws_of_townships_and_units_stand_against_chance_for_everybody, |county| {
    let stranger = county.stranger();
    let fairness = stranger.look("/api/public/fairness").await;
    let meetings = fairness["meetings"].as_array().unwrap();
    assert_eq!(meetings.len(), 5, "what is only announced has no bundle: {meetings:?}");
    let drawn: i64 = meetings.iter().map(|meeting| meeting["drawn"].as_i64().unwrap()).sum();
    for group in ["townships", "units"] {
        let places = &fairness[group];
        // Everybody drawn belongs to one place, and what chance would bring sums to what was drawn.
        assert!(
            (sum(places, "drawn") - f64::from(i32::try_from(drawn).unwrap())).abs() < 0.5,
            "{group}: {places}"
        );
        assert!((sum(places, "expected") - sum(places, "drawn")).abs() < 1.0, "{group}: {places}");
        for (at, place) in places.as_array().unwrap().iter().enumerate() {
            assert_eq!(place["rank"], at + 1);
            let within = place["low"].as_u64() <= place["drawn"].as_u64()
                && place["drawn"].as_u64() <= place["high"].as_u64();
            assert_eq!(place["within"], within);
        }
    }
    // Who was excluded is counted by his place: where nobody was, chance is the same without exclusions or greater.
    let excluded: i64 = meetings.iter().map(|meeting| meeting["excluded"].as_i64().unwrap()).sum();
    assert!(excluded > 0);
    assert!((sum(&fairness["units"], "excluded") - f64::from(i32::try_from(excluded).unwrap())).abs() < 0.5);
    for meeting in meetings {
        let by_code: i64 =
            meeting["exclusions"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum();
        assert_eq!(meeting["excluded"], by_code);
        assert_eq!(meeting["voids"], 0);
    }
    let page = stranger.get("/p/fairness").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["cache-control"], "public, max-age=60");
    assert!(page.text.contains("表格可以左右滑动"), "a phone is told that the tables go on: {}", page.text);
    let first = fairness["townships"][0]["name"].as_str().unwrap();
    assert!(
        page.text.contains(first) && page.text.contains(meetings[0]["title"].as_str().unwrap()),
        "{}",
        page.text
    );
    // Read once, kept: the second look is the same.
    assert_eq!(stranger.look("/api/public/fairness").await, fairness);
});
