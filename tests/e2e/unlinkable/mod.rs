//! An attempt to link: five hundred households rate in random order over twenty days, and whoever has both databases as
//! they stood on each of them, all logs and figures, the public bundle and the auditors' openings guesses what each said.

mod attack;
mod stored;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
};

use api::ballot_box::ballot::{Ballot, secret_key};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::rating::{
    HouseholdCode, Level,
    count::{Against, Openings, Verdict, verify},
};
use entity::rating_map;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tests::{
    County, Kind,
    phone::{Phone, published_keys},
};
use uuid::Uuid;

use crate::{import::upload::upload, rating::opened_for};
use attack::{Trace, attack, tokens};
use stored::{Copy, Logs, Written, everything};

const HOUSEHOLDS: usize = 500;
const DAYS: usize = 20;
/// What no honest run comes to in the lifetime of these tests.
const UNLIKELY: f64 = 1e-6;

/// What a household said, which nobody else knows.
struct Said {
    id: Uuid,
    code: String,
    official: String,
    level: &'static str,
}

/// Everybody of the county, some newcomers so that they are five hundred, and whom each rates.
async fn households(county: &County) -> Vec<Value> {
    let office = county.person("office").await;
    let all = async || {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = office.look(&format!("/api/households?limit=200{cursor}")).await;
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    };
    let before = all().await;
    let village = before[0]["code"].as_str().unwrap().split('-').next().unwrap().to_owned();
    let official = county.person("official").await.look("/api/me").await["official"]["number"].clone();
    let (mut rows, mut links) =
        ("户编号,村代码,组,户主\n".to_owned(), "户编号,干部编号,起始日期\n".to_owned());
    for nth in before.len()..HOUSEHOLDS {
        writeln!(rows, "{village}-{},{village},1,赵新", 9000 + nth).unwrap();
        writeln!(links, "{village}-{},{},2026-11-01", 9000 + nth, official.as_str().unwrap()).unwrap();
    }
    for (kind, sheet) in [("households", rows), ("links", links)] {
        upload(&office, kind, sheet, false).await.expect(202);
        county.drain().await;
    }
    all().await
}

/// They rate, so many a day, and every evening somebody carries a copy away.
struct Rated {
    round: Uuid,
    path: String,
    secrets: [String; 2],
    said: Vec<Said>,
    /// Both databases, day by day.
    copies: Vec<Copy>,
    /// `/metrics`, day by day.
    figures: Vec<String>,
}

async fn twenty_days(county: &County) -> Rated {
    let mut chance = StdRng::seed_from_u64(500);
    let mut households = households(county).await;
    assert_eq!(households.len(), HOUSEHOLDS);
    households.shuffle(&mut chance);
    let opened = opened_for(county, serde_json::json!({})).await;
    let round: Uuid = opened.round.rsplit('/').next().unwrap().parse().unwrap();
    let (keys, _) = published_keys(&county.stranger(), round).await;
    let keys: HashMap<String, _> = keys.into_iter().collect();
    let whom = whom(county, round).await;
    let mut rated = Rated {
        round,
        path: opened.round,
        secrets: opened.secrets,
        said: Vec::new(),
        copies: Vec::new(),
        figures: Vec::new(),
    };
    for day in households.chunks(HOUSEHOLDS / DAYS) {
        let browser = county.stranger();
        for household in day {
            let id: Uuid = household["id"].as_str().unwrap().parse().unwrap();
            let number = household["code"].as_str().unwrap().to_owned();
            let code = HouseholdCode::derive(county.app.keyring.card_key(), &number, 1);
            assert_eq!(browser.get(&format!("/R/{}", code.as_str())).await.status, 303);
            let page = browser.get("/h/rate").await.text;
            let mark = page.split("data-mark=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            let official = whom[&id].clone();
            let key = keys[&official].clone();
            let phone = Phone::new(browser.clone(), mark.to_owned(), round, official.clone(), key);
            let level = Level::ALL[chance.random_range(0..Level::ALL.len())].as_str();
            phone.rate(level).await;
            rated.said.push(Said { id, code: number, official, level });
        }
        rated.copies.push(Copy::of(county, round).await);
        rated.figures.push(browser.get("/metrics").await.text);
        county.pass(chrono::Duration::minutes(30));
    }
    rated
}

async fn whom(county: &County, round: Uuid) -> HashMap<Uuid, String> {
    let db = county.app.db.reader();
    let numbers: HashMap<Uuid, String> = entity::official::Entity::find()
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.id, one.number))
        .collect();
    let map = rating_map::Entity::find().filter(rating_map::Column::RoundId.eq(round)).all(db).await.unwrap();
    map.into_iter().map(|row| (row.rater_id, numbers[&row.official_id].clone())).collect()
}

