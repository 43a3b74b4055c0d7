//! A rating round from its opening to the scores.

use std::{sync::Arc, time::Duration};

use api::{caller::Caller, db::Database, identity::session, rating::close};
use domain::rating::SlipCode;
use entity::{
    account,
    ballot_box::{box_ballot, box_round},
    rating_round,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{County, Person, on_both};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::import::upload::upload;

/// An open round, its trustees' secret keys, and the official whose households rate.
pub struct Opened {
    pub office: Person,
    pub trustee: Person,
    pub keeper: Person,
    /// Where it is.
    pub round: String,
    pub secrets: [String; 2],
    pub official: Value,
    pub households: Vec<Value>,
}

/// A round that rates the demo's official alone: one key is made in a moment.
pub async fn opened(county: &County) -> Opened {
    let official = county.person("official").await.look("/api/me").await["official"]["id"].clone();
    opened_for(county, json!({ "scope_kind": "official", "scope_id": official })).await
}

/// A round of this scope, prepared and opened.
pub async fn opened_for(county: &County, scope: Value) -> Opened {
    let (office, keeper) = (county.person("office").await, county.person("slips").await);
    let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
    let mut form = json!({
        "code": "2026-test", "name": "试评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
        "trustee_keys": [pairs[0].0, pairs[1].0],
    });
    form.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
    let round = office.post("/api/rating-rounds", &form).await.expect(200);
    let round = format!("/api/rating-rounds/{}", round["id"].as_str().unwrap());
    office.post(&format!("{round}/open"), &json!({})).await.expect_problem(409, "round_not_ready");
    office.post(&format!("{round}/prepare"), &json!({})).await.expect(200);
    county.drain().await;
    office.post(&format!("{round}/open"), &json!({})).await.expect(200);
    let me = county.person("official").await;
    let official = me.look("/api/me").await["official"].clone();
    let households = me.look("/api/households?limit=200").await["items"].as_array().unwrap().clone();
    let trustee = county.person("trustee").await;
    Opened { office, trustee, keeper, round, secrets: pairs.map(|(_, secret)| secret), official, households }
}

impl Opened {
    pub async fn slips(&self, count: usize) -> Vec<String> {
        let form = json!({ "official_id": self.official["id"], "count": count });
        let printed = self.keeper.post(&format!("{}/slips", self.round), &form).await.expect(200);
        printed["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
    }

    pub async fn drawn(&self, count: usize) {
        let ids: Vec<_> = self.households.iter().take(count).map(|household| &household["id"]).collect();
        let form = json!({ "household_ids": ids });
        let path = format!("{}/issues", self.round);
        let report = self.keeper.post(&path, &form).await.expect(200);
        assert_eq!(report["issued"], count);
        assert_eq!(self.keeper.post(&path, &form).await.expect(200)["already"], count);
    }

    /// Others draw after the first ones.
    pub async fn drawn_more(&self, after: usize, count: usize) {
        let more = self.households.iter().skip(after).take(count);
        let form = json!({ "household_ids": more.map(|household| &household["id"]).collect::<Vec<_>>() });
        let report = self.keeper.post(&format!("{}/issues", self.round), &form).await.expect(200);
        assert_eq!(report["issued"], count);
    }

    pub async fn bring(&self, person: &Person, key: &str) -> tests::Answer {
        person.post(&format!("{}/close", self.round), &json!({ "trustee_key": key })).await
    }

    /// The office brings the first key, the trustee the second.
    pub async fn close(&self) {
        assert_eq!(self.bring(&self.office, &self.secrets[0]).await.expect(200)["state"], "closing");
        assert_eq!(self.bring(&self.trustee, &self.secrets[1]).await.expect(200)["state"], "closed");
    }
}

async fn cast(person: &Person, code: &str, level: &str) -> tests::Answer {
    person.post("/api/ballot-box/slips", &json!({ "code": code, "level": level, "comment": "挺好" })).await
}

on_both!(households_rate_by_slip_and_hr_sees_where_the_score_comes_from, |county| {
    let opened = opened(&county).await;
    let codes = opened.slips(8).await;
    opened.drawn(7).await;
    let household = county.stranger();
    for code in &codes[..6] {
        let receipt = cast(&household, code, "very_satisfied").await.expect(200);
        assert_eq!(receipt["receipt"].as_str().unwrap().len(), 19);
        assert_eq!(receipt.as_object().unwrap().len(), 1, "a receipt says nothing else");
    }
    let hr = county.person("hr").await;
    hr.get(&format!("{}/results", opened.round)).await.expect_problem(409, "round_not_closed");
    let progress = opened.office.look(&format!("{}/progress", opened.round)).await;
    let issued: u64 =
        progress["items"].as_array().unwrap().iter().map(|item| item["issued"].as_u64().unwrap()).sum();
    assert_eq!(issued, 7);
    // One slip was neither drawn nor voided.
    opened.bring(&opened.office, &opened.secrets[0]).await.expect_problem(409, "undrawn_slips");
    let voids = opened.keeper.post(&format!("{}/voids", opened.round), &json!({ "codes": [codes[7]] })).await;
    assert_eq!(voids.expect(200)["voided"], 1);
    cast(&household, &codes[7], "fair").await.expect_problem(409, "slip_void");
    let other = api::ballot_box::ballot::new_trustee().1;
    opened.bring(&opened.office, &other).await.expect_problem(422, "invalid_input");
    opened.bring(&opened.office, &opened.secrets[1]).await.expect_problem(409, "first_trustee_first");
    opened.bring(&opened.office, &opened.secrets[0]).await.expect(200);
    cast(&household, &codes[6], "fair").await.expect_problem(409, "round_not_open");
    hr.get(&format!("{}/results", opened.round)).await.expect_problem(409, "round_not_closed");
    opened.bring(&opened.office, &opened.secrets[1]).await.expect_problem(409, "second_person");
    opened.bring(&opened.trustee, &opened.secrets[1]).await.expect(200);
    opened.bring(&opened.trustee, &opened.secrets[1]).await.expect_problem(409, "round_not_open");
    cast(&household, &codes[6], "fair").await.expect_problem(409, "round_not_open");
    let me = county.person("official").await;
    let own = me.look(&format!("{}/results", opened.round)).await;
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "an official sees his own");
    let result = &own["items"][0];
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(7), &json!(6), &json!(6)));
    assert_eq!(
        result["cells"],
        json!([{ "levels": ["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"], "count": 6 }])
    );
    county.drain().await;
    let score = hr.look(&format!("/api/scores/{}", opened.official["id"].as_str().unwrap())).await;
    assert_eq!(
        (&score["score"]["round_name"], &score["score"]["rating_points"]),
        (&json!("试评"), &json!(6000))
    );
    // Nobody else loses the round that rated everybody.
    let others = hr.look("/api/scores?limit=200").await["items"].as_array().unwrap().clone();
    let others: Vec<_> =
        others.iter().filter(|other| other["official"]["id"] != opened.official["id"]).collect();
    assert!(others.iter().all(|other| other["round_name"] != "试评"), "{others:?}");
    assert!(others.iter().any(|other| other["rating_points"].is_number()), "{others:?}");
    let lines = score["lines"].as_array().unwrap();
    let total: i64 = lines[..lines.len() - 1].iter().filter_map(|line| line["points"].as_i64()).sum();
    assert_eq!(score["score"]["total"], total, "{lines:?}");
    assert!(lines.iter().all(|line| !line["label"].as_str().unwrap().starts_with("assessment.")));
    let best = hr.look("/api/scores?sort=-total&limit=3").await;
    assert_eq!(best["items"].as_array().unwrap().len(), 3);
    let next = best["next_cursor"].as_str().unwrap();
    let more = hr.look(&format!("/api/scores?sort=-total&limit=3&cursor={next}")).await;
    assert_ne!(best["items"][2]["official"]["id"], more["items"][0]["official"]["id"]);
});

