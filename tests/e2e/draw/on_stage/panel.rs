//! The panel: one-time ballots, sealed until the vote closes.

use entity::panel_ballot;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{County, Person, on_both};

use super::OnStage;

async fn cast(person: &Person, code: &str, choice: &str) -> tests::Answer {
    person.post("/api/public/panel/cast", &json!({ "code": code, "choice": choice })).await
}

/// The codes for a vote, one of each judge.
fn codes(sheets: &Value, number: u64) -> Vec<String> {
    let envelopes = sheets["envelopes"].as_array().unwrap();
    let ballots = envelopes.iter().flat_map(|envelope| envelope["ballots"].as_array().unwrap());
    let of_vote = ballots.filter(|ballot| ballot["number"] == number);
    of_vote.map(|ballot| ballot["code"].as_str().unwrap().to_owned()).collect()
}

/// Ballots that say anything.
async fn filled(county: &County) -> usize {
    let filled = panel_ballot::Entity::find().filter(panel_ballot::Column::Choice.is_not_null());
    filled.all(county.app.db.reader()).await.unwrap().len()
}

on_both!(judges_vote_once_each_and_nobody_counts_before_the_close, |county| {
    let mut table = OnStage::open(&county).await;
    let panel = format!("{}/panel", table.path);
    let judge = |name: &str| json!({ "name": name, "capacity": "县人大代表" });
    let form = json!({ "judges": [judge("李代表"), judge("王委员"), judge("张村民")], "votes": 2 });
    let void = table.host.post(&panel, &form).await.expect(200);
    table.caller.post(&panel, &form).await.expect_problem(403, "forbidden");
    let sheets = table.host.post(&panel, &form).await.expect(200);
    let void = codes(&void, 1);
    let (first, second) = (codes(&sheets, 1), codes(&sheets, 2));
    assert_eq!((first.len(), second.len()), (3, 3));
    let url = sheets["envelopes"][0]["ballots"][0]["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/panel#{}", first[0])), "behind the #, a code stands in no log: {url}");

    let official = table.draw("s1").await.remove(0);
    table.outcome(&official, "IN_PERSON").await.expect(200);
    let paper =
        table.stranger.post("/api/public/panel/ballot", &json!({ "code": first[0] })).await.expect(200);
    assert_eq!((&paper["state"], &paper["cast"]), (&json!("waiting"), &json!(false)));
    cast(&table.stranger, &first[0], "satisfied").await.expect_problem(409, "vote_not_open");

    let votes = format!("{}/votes", table.path);
    table.host.post(&votes, &json!({ "label": official })).await.expect(200);
    table.host.post(&votes, &json!({ "label": official })).await.expect_problem(409, "vote_open");
    table.host.post(&panel, &form).await.expect_problem(409, "panel_has_voted");
    cast(&table.stranger, &void[0], "satisfied").await.expect_problem(422, "ballot_unknown");
    cast(&table.stranger, &second[0], "satisfied").await.expect_problem(409, "vote_not_open");

    // Somebody scans twice at the same moment: one of the two counts.
    let (one, other) = tokio::join!(
        cast(&table.stranger, &first[0], "dissatisfied"),
        cast(&table.stranger, &first[0], "satisfied"),
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text, other.text);
    let sloppy = first[1].to_lowercase();
    let paper = cast(&table.stranger, &sloppy, "satisfied").await.expect(200);
    assert_eq!((&paper["cast"], &paper["label"]), (&json!(true), &json!(official)));
    cast(&table.stranger, &first[1], "fair").await.expect_problem(409, "ballot_used");

    let stage: Value = serde_json::from_str(&table.stage().await).unwrap();
    let vote = &stage["votes"][0];
    assert_eq!((&vote["state"], &vote["cast"], &vote["ballots"]), (&json!("open"), &json!(2), &json!(3)));
    assert!(vote["satisfied"].is_null() && vote["dissatisfied"].is_null(), "nobody counts before the close");
    assert_eq!(filled(&county).await, 2);
    table.host.post(&format!("{}/close", table.path), &json!({})).await.expect_problem(409, "vote_open");

    let closed = table.host.post(&format!("{votes}/1/close"), &json!({})).await.expect(200);
    let vote = &closed["votes"][0];
    let sum: u64 =
        ["satisfied", "fair", "dissatisfied"].iter().map(|level| vote[*level].as_u64().unwrap()).sum();
    assert_eq!((&vote["state"], sum), (&json!("closed"), 2));
    assert_eq!(filled(&county).await, 0, "counted ballots are empty");
    cast(&table.stranger, &first[2], "fair").await.expect_problem(409, "vote_not_open");
    table.host.post(&format!("{votes}/1/close"), &json!({})).await.expect_problem(409, "vote_not_open");
    table.host.post(&votes, &json!({ "label": official })).await.expect_problem(409, "voted_already");
    let told = county.person("auditor").await.look("/api/journal?limit=200").await.to_string();
    assert!(first.iter().chain(&second).all(|code| !told.contains(code.as_str())), "no code in the journal");
});
