//! Unit evaluation: colleagues rate each other by their invitations, over the machinery of households.

use std::fmt::Write;

use data_encoding::BASE64URL_NOPAD;
use domain::rating::{
    InvitationCode,
    blind::PublicKey,
    count::{Against, Verdict, verify},
};
use serde_json::{Value, json};
use tests::{
    Answer, County, Person, on_both,
    phone::{Phone, cast},
};

use crate::{import::upload::upload, rate_page::said};

/// An open evaluation of a unit.
pub struct Evaluation {
    office: Person,
    path: String,
    pub id: String,
    secrets: [String; 2],
    /// Everybody of the unit.
    pub colleagues: Vec<Value>,
}

fn form(unit: &Value, pairs: &[(String, String); 2]) -> Value {
    json!({
        "code": "2026-unit", "name": "单位测评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
        "trustee_keys": [pairs[0].0, pairs[1].0], "kind": "unit", "scope_kind": "unit", "scope_id": unit,
    })
}

/// Units with their officials, the smallest first.
async fn units(office: &Person) -> Vec<Vec<Value>> {
    let mut units: std::collections::BTreeMap<String, Vec<Value>> = std::collections::BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = office.look(&format!("/api/officials?limit=200{cursor}")).await;
        for official in page["items"].as_array().unwrap() {
            if official["state"] == "active" {
                let unit = official["unit"]["id"].as_str().unwrap().to_owned();
                units.entry(unit).or_default().push(official.clone());
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let mut units: Vec<_> = units.into_values().collect();
    units.sort_by_key(Vec::len);
    units
}

/// Newcomers in a unit: that of a village has not colleagues enough.
async fn staff(county: &County, office: &Person, newcomers: usize) {
    let unit = office.look("/api/units?limit=1").await["items"][0]["code"].as_str().unwrap().to_owned();
    let mut sheet = "干部编号,姓名,性别,单位代码,职级,状态\n".to_owned();
    for (nth, name) in ('一'..).take(newcomers).enumerate() {
        writeln!(sheet, "A099{nth:02},新来{name},女,{unit},科员,在职").unwrap();
    }
    upload(office, "officials", sheet, false).await.expect(202);
    county.drain().await;
}

impl Evaluation {
    async fn of(county: &County) -> Self {
        Self::with(county, 6).await
    }

    /// Of a unit to which so many came.
    pub async fn with(county: &County, newcomers: usize) -> Self {
        let office = county.person("office").await;
        let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
        staff(county, &office, newcomers).await;
        let colleagues = units(&office).await.into_iter().find(|unit| unit.len() >= newcomers);
        let mut colleagues = colleagues.expect("such a unit");
        colleagues.sort_by_key(|one| one["number"].as_str().unwrap().to_owned());
        let round = office.post("/api/rating-rounds", &form(&colleagues[0]["unit"]["id"], &pairs)).await;
        let round = round.expect(200);
        assert_eq!(round["kind"], "unit");
        let id = round["id"].as_str().unwrap().to_owned();
        let path = format!("/api/rating-rounds/{id}");
        office.get(&format!("{path}/invitations")).await.expect_problem(409, "round_not_open");
        office.post(&format!("{path}/prepare"), &json!({})).await.expect(200);
        county.drain().await;
        // Whoever serves no household may have written no report.
        let missing = &office.look(&format!("{path}/duty-reports")).await["missing"];
        let open = format!("{path}/open?missing_reports={missing}");
        office.post(&open, &json!({})).await.expect(200);
        Self { office, path, id, secrets: pairs.map(|(_, secret)| secret), colleagues }
    }

    pub fn number(&self, nth: usize) -> &str {
        self.colleagues[nth]["number"].as_str().unwrap()
    }

    fn code(&self, county: &County, nth: usize, version: u32) -> String {
        let key = county.app.keyring.card_key();
        InvitationCode::derive(key, &self.id, self.number(nth), version).as_str().to_owned()
    }

    /// The browser of a colleague who opened his invitation, and what his page says.
    pub async fn page(&self, county: &County, nth: usize) -> (Person, String) {
        let browser = county.stranger();
        let opened = browser.get(&format!("/E/{}", self.code(county, nth, 1))).await;
        assert_eq!(opened.status, 303);
        assert_eq!(opened.headers["location"], "/e");
        let page = browser.get("/e").await;
        assert_eq!(page.status, 200, "{}", page.text);
        (browser, page.text)
    }

    /// Where a colleague is rated.
    pub fn about(&self, nth: usize) -> String {
        format!("/e?round={}&of={}", self.id, self.number(nth))
    }

    async fn turnout(&self) -> Value {
        self.office.look(&format!("{}/turnout", self.path)).await
    }

    async fn close(&self, county: &County) {
        for (login, secret) in [("office", &self.secrets[0]), ("trustee", &self.secrets[1])] {
            let key = json!({ "trustee_key": secret });
            county.person(login).await.post(&format!("{}/close", self.path), &key).await.expect(200);
        }
    }
}

/// What a phone makes of a colleague's page. It casts from a browser without the cookie.
async fn paper(county: &County, unit: &Evaluation, browser: &Person, nth: usize) -> Phone {
    let page = browser.get(&unit.about(nth)).await.text;
    assert_eq!((said(&page, "official"), page.matches("data-official=").count()), (unit.number(nth), 1));
    let n = BASE64URL_NOPAD.decode(said(&page, "n").as_bytes()).unwrap();
    let key = PublicKey::from_modulus(&n.try_into().unwrap()).unwrap();
    let round = said(&page, "round").parse().unwrap();
    Phone::new(county.stranger(), said(&page, "mark").to_owned(), round, unit.number(nth).to_owned(), key)
}

async fn ask(browser: &Person, page: &str, paper: &Phone) -> Answer {
    browser.post(said(page, "issue"), &paper.question(&paper.blinded.message)).await
}

async fn rate(paper: &Phone, issued: &Value, level: &str) -> Value {
    cast(&paper.browser, &paper.ballot(&paper.unblind(issued), level)).await.expect(200)
}

on_both!(colleagues_rate_each_other_and_the_count_is_a_source_beside_the_households, |county| {
    let office = county.person("office").await;
    let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
    if let Some(small) = units(&office).await.first().filter(|unit| unit.len() < 6) {
        let refused = office.post("/api/rating-rounds", &form(&small[0]["unit"]["id"], &pairs)).await;
        refused.expect_problem(409, "unit_too_small");
    }
    let unit = Evaluation::of(&county).await;
    let all = unit.colleagues.len();
    let pdf = unit.office.fetch(&format!("{}/invitations", unit.path)).await;
    assert!(pdf.starts_with(b"%PDF"));
    assert_eq!(unit.turnout().await, json!({ "invited": all, "ballots": all * (all - 1), "issued": 0 }));
    let slips = json!({ "official_id": unit.colleagues[0]["id"], "count": 1 });
    let keeper = county.person("slips").await;
    let refused = keeper.post(&format!("{}/slips", unit.path), &slips).await;
    refused.expect_problem(409, "no_slips_among_colleagues");

    // Five of them rate the first one, and only one of them the second.
    let mut receipts = Vec::new();
    for nth in 1..6 {
        let (browser, page) = unit.page(&county, nth).await;
        // One of them is asked about, the others are named, and he himself is neither.
        let of = |nth: usize| format!("of={}", unit.number(nth));
        let named =
            (0..all).filter(|one| page.contains(&of(*one)) || said(&page, "official") == unit.number(*one));
        assert_eq!(named.collect::<Vec<_>>(), (0..all).filter(|one| *one != nth).collect::<Vec<_>>());
        let paper = paper(&county, &unit, &browser, 0).await;
        let issued = ask(&browser, &page, &paper).await.expect(200);
        receipts.push(rate(&paper, &issued, "satisfied").await["receipt"].clone());
    }
    let (browser, page) = unit.page(&county, 0).await;
    let second = paper(&county, &unit, &browser, 1).await;
    let issued = ask(&browser, &page, &second).await.expect(200);
    rate(&second, &issued, "very_dissatisfied").await;
    assert_eq!(unit.turnout().await["issued"], 6);
    // Nobody is offered himself, whatever his script asks for.
    let mine = Phone { official: unit.number(0).to_owned(), ..paper(&county, &unit, &browser, 2).await };
    ask(&browser, &page, &mine).await.expect_problem(404, "not_found");

    unit.close(&county).await;
    let hr = county.person("hr").await;
    let results = hr.look(&format!("{}/results?limit=200", unit.path)).await;
    let result = |nth: usize| {
        let found = results["items"].as_array().unwrap().iter();
        found.clone().find(|one| one["official"]["number"] == unit.number(nth)).unwrap().clone()
    };
    assert_eq!((&result(0)["counted"], &result(0)["cells"][0]["count"]), (&json!(5), &json!(5)));
    assert!(result(1).get("cells").is_none(), "one answer is told to nobody");
    let bundle = county.stranger().get(&format!("{}/bundle", unit.path)).await.text.into_bytes();
    assert!(matches!(verify(&bundle, Against::default()), Verdict::Holds { counted: 6, .. }));
    let found = county.stranger().look(&format!("{}/receipts/{}", unit.path, unit.number(0))).await;
    for receipt in &receipts {
        assert!(found["receipts"].as_array().unwrap().iter().any(|one| one["receipt"] == *receipt));
    }

    county.drain().await;
    let scored = hr.look("/api/scores?limit=200").await;
    let of_unit = |score: &&Value| score["official"]["number"] == unit.number(0);
    if let Some(score) = scored["items"].as_array().unwrap().iter().find(of_unit) {
        assert_ne!(score["round_name"], "单位测评", "colleagues take no household's place");
        let detail = hr.look(&format!("/api/scores/{}", unit.colleagues[0]["id"].as_str().unwrap())).await;
        let lines = detail["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["key"] == "unit_evaluation").expect("the source is there");
        assert_eq!((&line["figure"], line.get("points")), (&json!("425/5"), None));
    }
});

on_both!(an_invitation_opens_its_own_round_until_it_is_renewed_and_never_beside_a_session, |county| {
    let unit = Evaluation::of(&county).await;
    let code = unit.code(&county, 0, 1);
    let signed_in = county.person("official").await;
    for path in [format!("/E/{code}"), "/e".to_owned()] {
        let refused = signed_in.get(&path).await;
        assert_eq!(refused.status, 403);
        assert!(refused.headers.get("set-cookie").is_none() && !refused.text.contains("data-official"));
    }
    assert_eq!(county.stranger().get("/e").await.status, 403);
    assert_eq!(county.stranger().get("/E/0000-0000-0000-00000").await.status, 404);

    let (browser, page) = unit.page(&county, 0).await;
    // In another browser: a page that is open goes on with the cookie that it was opened with.
    let cookie = county.stranger().get(&format!("/e/{}", code.to_lowercase())).await;
    let cookie = cookie.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("Path=/e") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let first = paper(&county, &unit, &browser, 1).await;
    ask(&browser, &page, &first).await.expect(200);
    let forged =
        json!({ "round": unit.id, "official": unit.number(1), "blinded": "AA", "token": "another page's" });
    browser.post("/e/issue", &forged).await.expect_problem(403, "csrf");
    let another = county.person("office").await.look("/api/rating-rounds").await;
    let another =
        another["items"].as_array().unwrap().iter().find(|round| round["kind"] == "household").unwrap();
    let elsewhere = json!({
        "round": another["id"], "official": unit.number(1), "token": said(&page, "mark"),
        "blinded": BASE64URL_NOPAD.encode(&first.blinded.message),
    });
    browser.post("/e/issue", &elsewhere).await.expect_problem(404, "not_found");

    let renew = format!("{}/invitations/{}/renew", unit.path, unit.colleagues[0]["id"].as_str().unwrap());
    let letter = unit.office.post(&renew, &json!({})).await;
    assert_eq!(letter.status, 200, "{}", letter.text);
    assert_eq!(browser.get("/e").await.status, 403, "the letter before it opens nothing");
    assert_eq!(county.stranger().get(&format!("/E/{code}")).await.status, 404);
    let browser = county.stranger();
    assert_eq!(browser.get(&format!("/E/{}", unit.code(&county, 0, 2))).await.status, 303);
    let page = browser.get("/e").await.text;
    let second = paper(&county, &unit, &browser, 1).await;
    ask(&browser, &page, &second).await.expect_problem(409, "ballot_issued");
    ask(&browser, &page, &paper(&county, &unit, &browser, 2).await).await.expect(200);
});
