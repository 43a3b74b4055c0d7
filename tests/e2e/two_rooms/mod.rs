//! The registrar and the ballot box as two processes: a whole round, either of them down while households rate, and what
//! neither of them has.

mod house;

use std::collections::BTreeSet;

use api::ballot_box::{
    ballot::secret_key,
    count::Emptied,
    office::{BALLOTS, Bytes, Empty, TrusteeKey},
};
use domain::rating::count::{Against, Verdict, verify};
use reqwest::{Method, header};
use serde_json::{Value, json};
use tests::{
    Person,
    phone::{BALLOTS as BOX, cast, random},
};

use house::{House, Round};

/// What a browser must not be followed by.
const CALLER: [(&str, &str); 3] = [
    ("user-agent", "Householdphone/7"),
    ("x-forwarded-for", "203.0.113.77"),
    ("cookie", "household=somebody"),
];

async fn cast_as(person: &Person, ballot: &Value) -> tests::Answer {
    let request = person.request(Method::POST, BOX).json(ballot);
    person.send(CALLER.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

async fn whole_round(databases: Option<[String; 2]>) {
    let mut house = House::split(databases);
    let said = house.refusal("registrar", &[]);
    assert!(said.contains("must not have what belongs to the ballot box"), "{said}");
    house.carry();
    let said = house.refusal("ballot-box", &[]);
    assert!(said.contains("copy office.1.key from its key ring"), "{said}");
    house.start_registrar();
    house.share_key();
    house.start_box();
    let round = Round::open(&house).await;
    stand_apart(&house).await;
    only_the_county_may_cast(&house).await;

    let printed = round.slips(&house, 3).await;
    assert_eq!(printed["address"], format!("{}/slip", house.origin_of_box()));
    let slips: Vec<&str> =
        printed["codes"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let by_hand = [("code", slips[0]), ("level", "satisfied")];
    let page = house.at_box().submit("/slip", &by_hand).await;
    assert!(page.status == 200 && page.text.contains("class=\"receipt\""), "{}", page.text);

    let mut receipts = Vec::new();
    for nth in 0..4 {
        let phone = round.phone(&house, nth).await;
        let ballot = phone.ballot(&phone.issued().await, "very_satisfied");
        receipts.push(cast_as(&house.at_box(), &ballot).await.expect(200)["commitment"].clone());
    }
    let (receipt, late) = box_is_down(&mut house, &round).await;
    receipts.push(receipt);
    receipts.push(registrar_is_down(&mut house, &round, slips[1]).await);
    counted(&mut house, &round, slips[2], &receipts, &late).await;
    nothing_tells_who_came(&house, &round);
}

/// Each has its own pages and nothing of the other's.
async fn stand_apart(house: &House) {
    let (registrar, boxed) = (house.at_registrar(), house.at_box());
    registrar.post("/api/ballot-box/slips", &json!({})).await.expect_problem(404, "not_found");
    let slip = registrar.get("/slip").await;
    assert_eq!(slip.headers[header::LOCATION], format!("{}/slip", house.origin_of_box()));
    let policy = registrar.get("/h").await.headers[header::CONTENT_SECURITY_POLICY].clone();
    let policy = policy.to_str().unwrap();
    assert!(policy.contains(&format!("connect-src 'self' {};", house.origin_of_box())), "{policy}");
    assert!(policy.contains(&format!("form-action 'self' {};", house.origin_of_box())), "{policy}");
    for path in ["/h", "/R/X", "/api/me", "/api/rating-rounds", "/desk", "/p/meetings", "/office/ping"] {
        assert_eq!(boxed.get(path).await.status, 404, "{path}");
    }
    let sign_in = json!({ "login": "office", "password": api::demo::PASSWORD });
    assert_eq!(boxed.post("/api/session", &sign_in).await.status, 404);
    assert_eq!(boxed.get("/slip").await.status, 200);
    assert_eq!(boxed.look("/readyz").await, json!({ "ready": true, "ballot_box": true }));
    assert_eq!(registrar.look("/readyz").await["ballot_box"], true);

    // Its office opens to the shared key alone, whatever else somebody brings.
    let office = reqwest::Client::new();
    for name in ["ping", "empty", "print"] {
        let address = format!("{}/office/{name}", house.office_address());
        let answer =
            office.post(&address).header("cookie", "session=office").body("{}").send().await.unwrap();
        assert_eq!(answer.status(), 409);
        let told = answer.text().await.unwrap();
        assert!(told.len() == 32 && told.chars().all(|c| c.is_ascii_hexdigit()), "{told}");
    }

    let (of_box, of_county) = (house.box_folder(), house.county_folder());
    assert!(!of_box.join("county.db").exists() && !of_county.join("ballot_box.db").exists());
    let mut keys: Vec<_> =
        std::fs::read_dir(of_box.join("keys")).unwrap().map(|one| one.unwrap().file_name()).collect();
    keys.sort();
    assert_eq!(keys, ["box.1.key", "office.1.key", "rounds"]);
    assert!(House::round_keys(&of_box, "wrap").is_empty() && House::round_keys(&of_county, "box").is_empty());
    let (card, boxed) = ("LIANXIN_KEY_CARD_1", "LIANXIN_KEY_BOX_1");
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert!(house.refusal("ballot-box", &[(card, key)]).contains(card));
    assert!(house.refusal("registrar", &[(boxed, key)]).contains(boxed));
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    assert!(house.refusal("ballot-box", &[("LIANXIN_DATABASE_URL", url)]).contains("database_url"));
    assert!(house.refusal("registrar", &[("LIANXIN_BALLOT_BOX_URL", url)]).contains("ballot_box_url"));
}

/// A page of the county may cast, one of anybody else may not, and neither with a cookie.
async fn only_the_county_may_cast(house: &House) {
    let boxed = house.at_box();
    let asked = async |origin: &str| {
        let request = boxed.request(Method::OPTIONS, BOX).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        boxed.send(request.header("access-control-request-headers", "content-type,x-lianxin")).await
    };
    let allowed = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    let answer = asked(&house.origin_of_county()).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.headers[&allowed], house.origin_of_county());
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "content-type, x-lianxin");
    assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    assert!(!asked("https://elsewhere.example").await.headers.contains_key(&allowed));
    // A refusal must be readable too, or the page would take it for a lost connection.
    let request = boxed.request(Method::POST, BOX).header("origin", house.origin_of_county());
    let refused = boxed.send(request.json(&json!({}))).await;
    assert!(refused.status.is_client_error() && refused.headers.contains_key(&allowed), "{}", refused.text);
    assert!(!refused.headers.contains_key(header::SET_COOKIE));
}

/// The box is gone while somebody casts: the ballot stays with him, the registrar goes on, and nothing is half done.
async fn box_is_down(house: &mut House, round: &Round) -> (Value, Value) {
    let (waiting, late) = (round.phone(house, 4).await, round.phone(house, 5).await);
    let ballot = waiting.ballot(&waiting.issued().await, "satisfied");
    let at_box = house.at_box();
    house.cut_box();
    assert!(at_box.try_send(at_box.request(Method::POST, BOX).json(&ballot)).await.is_err());
    let late = late.ballot(&late.issued().await, "fair");
    let ready = house.at_registrar().look("/readyz").await;
    assert_eq!((&ready["ready"], &ready["ballot_box"]), (&json!(true), &json!(false)));
    let form = json!({ "official_id": round.official["id"], "count": 1 });
    let keeper = house.person("slips").await;
    keeper.post(&format!("{}/slips", round.path), &form).await.expect_problem(503, "ballot_box_silent");
    round.bring(house, "office", 0).await.expect_problem(503, "ballot_box_silent");
    house.start_box();
    (cast_as(&house.at_box(), &ballot).await.expect(200)["commitment"].clone(), late)
}

/// The registrar is gone: whoever has his ballot or his slip casts all the same.
async fn registrar_is_down(house: &mut House, round: &Round, slip: &str) -> Value {
    let phone = round.phone(house, 6).await;
    let ballot = phone.ballot(&phone.issued().await, "satisfied");
    house.cut_registrar();
    let receipt = cast_as(&house.at_box(), &ballot).await.expect(200)["commitment"].clone();
    let by_slip = json!({ "code": slip, "level": "fair" });
    house.at_box().post("/api/ballot-box/slips", &by_slip).await.expect(200);
    house.start_registrar();
    receipt
}

fn nonces(emptied: &Emptied) -> BTreeSet<String> {
    emptied.ballots.iter().map(|(_, ballot)| ballot.nonce.clone()).collect()
}

/// The power of the box goes between two pages of ballots, and before the openings: it goes on where it was, and
/// nothing comes twice or is missing.
async fn in_pages(house: &mut House, round: &Round) {
    let (office, key) = (round.office(house), TrusteeKey(secret_key(&round.secrets[1]).unwrap()));
    let whole = office.empty(round.id, &key, BALLOTS).await.unwrap();
    assert_eq!((whole.ballots.len(), nonces(&whole).len()), (8, 8));
    let page = |after: Bytes| Empty { round_id: round.id, key: key.clone(), after, most: 3 };
    let first = office.ask(page(Bytes::default())).await.unwrap();
    let next = first.next.unwrap();
    house.cut_box();
    assert_eq!(office.ask(page(next.clone())).await.unwrap_err().code, "ballot_box_silent");

    // Whoever is in the middle of it waits until the box is there again.
    let (openings, keeping) = (random::<1000>(), office.clone());
    let (id, kept) = (round.id, openings.to_vec());
    let keeping = tokio::spawn(async move { keeping.keep_openings(id, &kept, 64).await });
    house.start_box();
    keeping.await.unwrap().unwrap();
    assert_eq!(office.openings(round.id).await.unwrap().unwrap(), openings);

    let second = office.ask(page(next)).await.unwrap();
    let third = office.ask(page(second.next.unwrap())).await.unwrap();
    assert!(third.next.is_none());
    let pages = [first.emptied, second.emptied, third.emptied];
    assert_eq!(pages.each_ref().map(|page| page.ballots.len()), [3, 3, 2]);
    assert_eq!(pages.iter().flat_map(nonces).collect::<BTreeSet<_>>(), nonces(&whole));
    let again = office.empty(round.id, &key, 1).await.unwrap();
    assert_eq!((again.ballots.len(), nonces(&again)), (8, nonces(&whole)));
    let counts = |emptied: &Emptied| {
        let boxed = emptied.officials.values().map(|boxed| (boxed.phone, boxed.slips, boxed.voided));
        boxed.collect::<Vec<_>>()
    };
    assert_eq!((counts(&again), counts(&whole)), (vec![(6, 2, 1)], vec![(6, 2, 1)]));
}

/// Both trustees come, with the box started anew between them, and the count holds for everybody.
async fn counted(house: &mut House, round: &Round, spare: &str, receipts: &[Value], late: &Value) {
    let keeper = house.person("slips").await;
    let drawn = json!({ "household_ids": [round.households[7]["id"], round.households[8]["id"]] });
    assert_eq!(keeper.post(&format!("{}/issues", round.path), &drawn).await.expect(200)["issued"], 2);
    round.bring(house, "office", 0).await.expect_problem(409, "undrawn_slips");
    let wrong = keeper.post(&format!("{}/voids", round.path), &json!({ "codes": ["no slip"] })).await;
    wrong.expect_problem(422, "invalid_input");
    let voided =
        keeper.post(&format!("{}/voids", round.path), &json!({ "codes": [spare] })).await.expect(200);
    assert_eq!(voided["voided"], 1);
    assert_eq!(round.bring(house, "office", 0).await.expect(200)["state"], "closing");
    cast(&house.at_box(), late).await.expect_problem(409, "round_not_open");
    in_pages(house, round).await;
    assert_eq!(round.bring(house, "trustee", 1).await.expect(200)["state"], "closed");

    let bundle = house.at_registrar().fetch(&format!("{}/bundle", round.path)).await;
    let sealed = house.person("auditor").await.fetch(&format!("{}/openings", round.path)).await;
    let [first, second] = [0, 1].map(|nth: usize| secret_key(&round.secrets[nth]).unwrap());
    let openings = second.unseal(&first.unseal(&sealed).unwrap()).unwrap();
    let against = Against { key_list: Some(&round.list), openings: Some(&openings), signer: None };
    match verify(&bundle, against) {
        Verdict::Holds { counted, .. } => assert_eq!(counted, 8),
        other => panic!("{other:?}"),
    }
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let line = bundle["officials"].as_array().unwrap().iter().find(|line| line["official"] == round.number());
    let line = line.unwrap();
    for (what, expected) in [("issued_phone", 7), ("issued_slip", 2), ("cast", 8), ("voided_slips", 1)] {
        assert_eq!(line[what], expected, "{what}");
    }
    let published = line["commitments"].as_array().unwrap();
    assert!(receipts.iter().all(|receipt| published.contains(receipt)), "{receipts:?}");
    for (folder, ending) in [(house.box_folder(), "box"), (house.county_folder(), "wrap")] {
        let left = House::round_keys(&folder, ending);
        assert!(left.iter().all(|path| !path.to_str().unwrap().contains(&round.id.to_string())), "{left:?}");
    }
}

/// At its most talkative the box writes down no caller, no code and no judgement.
fn nothing_tells_who_came(house: &House, round: &Round) {
    let log = house.box_log();
    assert!(log.contains("castBallot"), "the log must have something to tell");
    let codes = (0..10).map(|nth| round.code(nth).as_str().to_owned());
    let told = ["very_satisfied", "remote_addr", "session="].map(str::to_owned);
    for secret in CALLER.iter().map(|(_, value)| (*value).to_owned()).chain(codes).chain(told) {
        assert!(!log.contains(&secret), "{secret} stands in the box's log");
    }
}

mod two_processes_hold_a_round_of_which_neither_knows_both_halves {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        super::whole_round(None).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        let [county, boxed] = [tests::new_database(None).await.0, tests::new_database(None).await.0];
        super::whole_round(Some([county, boxed])).await;
    }
}