/// When each row was first in a copy, and where it stood there: day, place in the file, transaction or place in the log.
fn first_seen<'a>(copies: impl Iterator<Item = &'a [Written]>) -> HashMap<Vec<u8>, [u64; 3]> {
    let mut seen = HashMap::new();
    for (day, rows) in (0..).zip(copies) {
        for row in rows {
            seen.entry(row.key.clone()).or_insert([day, row.place, row.age]);
        }
    }
    seen
}

impl Rated {
    /// The households with everything that could put them into an order.
    fn households(&self, logs: &str) -> Vec<Trace> {
        let seen = first_seen(self.copies.iter().map(|copy| copy.issues.as_slice()));
        let last = self.copies.last().unwrap();
        let bodies: HashMap<&[u8], &Written> =
            last.issues.iter().map(|row| (row.key.as_slice(), row)).collect();
        let mut named: HashMap<&str, u64> = HashMap::new();
        for (nth, token) in (0..).zip(tokens(logs)) {
            named.entry(token).or_insert(nth);
        }
        let trace = |said: &Said| {
            let [day, place, age] = seen[said.id.as_bytes().as_slice()];
            let row = bodies[said.id.as_bytes().as_slice()];
            let id = said.id.to_string();
            let named = named.get(id.rsplit('-').next().unwrap()).copied().unwrap_or(u64::MAX);
            Trace::new(&said.official, said.level)
                .by("id", said.id.as_bytes())
                .by("code", &said.code)
                .by("signature", &row.body)
                .by_numbers("place", &[row.place])
                .by_numbers("day and place", &[day, place])
                .by_numbers("day and transaction", &[day, age, place])
                .by_numbers("log", &[named])
        };
        // What is alike must not stay in the order in which they rated: the thief does not have it.
        let mut said: Vec<&Said> = self.said.iter().collect();
        said.sort_by_key(|said| said.id);
        said.into_iter().map(trace).collect()
    }

    /// The ballots of a copy, for whoever has both trustees' keys.
    fn unsealed(&self, copy: &Copy, seen: &HashMap<Vec<u8>, [u64; 3]>) -> Vec<Trace> {
        let [first, second] = [&self.secrets[0], &self.secrets[1]].map(|text| secret_key(text).unwrap());
        let trace = |row: &Written| {
            let ballot = Ballot::open(&first.unseal(&row.body).unwrap(), &second).unwrap();
            let [day, place, age] = seen[&row.key];
            Trace::new(&ballot.official.to_string(), ballot.level.as_str())
                .by("hash", &row.key)
                .by("sealed", &row.body)
                .by_numbers("place", &[row.place])
                .by_numbers("transaction", &[row.age, row.place])
                .by_numbers("day and place", &[day, place])
                .by_numbers("day and transaction", &[day, age, place])
        };
        copy.ballots.iter().map(trace).collect()
    }
}

/// The auditors' openings with everything that could put them into an order.
fn opened(openings: &Openings) -> Vec<Trace> {
    let trace = |(nth, ballot): (u64, &domain::rating::count::OpenedBallot)| {
        Trace::new(&ballot.official.to_string(), ballot.level.as_str())
            .by_numbers("listed", &[nth])
            .by("commitment", ballot.commitment(&openings.round).hex())
            .by("salt", ballot.salt.hex())
            .by("nonce", ballot.nonce.hex())
            .by("prefix", ballot.prefix.unwrap().hex())
            .by("signature", ballot.signature.as_ref().unwrap().0)
    };
    (0..).zip(&openings.ballots).map(trace).collect()
}

/// Everything in an opening, and what could be made of it, as it would be written.
fn marks(openings: &Openings) -> HashSet<String> {
    let mut marks = HashSet::new();
    for ballot in &openings.ballots {
        let bytes = |hex: String| HEXLOWER.decode(hex.as_bytes()).unwrap();
        let [salt, nonce, prefix, commitment] =
            [ballot.salt, ballot.nonce, ballot.prefix.unwrap(), ballot.commitment(&openings.round)]
                .map(|digest| bytes(digest.hex()));
        let signature = ballot.signature.as_ref().unwrap().0.to_vec();
        let mut things = vec![
            [prefix.as_slice(), &nonce].concat(),
            [nonce.as_slice(), &prefix].concat(),
            [salt.as_slice(), &nonce].concat(),
            [nonce.as_slice(), &salt].concat(),
        ];
        things.extend([salt, nonce, prefix, commitment, signature]);
        for thing in things {
            for bytes in [Sha256::digest(&thing).to_vec(), thing] {
                marks.insert(HEXLOWER.encode(&bytes));
                // As far as it is one word.
                marks.extend(tokens(&BASE64URL_NOPAD.encode(&bytes)).map(str::to_owned));
            }
        }
    }
    marks
}