on_both!(a_slip_counts_once_however_many_hands_hold_it, |county| {
    let opened = opened(&county).await;
    let code = opened.slips(1).await.remove(0);
    let people: Vec<_> = (0..10).map(|_| county.stranger()).collect();
    let mut taken = 0;
    let mut tasks = Vec::new();
    for person in people {
        let code = code.clone();
        tasks.push(tokio::spawn(async move { cast(&person, &code, "fair").await }));
    }
    for task in tasks {
        let answer = task.await.unwrap();
        if answer.status == 200 {
            taken += 1;
        } else {
            answer.expect_problem(409, "slip_used");
        }
    }
    assert_eq!(taken, 1);
    let unknown = SlipCode::from_random([7; 10]);
    cast(&county.stranger(), unknown.as_str(), "fair").await.expect_problem(404, "slip_unknown");
    cast(&county.stranger(), "ABCD", "fair").await.expect_problem(422, "invalid_input");
});

on_both!(spare_slips_void_the_count_of_whom_they_favour, |county| {
    let opened = opened(&county).await;
    let codes = opened.slips(7).await;
    opened.drawn(6).await;
    for code in &codes {
        cast(&county.stranger(), code, "very_satisfied").await.expect(200);
    }
    opened.close().await;
    let result = county.person("official").await.look(&format!("{}/results", opened.round)).await;
    let result = &result["items"][0];
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(6), &json!(7), &json!(0)));
    assert!(result.get("cells").is_none());
});

