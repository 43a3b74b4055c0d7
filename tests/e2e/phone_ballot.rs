//! Ballots of phones, from the blinded message to the public count.

use api::ballot_box::ballot::secret_key;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::rating::{
    HouseholdCode,
    blind::PublicKey,
    count::{Against, Note, Verdict, verify},
};
use entity::{ballot_box::box_ballot, link, rating_issue};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use tests::{
    Answer, County, on_both,
    phone::{Phone, cast, published_keys, random},
};
use uuid::Uuid;

use crate::household::hidden;

/// The round that is open in the demo: its keys are made.
pub struct Round {
    pub path: String,
    pub id: Uuid,
    keys: Vec<(String, PublicKey)>,
    pub list: String,
    pub secrets: [String; 2],
    pub official: Value,
    pub households: Vec<Value>,
}

impl Round {
    pub async fn of(county: &County) -> Self {
        let rounds = county.person("office").await.look("/api/rating-rounds").await;
        let open = rounds["items"].as_array().unwrap().iter().find(|round| round["state"] == "open").unwrap();
        Self::at(county, open["id"].as_str().unwrap()).await
    }

    pub async fn at(county: &County, id: &str) -> Self {
        let path = format!("/api/rating-rounds/{id}");
        let id = id.parse().unwrap();
        let (keys, list) = published_keys(&county.stranger(), id).await;
        let me = county.person("official").await;
        let trustees = county.app.settings.key_dir().join("trustees");
        let secret = |nth: u8| std::fs::read_to_string(trustees.join(format!("{nth}.secret"))).unwrap();
        Self {
            id,
            keys,
            list,
            secrets: [secret(1), secret(2)],
            official: me.look("/api/me").await["official"].clone(),
            households: me.look("/api/households?limit=200").await["items"].as_array().unwrap().clone(),
            path,
        }
    }

    pub fn number(&self) -> &str {
        self.official["number"].as_str().unwrap()
    }

    /// A phone that opened the page of the n-th household.
    pub async fn phone(&self, county: &County, nth: usize) -> Phone {
        self.phone_with(county, nth, 1).await
    }

    /// The same with a later version of its code.
    async fn phone_with(&self, county: &County, nth: usize, version: u32) -> Phone {
        let number = self.households[nth]["code"].as_str().unwrap();
        let code = HouseholdCode::derive(county.app.keyring.card_key(), number, version);
        let browser = county.stranger();
        assert_eq!(browser.get(&format!("/R/{}", code.as_str())).await.status, 303);
        let mark = hidden(&browser.get("/h/request").await)["token"].clone();
        let official = self.number().to_owned();
        let key = self.keys.iter().find(|(number, _)| *number == official).unwrap().1.clone();
        Phone::new(browser, mark, self.id, official, key)
    }

    pub async fn bring(&self, county: &County, login: &str, secret: usize) -> Answer {
        let form = json!({ "trustee_key": self.secrets[secret] });
        county.person(login).await.post(&format!("{}/close", self.path), &form).await
    }

    pub async fn close(&self, county: &County) {
        self.bring(county, "office", 0).await.expect(200);
        self.bring(county, "trustee", 1).await.expect(200);
    }

    pub async fn result(&self, county: &County) -> Value {
        let results = county.person("official").await.look(&format!("{}/results", self.path)).await;
        results["items"][0].clone()
    }

    pub async fn in_box(&self, county: &County) -> u64 {
        let ballots = box_ballot::Entity::find().filter(box_ballot::Column::RoundId.eq(self.id));
        ballots.count(county.ballot_box().reader()).await.unwrap()
    }

    pub async fn bundle(&self, county: &County) -> Vec<u8> {
        county.stranger().get(&format!("{}/bundle", self.path)).await.text.into_bytes()
    }

    /// What the auditors read, when both trustees let them.
    pub async fn openings(&self, county: &County) -> Vec<u8> {
        let auditor = county.person("auditor").await;
        let sealed = auditor.fetch(&format!("{}/openings", self.path)).await;
        let [first, second] = [&self.secrets[0], &self.secrets[1]].map(|text| secret_key(text).unwrap());
        second.unseal(&first.unseal(&sealed).unwrap()).unwrap()
    }
}

