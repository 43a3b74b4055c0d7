//! Ballots issued again: two people, counted, published, and too many leave an official unscored.

use domain::rating::count::{Against, Verdict, verify};
use entity::{journal_entry, rating_reissue, rating_round};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use tests::{County, on_both};

use crate::phone_ballot::Round;

fn form(round: &Round, nth: usize) -> Value {
    json!({ "household_id": round.households[nth]["id"], "reason": "storage_cleared" })
}

/// What the journal holds of it, as text.
async fn journal(county: &County) -> String {
    let entries = journal_entry::Entity::find().filter(journal_entry::Column::Action.contains("reissue"));
    format!("{:?}", entries.all(county.app.db.reader()).await.unwrap())
}

on_both!(
    a_phone_that_lost_its_ballot_is_issued_another_by_two_people_and_everybody_sees_how_many,
    |county| {
        let round = Round::of(&county).await;
        let (office, clerk) = (county.person("office").await, county.person("hotline").await);
        let path = format!("{}/reissues", round.path);
        let household = round.households[0]["id"].as_str().unwrap();
        office.post(&path, &form(&round, 0)).await.expect_problem(409, "reissue_nothing");

        round.phone(&county, 0).await.rate("satisfied").await;
        let cleared = round.phone(&county, 0).await;
        cleared.ask(&cleared.blinded.message).await.expect_problem(409, "ballot_issued");
        let waits = office.post(&path, &form(&round, 0)).await.expect(200);
        assert_eq!((waits["items"].as_array().unwrap().len(), &waits["items"][0]["own"]), (1, &json!(true)));
        office.post(&path, &form(&round, 0)).await.expect_problem(409, "reissue_waits");
        // One person is not enough, and until the second one agrees nothing changes.
        let confirm = format!("{path}/{household}/confirm");
        office.post(&confirm, &json!({})).await.expect_problem(409, "second_person");
        cleared.ask(&cleared.blinded.message).await.expect_problem(409, "ballot_issued");
        assert_eq!(clerk.look(&path).await["items"][0]["own"], false);
        assert_eq!(clerk.post(&confirm, &json!({})).await.expect(200)["officials"], 1);
        clerk.post(&confirm, &json!({})).await.expect_problem(404, "not_found");

        let page = cleared.browser.get("/h/rate").await;
        assert!(page.text.contains("data-issued=\"\""), "the page offers it once more");
        cleared.rate("fair").await;
        let third = round.phone(&county, 0).await;
        third.ask(&third.blinded.message).await.expect_problem(409, "ballot_issued");
        office.post(&path, &form(&round, 0)).await.expect_problem(409, "reissue_twice");

        // Nothing is left that says when, and the journal does not say for whom.
        let db = county.app.db.reader();
        assert_eq!(rating_reissue::Entity::find().count(db).await.unwrap(), 0);
        let journal = journal(&county).await;
        assert!(journal.contains("confirm_reissue") && !journal.contains(household), "{journal}");

        round.close(&county).await;
        let result = round.result(&county).await;
        assert_eq!(
            (&result["issued"], &result["cast"], &result["counted"]),
            (&json!(1), &json!(2), &json!(2))
        );
        assert_eq!(result.get("unscored"), None);
        let bundle = round.bundle(&county).await;
        let counted: Value = serde_json::from_slice(&bundle).unwrap();
        let officials = counted["officials"].as_array().unwrap();
        let own = officials.iter().find(|count| count["official"] == round.number()).unwrap();
        assert_eq!((&own["issued_phone"], &own["reissued"], &own["cast"]), (&json!(1), &json!(1), &json!(2)));
        assert!(matches!(verify(&bundle, Against::default()), Verdict::Holds { counted: 2, .. }));
    }
);

on_both!(more_reissues_than_the_round_allows_leave_the_official_unscored, |county| {
    let round = Round::of(&county).await;
    let strict = rating_round::Entity::update_many()
        .col_expr(rating_round::Column::MostReissues, Expr::value(0))
        .filter(rating_round::Column::Id.eq(round.id));
    let tx = county.app.db.begin().await.unwrap();
    strict.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let (office, clerk) = (county.person("office").await, county.person("hotline").await);
    let path = format!("{}/reissues", round.path);
    for nth in 0..2 {
        round.phone(&county, nth).await.issued().await;
        office.post(&path, &form(&round, nth)).await.expect(200);
    }
    assert_eq!(office.look(&path).await["most"], 0);
    let at = |nth: usize| format!("{path}/{}", round.households[nth]["id"].as_str().unwrap());
    clerk.post(&format!("{}/confirm", at(0)), &json!({})).await.expect(200);
    // The other one is refused, and does not count.
    assert_eq!(clerk.delete(&at(1)).await.status, 204);
    assert_eq!(office.look(&path).await["items"], json!([]));
    round.phone(&county, 0).await.rate("very_satisfied").await;
    round.close(&county).await;
    let result = round.result(&county).await;
    assert_eq!((&result["unscored"], &result["counted"]), (&json!("reissues"), &json!(1)));
    office.post(&path, &form(&round, 1)).await.expect_problem(409, "round_not_open");
});
