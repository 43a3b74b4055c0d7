//! What goes wrong on an evening of ratings: clocks, trustees, double taps, spare paper, long and odd comments, old pages.

use api::ballot_box::ballot::{Ballot, secret_key};
use chrono::Duration;
use domain::rating::count::Openings;
use entity::{ballot_box::box_ballot, rating_issue};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use tests::{County, on_both, phone::cast};

use crate::phone_ballot::Round;

on_both!(a_clock_set_wrong_at_the_close_costs_a_second_try_and_no_ballot, |county| {
    let round = Round::of(&county).await;
    round.phone(&county, 0).await.rate("fair").await;
    // Its last day is long past, but only the trustees end a round.
    county.pass(Duration::days(40));
    round.phone(&county, 1).await.rate("satisfied").await;
    round.bring(&county, "office", 0).await.expect(200);
    let right = county.clock.now();
    county.clock.set(right - Duration::days(400));
    round.bring(&county, "trustee", 1).await.expect_problem(409, "round_order");
    county.clock.set(right);
    round.bring(&county, "trustee", 1).await.expect(200);
    assert_eq!(round.result(&county).await["counted"], 2);
});

on_both!(a_trustee_who_does_not_come_keeps_every_ballot_closed_and_none_is_lost, |county| {
    let round = Round::of(&county).await;
    for nth in 0..3 {
        round.phone(&county, nth).await.rate("dissatisfied").await;
    }
    round.bring(&county, "office", 0).await.expect(200);
    let stored = box_ballot::Entity::find().filter(box_ballot::Column::RoundId.eq(round.id));
    let stored = stored.all(county.ballot_box().reader()).await.unwrap();
    let first = secret_key(&round.secrets[0]).unwrap();
    assert_eq!(stored.len(), 3);
    assert!(stored.iter().all(|row| Ballot::open(&row.sealed, &first).is_err()), "one key opens nothing");
    // Whoever brought the first key brings it again, brings the other, waits for months: it stays as it is.
    round.bring(&county, "office", 0).await.expect(200);
    round.bring(&county, "office", 1).await.expect_problem(409, "second_person");
    county.pass(Duration::days(90));
    let hr = county.person("hr").await;
    hr.get(&format!("{}/results", round.path)).await.expect_problem(409, "round_not_closed");
    let auditor = county.person("auditor").await;
    auditor.get(&format!("{}/openings", round.path)).await.expect_problem(409, "round_not_closed");
    county.stranger().get(&format!("{}/bundle", round.path)).await.expect_problem(404, "not_found");
    round.bring(&county, "trustee", 1).await.expect(200);
    assert_eq!(round.result(&county).await["counted"], 3);
});

on_both!(a_double_tap_is_one_ballot, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let question = phone.question(&phone.blinded.message);
    let taps = (0..2).map(|_| {
        let (browser, question) = (phone.browser.clone(), question.clone());
        tokio::spawn(async move { browser.post("/h/rate/issue", &question).await.expect(200) })
    });
    let mut answers = Vec::new();
    for tap in taps.collect::<Vec<_>>() {
        answers.push(tap.await.unwrap());
    }
    assert_eq!(answers[0], answers[1], "both taps get the one signature");
    let ballot = phone.ballot(&phone.unblind(&answers[0]), "fair");
    let receipts = [cast(&phone.browser, &ballot).await, cast(&phone.browser, &ballot).await];
    assert_eq!(receipts[0].expect(200), receipts[1].expect(200));
    round.close(&county).await;
    let result = round.result(&county).await;
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(1), &json!(1), &json!(1)));
});

on_both!(a_slip_used_by_a_household_that_rated_on_its_phone_is_one_too_many, |county| {
    let round = Round::of(&county).await;
    let keeper = county.person("slips").await;
    let form = json!({ "official_id": round.official["id"], "count": 1 });
    let printed = keeper.post(&format!("{}/slips", round.path), &form).await.expect(200);
    for nth in 0..6 {
        round.phone(&county, nth).await.rate("very_satisfied").await;
    }
    // Nobody ticked it as drawn: a household with a ballot on its phone draws none.
    let slip = json!({ "code": printed["codes"][0], "level": "very_satisfied", "comment": "" });
    county.stranger().post("/api/ballot-box/slips", &slip).await.expect(200);
    round.close(&county).await;
    let result = round.result(&county).await;
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(6), &json!(7), &json!(0)));
    assert!(result.get("cells").is_none(), "no ballot of his can be told from the one too many");
});

on_both!(what_a_household_writes_stays_text_and_too_much_of_it_is_refused_whole, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let signature = phone.issued().await;
    let with = |comment: &str| {
        let mut ballot = phone.ballot(&signature, "dissatisfied");
        ballot["comment"] = comment.into();
        ballot
    };
    let [long, longest] = [301, 10_000].map(|length| "评".repeat(length));
    cast(&phone.browser, &with(&long)).await.expect_problem(422, "invalid_input");
    assert_eq!(cast(&phone.browser, &with(&longest)).await.status.as_u16() / 100, 4);
    assert_eq!(round.in_box(&county).await, 0);
    let odd = "<script>alert('13800001234')</script> & 👍";
    cast(&phone.browser, &with(odd)).await.expect(200);
    // The slip's page shows again what was typed, when the code was wrong.
    let typed = [("code", "WRONG"), ("level", "fair"), ("comment", odd)];
    let page = county.stranger().submit("/slip", &typed).await;
    assert!(page.text.contains("13800001234") && !page.text.contains("<script>alert"), "{}", page.text);
    round.close(&county).await;
    let openings: Openings = serde_json::from_slice(&round.openings(&county).await).unwrap();
    assert_eq!(openings.ballots[0].comment, odd);
    let bundle = String::from_utf8(round.bundle(&county).await).unwrap();
    assert!(!bundle.contains("13800001234") && !bundle.contains("script"));
});

on_both!(a_page_that_a_messenger_fetched_or_kept_takes_no_ballot_by_itself, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    for _ in 0..3 {
        let page = phone.browser.get("/h/rate").await;
        assert_eq!(
            (page.status.as_u16(), page.headers["cache-control"].to_str().unwrap()),
            (200, "no-store")
        );
    }
    assert_eq!(issued(&county, &round).await, 0);
    // The page from yesterday asks in vain; opened anew from the letter it rates.
    county.pass(Duration::days(1));
    assert_eq!(phone.ask(&phone.blinded.message).await.status, 403);
    assert_eq!(issued(&county, &round).await, 0);
    round.phone(&county, 0).await.rate("satisfied").await;
    assert_eq!(issued(&county, &round).await, 1);
});

async fn issued(county: &County, round: &Round) -> u64 {
    let issues = rating_issue::Entity::find().filter(rating_issue::Column::RoundId.eq(round.id));
    issues.count(county.app.db.reader()).await.unwrap()
}