on_both!(households_rate_on_their_phones_and_anybody_repeats_the_count, |county| {
    let round = Round::of(&county).await;
    let mut receipts = Vec::new();
    for nth in 0..5 {
        receipts.push(round.phone(&county, nth).await.rate("very_satisfied").await);
    }
    // The sixth changes its mind; the seventh takes a ballot and never casts it.
    let phone = round.phone(&county, 5).await;
    let signature = phone.issued().await;
    let first = cast(&phone.browser, &phone.ballot(&signature, "fair")).await.expect(200);
    let last = cast(&phone.browser, &phone.ballot(&signature, "very_satisfied")).await.expect(200);
    round.phone(&county, 6).await.issued().await;
    assert_eq!(round.in_box(&county).await, 6);
    county.stranger().get(&format!("{}/bundle", round.path)).await.expect_problem(404, "not_found");

    let db = county.app.db.reader();
    let issues = rating_issue::Entity::find().filter(rating_issue::Column::RoundId.eq(round.id));
    assert_eq!(issues.count(db).await.unwrap(), 7);
    round.close(&county).await;
    let result = round.result(&county).await;
    assert_eq!((&result["issued"], &result["cast"], &result["counted"]), (&json!(7), &json!(6), &json!(6)));
    assert_eq!(result["cells"].as_array().unwrap().len(), 1, "all the same does not tell what each said");

    let (bundle, openings) = (round.bundle(&county).await, round.openings(&county).await);
    let counted: Value = serde_json::from_slice(&bundle).unwrap();
    let against = Against {
        signer: counted["signed_by"].as_str(),
        key_list: Some(&round.list),
        openings: Some(&openings),
    };
    match verify(&bundle, against) {
        Verdict::Holds { counted: 6, notes, .. } => assert!(notes.is_empty(), "{notes:?}"),
        other => panic!("{other:?}"),
    }
    match verify(&bundle, Against::default()) {
        Verdict::Holds { notes, .. } => assert!(notes.contains(&Note::BallotsNotOpened)),
        other => panic!("{other:?}"),
    }
    let mine = county.stranger().look(&format!("{}/receipts/{}", round.path, round.number())).await;
    let published: Vec<&Value> =
        mine["receipts"].as_array().unwrap().iter().map(|one| &one["receipt"]).collect();
    receipts.push(last);
    for receipt in &receipts {
        assert!(published.contains(&&receipt["receipt"]), "{receipt} is not in {published:?}");
    }
    assert!(!published.contains(&&first["receipt"]), "an answer that was changed leaves no trace");
});

on_both!(two_phones_race_on_one_code_and_one_of_them_has_the_ballot, |county| {
    let round = Round::of(&county).await;
    let phones = [round.phone(&county, 0).await, round.phone(&county, 0).await];
    let asked = phones.map(|phone| {
        tokio::spawn(async move {
            let answer = phone.ask(&phone.blinded.message).await;
            (phone, answer)
        })
    });
    let mut signed = Vec::new();
    for task in asked {
        let (phone, answer) = task.await.unwrap();
        if answer.status == 200 {
            signed.push((phone, answer));
        } else {
            answer.expect_problem(409, "ballot_issued");
        }
    }
    assert_eq!(signed.len(), 1);
    // A crash between issue and cast: the same message is answered the same.
    let (phone, answer) = signed.pop().unwrap();
    assert_eq!(phone.ask(&phone.blinded.message).await.expect(200), answer.expect(200));
    let ballot = phone.ballot(&phone.unblind(&answer.expect(200)), "satisfied");
    cast(&phone.browser, &ballot).await.expect(200);
});

on_both!(a_ballot_that_is_sent_twice_stands_in_the_box_once, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let ballot = phone.ballot(&phone.issued().await, "dissatisfied");
    let sent = (0..6).map(|_| {
        let (person, ballot) = (county.stranger(), ballot.clone());
        tokio::spawn(async move { cast(&person, &ballot).await.expect(200) })
    });
    let mut receipts = Vec::new();
    for task in sent.collect::<Vec<_>>() {
        receipts.push(task.await.unwrap());
    }
    receipts.dedup();
    assert_eq!((receipts.len(), round.in_box(&county).await), (1, 1));
});