/// Who writes any of the marks: none may, beside the box while it is open.
fn writers<'a>(lines: impl Iterator<Item = &'a str>, marks: &HashSet<String>) -> Vec<&'a str> {
    let marked = |line: &&str| {
        tokens(line).any(|token| marks.contains(token) || marks.contains(&token.to_ascii_lowercase()))
    };
    lines.filter(marked).collect()
}

async fn nobody_finds_out(kind: Kind) {
    let (logs, _listening) = Logs::listen();
    let county = County::start(kind).await;
    let mut rated = twenty_days(&county).await;
    let boxed = county.app.ballot_box.here().unwrap();
    let listed = logs.text();

    // Keys that are stored nowhere open every ballot, and the order of writing in a box that was never stirred tells whose
    // it is: the attack is worth something.
    let in_box = first_seen(rated.copies.iter().map(|copy| copy.ballots.as_slice()));
    let told = attack(&rated.households(&listed), &rated.unsealed(rated.copies.last().unwrap(), &in_box));
    assert!(told.chance < UNLIKELY, "{told:?}");

    // The stored box after it was stirred, and the same keys: nothing of the order is left.
    boxed.stir().await.unwrap();
    let stirred = Copy::of(&county, rated.round).await;
    let in_box = first_seen([stirred.ballots.as_slice()].into_iter());
    let guessed = attack(&rated.households(&listed), &rated.unsealed(&stirred, &in_box));
    println!("{kind:?}: unstirred, with both keys: {told:?}; stirred: {guessed:?}");
    assert!(guessed.chance > UNLIKELY, "{guessed:?}");
    rated.copies.push(stirred);
    let mut rows = everything(&county.app.db).await;
    rows.extend(everything(county.ballot_box()).await);

    // Twenty days of both databases, all logs and figures, the bundle and the openings, which the auditors read.
    for (login, secret) in [("office", &rated.secrets[0]), ("trustee", &rated.secrets[1])] {
        let form = serde_json::json!({ "trustee_key": secret });
        county.person(login).await.post(&format!("{}/close", rated.path), &form).await.expect(200);
    }
    let bundle = county.stranger().fetch(&format!("{}/bundle", rated.path)).await;
    let sealed = county.app.ballot_box.openings(rated.round).await.unwrap();
    let [first, second] = [&rated.secrets[0], &rated.secrets[1]].map(|text| secret_key(text).unwrap());
    let openings = second.unseal(&first.unseal(&sealed.unwrap()).unwrap()).unwrap();
    match verify(&bundle, Against { openings: Some(&openings), ..Against::default() }) {
        Verdict::Holds { counted, .. } => assert_eq!(usize::try_from(counted).unwrap(), HOUSEHOLDS),
        other => panic!("{other:?}"),
    }
    let openings: Openings = serde_json::from_slice(&openings).unwrap();
    rows.extend(everything(&county.app.db).await);
    rows.extend(everything(county.ballot_box()).await);
    let listed = logs.text();
    let guessed = attack(&rated.households(&listed), &opened(&openings));
    println!("{kind:?}: everything but the keys: {guessed:?}");
    assert!(guessed.chance > UNLIKELY, "{guessed:?}");

    // And nothing of an opened ballot, nor a hash of it, was ever written down where a household, or anything, stands.
    let marks = marks(&openings);
    let figures = rated.figures.join("\n");
    let written = rows.iter().map(String::as_str).chain(listed.lines()).chain(figures.lines());
    assert_eq!(writers(written, &marks), Vec::<&str>::new());
    let seen: BTreeMap<&str, usize> = openings.ballots.iter().fold(BTreeMap::new(), |mut levels, ballot| {
        *levels.entry(ballot.level.as_str()).or_default() += 1;
        levels
    });
    assert_eq!(seen.len(), Level::ALL.len(), "every level was chosen: {seen:?}");
}

#[tokio::test]
async fn nothing_that_is_stored_tells_what_a_household_said_sqlite() {
    nobody_finds_out(Kind::Sqlite).await;
}

#[tokio::test]
async fn nothing_that_is_stored_tells_what_a_household_said_postgres() {
    nobody_finds_out(Kind::Postgres).await;
}