on_both!(the_slip_page_reads_and_sets_no_cookie_and_never_shows_the_level, |county| {
    let opened = opened(&county).await;
    let code = opened.slips(1).await.remove(0);
    // Even of somebody who is signed in.
    let person = county.person("official").await;
    let page = person.get("/slip").await;
    assert_eq!(page.status, 200);
    assert!(page.headers.get("set-cookie").is_none());
    assert!(page.text.contains("您的干部看不到您的选择"));
    let wrong =
        person.submit("/slip", &[("code", "WRONG"), ("level", "dissatisfied"), ("reason-slow", "yes")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("WRONG") && !wrong.text.contains("value=\"dissatisfied\" required checked"));
    let done =
        person.submit("/slip", &[("code", &code), ("level", "dissatisfied"), ("reason-slow", "yes")]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(done.headers.get("set-cookie").is_none());
    assert!(!done.text.contains("不满意") && !done.text.contains(&code));
    let again = person.submit("/slip", &[("code", &code), ("level", "fair")]).await;
    assert_eq!(again.status, 409);
    assert!(again.text.contains("已经投过"));
});

on_both!(whoever_keeps_the_slips_of_one_round_sees_whom_it_rates_and_who_rates_and_no_more, |county| {
    // Somebody who serves no household is rated by none.
    let office = county.person("office").await;
    let unit = office.look("/api/units?limit=1").await["items"][0]["code"].as_str().unwrap().to_owned();
    let newcomer = format!("干部编号,姓名,性别,单位代码,职级,状态\nA09999,新来的,女,{unit},科员,在职\n");
    upload(&office, "officials", newcomer, false).await.expect(202);
    county.drain().await;
    let opened = opened_for(&county, json!({})).await;
    let round = opened.round.rsplit('/').next().unwrap();
    let account = json!({
        "login": "keeper.of.one", "display_name": "保管员",
        "roles": [{ "role": "slip_keeper", "scope_kind": "round", "scope_id": round }],
    });
    let keeper = county.newcomer(account).await;
    let seen = keeper.look("/api/officials?limit=200").await;
    let numbers = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|one| one["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = opened.office.look("/api/officials?limit=200").await;
    assert!(all.get("next_cursor").is_none() && seen.get("next_cursor").is_none(), "one page of officials");
    let mut rated = numbers(&all);
    let unlinked = rated.iter().position(|number| number == "A09999").expect("he is there");
    rated.remove(unlinked);
    assert_eq!(numbers(&seen), rated);
    let id = opened.official["id"].as_str().unwrap();
    let households = keeper.look(&format!("/api/households?official_id={id}&limit=200")).await;
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(households["items"].as_array().unwrap()), ids(&opened.households));

    // His whole work, and nothing beside it.
    let print = json!({ "official_id": id, "count": 1 });
    keeper.post(&format!("{}/slips", opened.round), &print).await.expect(200);
    let drawn = json!({ "household_ids": [opened.households[0]["id"]] });
    keeper.post(&format!("{}/issues", opened.round), &drawn).await.expect(200);
    let household = opened.households[0]["id"].as_str().unwrap();
    for path in [format!("/api/households/{household}"), "/api/visits".into(), "/api/requests".into()] {
        keeper.get(&path).await.expect_problem(403, "forbidden");
    }
});

/// A close whose power can be cut at any point: a task instead of a request.
struct Closing<'a> {
    county: &'a County,
    people: [Arc<Caller>; 2],
    round: Uuid,
    secrets: [String; 2],
}

impl<'a> Closing<'a> {
    async fn of(county: &'a County, opened: &Opened) -> Self {
        let people = [signed_in(county, "office").await, signed_in(county, "trustee").await];
        let round = opened.round.rsplit('/').next().unwrap().parse().unwrap();
        Self { county, people, round, secrets: opened.secrets.clone() }
    }

    /// The first or the second key.
    fn begin(&self, nth: usize) -> JoinHandle<()> {
        let (person, round, secret) = (self.people[nth].clone(), self.round, self.secrets[nth].clone());
        tokio::spawn(async move { close::bring_key(&person, round, &secret).await.map(drop).unwrap() })
    }

    /// Keeps everybody else from writing to a row until the transaction ends.
    async fn hold(&self, db: &Database, row: &str) -> DatabaseTransaction {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(row).await.unwrap();
        tx
    }

    async fn openings(&self) -> Option<Vec<u8>> {
        self.county.app.ballot_box.openings(self.round).await.unwrap()
    }

    async fn ballots(&self) -> u64 {
        let ballots = box_ballot::Entity::find().filter(box_ballot::Column::RoundId.eq(self.round));
        ballots.count(self.county.ballot_box().reader()).await.unwrap()
    }

    /// The files of this round's keys.
    fn keys(&self) -> Vec<std::path::PathBuf> {
        let folder = self.county.app.settings.key_dir().join("rounds");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.to_str().unwrap().contains(&self.round.to_string())).collect()
    }

    async fn box_state(&self) -> String {
        let round = box_round::Entity::find_by_id(self.round);
        round.one(self.county.ballot_box().reader()).await.unwrap().unwrap().state
    }

    async fn state(&self) -> String {
        let round = rating_round::Entity::find_by_id(self.round);
        round.one(self.county.app.db.reader()).await.unwrap().unwrap().state
    }
}