on_both!(a_token_of_one_official_rates_no_other_and_a_forged_one_nobody, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let signature = phone.issued().await;
    let other = round.keys.iter().find(|(number, _)| *number != phone.official).unwrap().0.clone();
    let good = phone.ballot(&signature, "fair");
    let with = |field: &str, value: &str| {
        let mut ballot = good.clone();
        ballot[field] = value.into();
        ballot
    };
    for wrong in [
        with("official", &other),
        with("official", "A99999"),
        with("nonce", &HEXLOWER.encode(&random::<32>())),
        with("prefix", "00"),
        with("salt", "not hex"),
        with("signature", &BASE64URL_NOPAD.encode(&random::<256>())),
        with("signature", ""),
    ] {
        cast(&phone.browser, &wrong).await.expect_problem(400, "ballot_signature");
    }
    cast(&phone.browser, &with("round", &Uuid::nil().to_string()))
        .await
        .expect_problem(409, "round_not_open");
    assert_eq!(round.in_box(&county).await, 0);
    cast(&phone.browser, &good).await.expect(200);
});

on_both!(a_blinded_message_of_no_use_is_refused_and_costs_the_household_nothing, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let n = *phone.key.modulus();
    let mut larger = n;
    larger[255] = larger[255].wrapping_add(1);
    let (zero, short, long) = ([0; 256], [7; 255], [7; 257]);
    for wrong in [&zero[..], &n, &larger, &[0xFF; 256], &short, &long, &[]] {
        phone.ask(wrong).await.expect_problem(400, "blinded_message");
    }
    phone.issued().await;
});

on_both!(a_phone_whose_storage_was_cleared_is_given_no_second_ballot, |county| {
    let round = Round::of(&county).await;
    round.phone(&county, 0).await.issued().await;
    let cleared = round.phone(&county, 0).await;
    cleared.ask(&cleared.blinded.message).await.expect_problem(409, "ballot_issued");
});

on_both!(a_code_that_was_reissued_ends_the_old_pages_and_gives_no_second_ballot, |county| {
    let round = Round::of(&county).await;
    let office = county.person("office").await;
    let (first, second) = (round.phone(&county, 0).await, round.phone(&county, 1).await);
    first.issued().await;
    for household in &round.households[..2] {
        let path = format!("/api/households/{}/household-code", household["id"].as_str().unwrap());
        office.post(&path, &json!({})).await.expect(200);
    }
    for phone in [&first, &second] {
        assert_eq!(phone.ask(&phone.blinded.message).await.status, 403, "its page has ended");
    }
    let again = round.phone_with(&county, 0, 2).await;
    again.ask(&again.blinded.message).await.expect_problem(409, "ballot_issued");
    round.phone_with(&county, 1, 2).await.rate("satisfied").await;
});

on_both!(a_household_takes_a_slip_or_its_phone_and_not_both, |county| {
    let round = Round::of(&county).await;
    let keeper = county.person("slips").await;
    let drawn = json!({ "household_ids": [round.households[0]["id"], round.households[1]["id"]] });
    round.phone(&county, 0).await.issued().await;
    let path = format!("{}/issues", round.path);
    let report = keeper.post(&path, &drawn).await.expect(200);
    assert_eq!((&report["issued"], &report["already"]), (&json!(1), &json!(1)));
    let phone = round.phone(&county, 1).await;
    phone.ask(&phone.blinded.message).await.expect_problem(409, "slip_drawn");
});

