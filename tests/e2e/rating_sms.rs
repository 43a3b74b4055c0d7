//! Codes and reminders by text message, through real gateways on this machine.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use api::{
    config::{Settings, SmsDriver},
    notify::sms,
    roster::service::SEALED_HOUSEHOLD_PHONE,
};
use chrono::Duration;
use data_encoding::HEXLOWER;
use entity::{household, job, journal_entry, sms as message};
use hmac::{Hmac, Mac};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{County, Kind, phone::Phone};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use uuid::Uuid;

use crate::{
    phone_ballot::Round,
    rating::{Opened, opened_for},
};

const SECRET: &str = "a secret of both";

/// A request as the gateway got it.
#[derive(Clone, Debug)]
struct Got {
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A gateway that keeps what it gets and answers as it is told.
struct Gateway {
    address: String,
    got: Arc<Mutex<Vec<Got>>>,
    answer: Arc<Mutex<(u16, String)>>,
}

impl Gateway {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let answer = Arc::new(Mutex::new((200, "{}".to_owned())));
        let (keep, say) = (Arc::clone(&got), Arc::clone(&answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                keep.lock().unwrap().push(request);
                let (status, text) = say.lock().unwrap().clone();
                let head =
                    format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Type: application/json");
                let whole = format!("{head}\r\nContent-Length: {}\r\n\r\n{text}", text.len());
                stream.write_all(whole.as_bytes()).await.unwrap();
            }
        });
        Self { address, got, answer }
    }

    fn says(&self, status: u16, text: &str) {
        *self.answer.lock().unwrap() = (status, text.to_owned());
    }

    /// What came since the last look.
    fn take(&self) -> Vec<Got> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

async fn read(stream: &mut tokio::net::TcpStream) -> Got {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "a request has a head");
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let target = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head + 4 + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "a request is whole");
    }
    Got { target, headers, body: String::from_utf8(bytes[head + 4..].to_vec()).unwrap() }
}