async fn signed_in(county: &County, login: &str) -> Arc<Caller> {
    let app = &county.app;
    let found = account::Entity::find().filter(account::Column::Login.eq(login));
    let found = found.one(app.db.reader()).await.unwrap().unwrap();
    let tx = app.db.begin().await.unwrap();
    let token = session::begin(&tx, app, found.id).await.unwrap();
    tx.commit().await.unwrap();
    Arc::new(session::open(app.clone(), &token).await.unwrap().unwrap())
}

/// Waits for what another task is about to write.
async fn until(happened: impl AsyncFn() -> bool) {
    let waiting = async {
        while !happened().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it happens");
}

async fn cut(closing: JoinHandle<()>) {
    closing.abort();
    assert!(closing.await.unwrap_err().is_cancelled(), "it was cut in the middle");
}

on_both!(a_close_that_is_cut_short_is_done_again_with_the_same_count, |county| {
    let opened = opened(&county).await;
    let codes = opened.slips(4).await;
    opened.drawn(4).await;
    for code in &codes[..3] {
        cast(&county.stranger(), code, "fair").await.expect(200);
    }
    let closing = Closing::of(&county, &opened).await;
    let (county_db, box_db) = (&county.app.db, county.ballot_box());
    let round_row = "UPDATE rating_round SET code = code";
    let hr = county.person("hr").await;
    let results = format!("{}/results", opened.round);

    // Cut between the box's standing still and the county's: nothing is taken, and the key is brought again.
    let held = closing.hold(county_db, round_row).await;
    let task = closing.begin(0);
    until(async || closing.box_state().await == "closing").await;
    cut(task).await;
    held.rollback().await.unwrap();
    assert_eq!((closing.state().await.as_str(), closing.ballots().await), ("open", 3));
    cast(&county.stranger(), &codes[3], "fair").await.expect_problem(409, "round_not_open");
    closing.begin(0).await.unwrap();
    closing.begin(0).await.unwrap();
    assert_eq!((closing.state().await.as_str(), closing.ballots().await), ("closing", 3));

    // Cut between the count and its being written down: the county does not know of it, and nothing is lost.
    let held = closing.hold(county_db, round_row).await;
    let task = closing.begin(1);
    until(async || closing.openings().await.is_some()).await;
    cut(task).await;
    held.rollback().await.unwrap();
    assert_eq!((closing.state().await.as_str(), closing.ballots().await), ("closing", 3));
    hr.get(&results).await.expect_problem(409, "round_not_closed");

    // Cut between the results and the emptying of the box: the queue has it.
    let first = closing.openings().await;
    let held = closing.hold(county_db, round_row).await;
    let task = closing.begin(1);
    until(async || closing.openings().await != first).await;
    let full = closing.hold(box_db, "UPDATE box_round SET state = state").await;
    held.rollback().await.unwrap();
    until(async || closing.state().await == "closed").await;
    cut(task).await;
    full.rollback().await.unwrap();
    assert_eq!(closing.ballots().await, 3);
    let me = county.person("official").await;
    let result = me.look(&results).await["items"][0].clone();
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(4), &json!(3), &json!(3)));
    assert_eq!(county.jobs("empty_box").await, 1);
    assert_eq!(closing.keys().len(), 2, "the keys of both rooms are there");
    county.drain().await;
    assert_eq!(closing.ballots().await, 0);
    assert_eq!(closing.keys(), Vec::<std::path::PathBuf>::new(), "the keys of both rooms are destroyed");
    opened.bring(&opened.office, &opened.secrets[0]).await.expect_problem(409, "round_not_open");
    assert_eq!(me.look(&results).await["items"][0], result);
});