on_both!(whoever_casts_while_the_round_closes_is_told_that_it_is_over, |county| {
    let round = Round::of(&county).await;
    let phone = round.phone(&county, 0).await;
    let signature = phone.issued().await;
    let late = round.phone(&county, 1).await;
    round.bring(&county, "office", 0).await.expect(200);
    let ballot = phone.ballot(&signature, "fair");
    cast(&phone.browser, &ballot).await.expect_problem(409, "round_not_open");
    late.ask(&late.blinded.message).await.expect_problem(409, "round_not_open");
    round.bring(&county, "trustee", 1).await.expect(200);
    cast(&phone.browser, &ballot).await.expect_problem(409, "round_not_open");
    assert_eq!(round.result(&county).await["counted"], 0);
});

on_both!(a_household_that_moved_since_the_opening_rates_whom_it_had, |county| {
    let round = Round::of(&county).await;
    let household: Uuid = round.households[0]["id"].as_str().unwrap().parse().unwrap();
    let mut phone = round.phone(&county, 0).await;
    let tx = county.app.db.begin().await.unwrap();
    let ended = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    link::Entity::update_many()
        .col_expr(link::Column::ValidTo, Expr::value(ended))
        .filter(link::Column::HouseholdId.eq(household))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    phone.issued().await;
    // Nobody else is its official in this round, whoever he is now.
    phone.official = round.keys.iter().find(|(number, _)| *number != phone.official).unwrap().0.clone();
    phone.ask(&phone.blinded.message).await.expect_problem(404, "not_found");
});

on_both!(three_answers_are_counted_and_nobody_is_shown_them, |county| {
    let round = Round::of(&county).await;
    for (nth, level) in (0..).zip(["satisfied", "fair", "very_dissatisfied"]) {
        round.phone(&county, nth).await.rate(level).await;
    }
    round.close(&county).await;
    let result = round.result(&county).await;
    assert_eq!(result["counted"], 3);
    assert!(result.get("cells").is_none());
    let bundle: Value = serde_json::from_slice(&round.bundle(&county).await).unwrap();
    let officials = bundle["officials"].as_array().unwrap();
    let line = officials.iter().find(|line| line["official"] == round.number()).unwrap();
    assert!(line["cells"].is_null() && line["commitments"].as_array().unwrap().len() == 3);
});

on_both!(a_round_may_ask_for_the_last_digits_of_the_registered_number, |county| {
    let office = county.person("office").await;
    let me = county.person("official").await.look("/api/me").await["official"].clone();
    let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
    let form = json!({
        "code": "with-factor", "name": "试评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
        "trustee_keys": [pairs[0].0, pairs[1].0], "factor": "last_four",
        "scope_kind": "official", "scope_id": me["id"],
    });
    let made = office.post("/api/rating-rounds", &form).await.expect(200);
    let id = made["id"].as_str().unwrap();
    office.post(&format!("/api/rating-rounds/{id}/prepare"), &json!({})).await.expect(200);
    county.drain().await;
    office.post(&format!("/api/rating-rounds/{id}/open"), &json!({})).await.expect(200);
    let round = Round::at(&county, id).await;

    let phone = round.phone(&county, 0).await;
    phone.ask(&phone.blinded.message).await.expect_problem(403, "second_factor");
    let household = round.households[0]["id"].as_str().unwrap();
    let reason = json!({ "reason": "电话联系" });
    let official = county.person("official").await;
    let shown = official.post(&format!("/api/households/{household}/unmask"), &reason).await.expect(200);
    let digits = shown["phone"].as_str().unwrap()[7..].to_owned();
    let answer = async |phone: &Phone, digits: &str| {
        let form = [("token", phone.mark.as_str()), ("digits", digits)];
        let answered = phone.browser.submit("/h/rate/factor", &form).await;
        assert_eq!(answered.status, 303, "{}", answered.text);
        answered.headers["location"].to_str().unwrap().to_owned()
    };
    assert_eq!(answer(&phone, &digits).await, "/h/rate");
    phone.issued().await;

    let guesser = round.phone(&county, 1).await;
    for _ in 0..5 {
        assert_eq!(answer(&guesser, "x").await, "/h/rate?factor=wrong");
    }
    assert_eq!(answer(&guesser, "x").await, "/h/rate?factor=often");
    guesser.ask(&guesser.blinded.message).await.expect_problem(403, "second_factor");
});