fn hmac(secret: &str, text: &str) -> String {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

async fn with_webhook(kind: Kind) -> (County, Gateway) {
    let gateway = Gateway::open().await;
    let adjust = |settings: &mut Settings| {
        settings.sms_gateway = Some(SmsDriver::Webhook);
        settings.sms_url = Some(format!("{}/sms?county=yishui", gateway.address));
        settings.sms_secret = Some(SECRET.to_owned());
    };
    (County::start_with(kind, adjust).await, gateway)
}

/// A round of the demo's official that asks for a code.
async fn with_code(county: &County) -> (Opened, Round) {
    let official = county.person("official").await.look("/api/me").await["official"]["id"].clone();
    let scope = json!({ "scope_kind": "official", "scope_id": official, "factor": "sms" });
    let opened = opened_for(county, scope).await;
    let round = Round::at(county, opened.round.rsplit('/').next().unwrap()).await;
    (opened, round)
}

async fn number(county: &County, household: &Value) -> String {
    registered(county, household).await.expect("it has a number")
}

async fn registered(county: &County, household: &Value) -> Option<String> {
    let id: Uuid = household["id"].as_str().unwrap().parse().unwrap();
    let row = household::Entity::find_by_id(id).one(county.app.db.reader()).await.unwrap().unwrap();
    row.phone.map(|phone| county.app.keyring.open(SEALED_HOUSEHOLD_PHONE, &phone).unwrap())
}

async fn waiting(county: &County) -> u64 {
    message::Entity::find().count(county.app.db.reader()).await.unwrap()
}

/// Presses the button, or types what came: where the page leads.
async fn press(phone: &Phone, path: &str, code: Option<&str>) -> String {
    let mut form = vec![("token", phone.mark.as_str())];
    form.extend(code.map(|code| ("code", code)));
    let answer = phone.browser.submit(path, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

fn digits(letter: &Value) -> String {
    letter["params"]["code"].as_str().unwrap().to_owned()
}

async fn a_code(kind: Kind) {
    let (county, gateway) = with_webhook(kind).await;
    let (_, round) = with_code(&county).await;
    let phone = round.phone(&county, 0).await;
    phone.ask(&phone.blinded.message).await.expect_problem(403, "second_factor");
    let registered = number(&county, &round.households[0]).await;

    // Looking sends nothing; messengers fetch pages ahead.
    let page = phone.browser.get("/h/rate").await;
    assert!(page.text.contains(&format!("尾号 {}", &registered[9..])) && !page.text.contains(&registered));
    assert_eq!(waiting(&county).await, 0);
    assert_eq!(press(&phone, "/h/rate/code", None).await, "/h/rate");
    assert_eq!(waiting(&county).await, 1);
    let jobs = job::Entity::find().count(county.app.db.reader()).await.unwrap();
    sms::drain(&county.app).await.unwrap();
    assert_eq!(waiting(&county).await, 0, "what was handed over is forgotten");
    assert_eq!(job::Entity::find().count(county.app.db.reader()).await.unwrap(), jobs);

    let got = gateway.take();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].target, "/sms?county=yishui");
    let signed = hmac(SECRET, &format!("{}.{}", got[0].headers["x-lianxin-time"], got[0].body));
    assert_eq!(got[0].headers["x-lianxin-signature"], format!("sha256={signed}"));
    let letter: Value = serde_json::from_str(&got[0].body).unwrap();
    assert_eq!((&letter["to"], &letter["purpose"]), (&json!(registered), &json!("rating_code")));
    let code = digits(&letter);
    assert!(code.len() == 6 && letter["text"].as_str().unwrap().contains(&code), "{letter}");

    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(press(&phone, "/h/rate/factor", Some(wrong)).await, "/h/rate?factor=wrong");
    phone.ask(&phone.blinded.message).await.expect_problem(403, "second_factor");
    // The last digits alone are not enough here.
    let fewer = [("token", phone.mark.as_str()), ("digits", &registered[7..])];
    assert_eq!(phone.browser.submit("/h/rate/factor", &fewer).await.status, 303);
    phone.ask(&phone.blinded.message).await.expect_problem(403, "second_factor");
    // Once more, since the cookie that held the code was changed by the digits.
    county.pass(Duration::minutes(2));
    press(&phone, "/h/rate/code", None).await;
    sms::drain(&county.app).await.unwrap();
    let code = digits(&serde_json::from_str(&gateway.take()[0].body).unwrap());
    assert_eq!(press(&phone, "/h/rate/factor", Some(&code)).await, "/h/rate");
    assert!(phone.browser.get("/h/rate").await.text.contains("data-view=\"ask\""));
    phone.rate("satisfied").await;

    // Nothing of it stands in the journal.
    let entries = journal_entry::Entity::find().all(county.app.db.reader()).await.unwrap();
    let text = format!("{entries:?}");
    assert!(!text.contains(&registered) && !text.contains(&code));
}

async fn too_often_and_too_late(kind: Kind) {
    let (county, gateway) = with_webhook(kind).await;
    let (_, round) = with_code(&county).await;
    let phone = round.phone(&county, 1).await;
    press(&phone, "/h/rate/code", None).await;
    assert_eq!(press(&phone, "/h/rate/code", None).await, "/h/rate?factor=soon");
    sms::drain(&county.app).await.unwrap();
    let code = digits(&serde_json::from_str(&gateway.take()[0].body).unwrap());
    county.pass(Duration::minutes(10));
    assert_eq!(press(&phone, "/h/rate/factor", Some(&code)).await, "/h/rate?factor=wrong");

    // A gateway that is down is asked again; what nobody could hand over in ten minutes is forgotten.
    gateway.says(503, "");
    press(&phone, "/h/rate/code", None).await;
    sms::drain(&county.app).await.unwrap();
    assert_eq!((gateway.take().len(), waiting(&county).await), (1, 1));
    county.pass(Duration::minutes(1));
    sms::drain(&county.app).await.unwrap();
    assert_eq!((gateway.take().len(), waiting(&county).await), (1, 1));
    gateway.says(200, "{}");
    county.pass(Duration::minutes(10));
    sms::drain(&county.app).await.unwrap();
    assert_eq!((gateway.take().len(), waiting(&county).await), (0, 0));
    // A number that the gateway refuses is not asked for again.
    gateway.says(400, "");
    press(&phone, "/h/rate/code", None).await;
    sms::drain(&county.app).await.unwrap();
    assert_eq!((gateway.take().len(), waiting(&county).await), (1, 0));

    for _ in 0..2 {
        county.pass(Duration::minutes(2));
        assert_eq!(press(&phone, "/h/rate/code", None).await, "/h/rate");
    }
    county.pass(Duration::minutes(2));
    assert_eq!(press(&phone, "/h/rate/code", None).await, "/h/rate?factor=soon", "five a day");

    // Without a number there is the slip.
    let id: Uuid = round.households[2]["id"].as_str().unwrap().parse().unwrap();
    let tx = county.app.db.begin().await.unwrap();
    household::Entity::update_many()
        .col_expr(household::Column::Phone, Expr::value(Option::<Vec<u8>>::None))
        .filter(household::Column::Id.eq(id))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let phone = round.phone(&county, 2).await;
    let before = waiting(&county).await;
    assert_eq!(press(&phone, "/h/rate/code", None).await, "/h/rate");
    assert_eq!(waiting(&county).await, before);
    assert!(phone.browser.get("/h/rate").await.text.contains("没有登记电话"));
}

async fn through_aliyun(kind: Kind) {
    let gateway = Gateway::open().await;
    let adjust = |settings: &mut Settings| {
        settings.sms_gateway = Some(SmsDriver::Aliyun);
        settings.sms_url = Some(gateway.address.clone());
        settings.sms_key = Some("KEY".to_owned());
        settings.sms_secret = Some(SECRET.to_owned());
    };
    let county = County::start_with(kind, adjust).await;
    let office = county.person("office").await;
    let keys = [api::ballot_box::ballot::new_trustee().0, api::ballot_box::ballot::new_trustee().0];
    let form = json!({
        "code": "early", "name": "试评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
        "trustee_keys": keys, "factor": "sms",
    });
    let early = office.post("/api/rating-rounds", &form).await.expect_problem(422, "invalid_input");
    assert_eq!(early["errors"][0]["field"], "factor", "the operator keeps the texts and wants their numbers");
    let template = json!({ "sign": "沂水联心", "template_code": "SMS_1", "text": "码{code}" });
    let stored = office.put("/api/sms-templates/rating_code", &template).await.expect(200);
    assert_eq!((&stored["gateway"], &stored["items"][0]["ready"]), (&json!("aliyun"), &json!(true)));
    let bad = json!({ "text": "码{code}{household}" });
    office.put("/api/sms-templates/rating_code", &bad).await.expect_problem(422, "invalid_input");

    let (_, round) = with_code(&county).await;
    let phone = round.phone(&county, 0).await;
    gateway.says(200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"x"}"#);
    press(&phone, "/h/rate/code", None).await;
    sms::drain(&county.app).await.unwrap();
    assert_eq!((gateway.take().len(), waiting(&county).await), (1, 1));
    gateway.says(200, r#"{"Code":"OK","Message":"OK","BizId":"1"}"#);
    county.pass(Duration::minutes(1));
    sms::drain(&county.app).await.unwrap();
    let got = gateway.take();
    assert_eq!((got.len(), waiting(&county).await), (1, 0));
    let registered = number(&county, &round.households[0]).await;
    let query = got[0].target.strip_prefix("/?").unwrap();
    assert!(query.contains(&format!("PhoneNumbers={registered}&SignName=%E6%B2%82")), "{query}");
    let param = query.split("TemplateParam=").nth(1).unwrap();
    assert!(param.starts_with("%7B%22code%22%3A%22") && !param.contains("minutes"), "{param}");

    // The signature over what was received, made again.
    let hash = |text: &str| HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    let names = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    let lines: Vec<String> = names.iter().map(|name| format!("{name}:{}\n", got[0].headers[*name])).collect();
    let lines = lines.concat();
    let list = names.join(";");
    let request = format!("POST\n/\n{query}\n{lines}\n{list}\n{}", hash(""));
    let signature = hmac(SECRET, &format!("ACS3-HMAC-SHA256\n{}", hash(&request)));
    let authorization = format!("ACS3-HMAC-SHA256 Credential=KEY,SignedHeaders={list},Signature={signature}");
    assert_eq!(got[0].headers["authorization"], authorization);
    assert_eq!(got[0].headers["x-acs-action"], "SendSms");

    let code: String = param["%7B%22code%22%3A%22".len()..].chars().take(6).collect();
    assert_eq!(press(&phone, "/h/rate/factor", Some(&code)).await, "/h/rate");
    phone.issued().await;
}

async fn reminders(kind: Kind) {
    let (county, gateway) = with_webhook(kind).await;
    let official = county.person("official").await.look("/api/me").await["official"]["id"].clone();
    let scope = json!({ "scope_kind": "official", "scope_id": official });
    let opened = opened_for(&county, scope).await;
    let path = format!("{}/reminders", opened.round);
    opened.drawn(3).await;
    let mut numbers = Vec::new();
    for household in &opened.households[3..] {
        numbers.push(registered(&county, household).await);
    }
    let expected: BTreeSet<String> = numbers.iter().flatten().cloned().collect();
    let (waits, count) = (numbers.len(), numbers.iter().flatten().count());
    let before = opened.office.look(&path).await;
    let townships = before["townships"].as_array().unwrap();
    assert_eq!(townships.iter().map(|one| one["households"].as_u64().unwrap()).sum::<u64>(), waits as u64);
    assert_eq!((&before["gateway"], &before["next_on"]), (&json!(true), &json!("2026-11-20")));
    let text = before.to_string();
    assert!(expected.iter().all(|number| !text.contains(number)));

    let sent = opened.office.post(&path, &json!({})).await.expect(200);
    assert_eq!(sent["sent"][0]["messages"], count);
    assert_eq!(sent["sent"][0]["without_phone"], waits - count);
    assert_eq!(waiting(&county).await, count as u64);
    opened.office.post(&path, &json!({})).await.expect_problem(409, "reminded_lately");
    sms::drain(&county.app).await.unwrap();
    assert_eq!(waiting(&county).await, 0);
    let got: Vec<Value> = gateway.take().iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect();
    assert_eq!(got.len(), count);
    let reached: BTreeSet<String> = got.iter().map(|one| one["to"].as_str().unwrap().to_owned()).collect();
    assert_eq!(reached, expected);
    let said = got[0]["text"].as_str().unwrap();
    assert!(said.contains("试评") && said.contains("11月30日"), "{said}");
    let ids: BTreeSet<&str> = got.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), count, "each message has an id of its own");

    let entries = county.person("auditor").await.look("/api/journal?action=remind_households").await;
    let detail = entries["items"][0]["detail"].as_str().unwrap();
    let detail: Value = serde_json::from_str(detail).unwrap();
    assert_eq!(detail["messages"], count);
    assert_eq!(detail.as_object().unwrap().len(), 2, "the journal says how many and nothing else: {detail}");

    county.pass(Duration::days(3));
    // Nobody is signed in for three days.
    for (person, login) in [(&opened.office, "office"), (&opened.keeper, "slips")] {
        person.sign_in(login, api::demo::PASSWORD).await;
    }
    opened.drawn_more(3, 2).await;
    let again = opened.office.post(&path, &json!({})).await.expect(200);
    assert_eq!(again["sent"][0]["messages"], numbers[2..].iter().flatten().count());
    for login in ["hr", "slips", "official", "township-leader"] {
        county.person(login).await.get(&path).await.expect_problem(403, "forbidden");
    }
}

async fn without_a_gateway(kind: Kind) {
    let county = County::start(kind).await;
    let office = county.person("office").await;
    assert!(office.look("/api/sms-templates").await.get("gateway").is_none());
    let round = Round::of(&county).await;
    office.post(&format!("{}/reminders", round.path), &json!({})).await.expect_problem(409, "no_sms_gateway");
}

macro_rules! on_both_with_settings {
    ($($name:ident = $test:ident),+ $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$test(tests::Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$test(tests::Kind::Postgres).await;
            }
        })+
    };
}

on_both_with_settings! {
    a_code_goes_to_the_registered_phone_and_its_queue_forgets_it = a_code,
    codes_are_few_and_what_cannot_be_handed_over_is_forgotten = too_often_and_too_late,
    an_operator_of_alibabas_kind_gets_a_signed_call = through_aliyun,
    whoever_was_issued_nothing_is_reminded_and_nobody_sees_who = reminders,
    without_a_gateway_nothing_is_promised = without_a_gateway,
}
