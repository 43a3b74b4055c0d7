//! kill -9 while two hundred phones rate: every receipt is in the count, every household once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use api::{
    ballot_box::ballot::secret_key,
    keyring::{Absent, Keyring},
};
use domain::rating::{
    HouseholdCode,
    blind::PublicKey,
    count::{Against, Verdict, verify},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{
    Answer, Person, Program, now,
    phone::{BALLOTS, Phone, published_keys},
};
use tokio::sync::watch;
use uuid::Uuid;

const PHONES: usize = 200;
const KILLS: usize = 5;
/// Answers that the phones wait for: two pages, a signature and a receipt each, and a second receipt of every fifth.
const ANSWERS: usize = PHONES * 4 + PHONES / 5;
const LEVELS: [&str; 5] = ["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"];

/// A county whose server may be killed and started again.
struct Killable {
    folder: TempDir,
    database: Option<String>,
    program: Program,
}

impl Killable {
    fn make(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let demo = ["demo", "--scale", "village", "--listen", "127.0.0.1:0"];
        let program = start(&demo, &folder, database.as_deref());
        Self { folder, database, program }
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// Ends the server as a power cut does, and starts it again where it listened.
    fn kill(self) -> Self {
        let Self { folder, database, program } = self;
        let address = program.address.trim_start_matches("http://").to_owned();
        tokio::task::block_in_place(|| {
            program.kill();
            let program = start(&["serve", "--listen", &address], &folder, database.as_deref());
            Self { folder, database, program }
        })
    }
}

fn start(arguments: &[&str], folder: &TempDir, database: Option<&str>) -> Program {
    let mut arguments = arguments.to_vec();
    arguments.extend(["--data", folder.path().to_str().unwrap()]);
    arguments.extend(database.into_iter().flat_map(|url| ["--database-url", url]));
    Program::start(&arguments)
}

/// A phone's way to the server: what was not answered is sent again, as it was, when there is a server again.
#[derive(Clone)]
struct Line {
    browser: Person,
    servers: watch::Receiver<u32>,
    answered: Arc<watch::Sender<usize>>,
}

impl Line {
    async fn send(&mut self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        loop {
            self.servers.borrow_and_update();
            let request = self.browser.request(method.clone(), path);
            let request = match body {
                Some(body) => request.json(body),
                None => request,
            };
            if let Ok(answer) = self.browser.try_send(request).await {
                self.answered.send_modify(|answered| *answered += 1);
                return answer;
            }
            self.servers.changed().await.unwrap();
        }
    }

    /// Rates the official whom the page names: his number and the commitment that counts.
    async fn rate(
        mut self,
        code: HouseholdCode,
        round: Uuid,
        keys: Arc<Keys>,
        twice: bool,
    ) -> (String, String) {
        assert_eq!(self.send(Method::GET, &format!("/R/{}", code.as_str()), None).await.status, 303);
        let page = self.send(Method::GET, "/h/rate", None).await;
        let said = |text: &str, name: &str| {
            let after = text.split_once(&format!("data-{name}=\"")).map(|(_, after)| after);
            after
                .and_then(|after| after.split('"').next())
                .unwrap_or_else(|| panic!("{name}: {text}"))
                .to_owned()
        };
        let section = page.text.split("<section").find(|part| part.contains(&round.to_string()));
        let official = said(section.unwrap_or_else(|| panic!("{}", page.text)), "official");
        let phone = Phone::new(
            self.browser.clone(),
            said(&page.text, "mark"),
            round,
            official.clone(),
            keys[&official].clone(),
        );
        let question = phone.question(&phone.blinded.message);
        let signature =
            phone.unblind(&self.send(Method::POST, "/h/rate/issue", Some(&question)).await.expect(200));
        let mut receipt = Value::Null;
        for time in 0..=usize::from(twice) {
            let ballot =
                phone.ballot(&signature, LEVELS[(usize::from(phone.nonce[0]) + time) % LEVELS.len()]);
            receipt = self.send(Method::POST, BALLOTS, Some(&ballot)).await.expect(200);
        }
        (official, receipt["commitment"].as_str().unwrap().to_owned())
    }
}

type Keys = BTreeMap<String, PublicKey>;

/// A round of all officials, prepared and opened at the desk.
async fn open_round(office: &Person, trustees: [&str; 2]) -> Uuid {
    // As the demo's own round, for whose year the officials have written their reports.
    let opens_on = now().date_naive() - chrono::Duration::days(5);
    let form = json!({
        "code": "cut", "name": "试评", "opens_on": opens_on, "closes_on": opens_on + chrono::Duration::days(21),
        "trustee_keys": trustees, "scope_kind": "county",
    });
    let made = office.post("/api/rating-rounds", &form).await.expect(200);
    let path = format!("/api/rating-rounds/{}", made["id"].as_str().unwrap());
    office.post(&format!("{path}/prepare"), &json!({})).await.expect(200);
    // The list is published when all keys are made.
    while office.get(&format!("{path}/keys")).await.status != 200 {
        tokio::task::yield_now().await;
    }
    office.post(&format!("{path}/open"), &json!({})).await.expect(200);
    made["id"].as_str().unwrap().parse().unwrap()
}

/// The codes of so many households, as the letters carry them.
async fn codes(office: &Person, keys: &Keyring, chance: &mut StdRng) -> Vec<HouseholdCode> {
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = office.look(&format!("/api/households?limit=200{cursor}")).await;
        let items = page["items"].as_array().unwrap().iter();
        numbers.extend(items.map(|one| one["code"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    numbers.shuffle(chance);
    numbers.iter().take(PHONES).map(|number| HouseholdCode::derive(keys.card_key(), number, 1)).collect()
}

async fn two_hundred_phones(database: Option<String>) {
    let mut county = Killable::make(database);
    let mut chance = StdRng::seed_from_u64(9);
    let office = county.program.person("office").await;
    let trustee = county.program.person("trustee").await;
    let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
    let round = open_round(&office, [&pairs[0].0, &pairs[1].0]).await;
    let (keys, key_list) = published_keys(&office, round).await;
    let keys: Arc<Keys> = Arc::new(keys.into_iter().collect());
    let ring = Keyring::load(&county.keys(), Absent::Refused).unwrap();

    let (answered, mut heard) = watch::channel(0);
    let (starts, servers) = watch::channel(0);
    let answered = Arc::new(answered);
    let mut phones = Vec::new();
    for (nth, code) in codes(&office, &ring, &mut chance).await.into_iter().enumerate() {
        let line =
            Line { browser: county.program.stranger(), servers: servers.clone(), answered: answered.clone() };
        phones.push(tokio::spawn(line.rate(code, round, keys.clone(), nth % 5 == 0)));
    }
    let mut moments: Vec<usize> = (0..KILLS).map(|_| chance.random_range(20..ANSWERS - 20)).collect();
    moments.sort_unstable();
    for moment in moments {
        heard.wait_for(|answered| *answered >= moment).await.unwrap();
        county = county.kill();
        starts.send_modify(|started| *started += 1);
    }
    let (mut receipts, mut asked) = (BTreeSet::new(), BTreeMap::<String, u64>::new());
    for phone in phones {
        let (official, commitment) = phone.await.unwrap();
        receipts.insert(commitment);
        *asked.entry(official).or_default() += 1;
    }
    assert_eq!((receipts.len(), *heard.borrow()), (PHONES, ANSWERS));

    // The power goes again between the trustees, and while the second one's key is at work.
    let path = format!("/api/rating-rounds/{round}");
    let bring = |person: &Person, nth: usize| {
        let form = json!({ "trustee_key": pairs[nth].1 });
        person.request(Method::POST, &format!("{path}/close")).json(&form)
    };
    office.send(bring(&office, 0)).await.expect(200);
    county = county.kill();
    let (person, second) = (trustee.clone(), bring(&trustee, 1));
    let cut = tokio::spawn(async move { person.try_send(second).await });
    tokio::task::yield_now().await;
    county = county.kill();
    drop(cut.await.unwrap());
    let closed = trustee.send(bring(&trustee, 1)).await;
    if closed.status != 200 {
        closed.expect_problem(409, "round_not_open");
    }

    let bundle = county.program.stranger().fetch(&format!("{path}/bundle")).await;
    let sealed = county.program.person("auditor").await.fetch(&format!("{path}/openings")).await;
    let [first, second] = [0, 1].map(|nth: usize| secret_key(&pairs[nth].1).unwrap());
    let openings = second.unseal(&first.unseal(&sealed).unwrap()).unwrap();
    let against = Against { key_list: Some(&key_list), openings: Some(&openings), signer: None };
    match verify(&bundle, against) {
        Verdict::Holds { counted, .. } => assert_eq!(usize::try_from(counted).unwrap(), PHONES),
        other => panic!("{other:?}"),
    }
    let bundle: Value = serde_json::from_slice(&bundle).unwrap();
    let mut counted = BTreeSet::new();
    for line in bundle["officials"].as_array().unwrap() {
        let expected = asked.get(line["official"].as_str().unwrap()).copied().unwrap_or(0);
        for what in ["issued_phone", "cast", "counted"] {
            assert_eq!(line[what], expected, "every household once: {what} of {line}");
        }
        let commitments = line["commitments"].as_array().unwrap().iter();
        counted.extend(commitments.map(|one| one.as_str().unwrap().to_owned()));
    }
    assert_eq!(counted, receipts, "every receipt, and an answer that was changed leaves no trace");
}

mod every_receipt_is_in_the_count_however_often_the_power_goes {
    use super::*;

    const LONGEST: Duration = Duration::from_mins(4);

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        tokio::time::timeout(LONGEST, two_hundred_phones(None)).await.expect("no phone waits for ever");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        let (url, _) = tests::new_database(None).await;
        tokio::time::timeout(LONGEST, two_hundred_phones(Some(url))).await.expect("no phone waits for ever");
    }
}
