//! The frozen vectors: every number another implementation would compute.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::pair::pair;
use super::*;

const COPY: &str = include_str!("../../../tests/golden/draw_vectors.json");

fn vectors() -> Value {
    serde_json::from_str(COPY).expect("the copy of the vectors is JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect(key)
}

fn labels(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).expect("a list of labels")
}

fn names(labels: &[Label]) -> Vec<String> {
    labels.iter().map(ToString::to_string).collect()
}

#[test]
fn the_copy_is_the_shared_file() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/draw_vectors.json");
    match std::fs::read_to_string(&shared) {
        Ok(shared) => assert_eq!(shared, COPY),
        Err(_) => println!("skipped: {} is not there", shared.display()),
    }
}

#[test]
fn vector_1_from_the_roster_to_the_last_lock() {
    let vectors = vectors();
    let v1 = &vectors["v1"];
    let rows = (1..=12_usize)
        .map(|i| (format!("A{i:05}"), vec![format!("T{}", i.div_ceil(4))]))
        .rev() // in any order
        .collect();
    let roster = Roster::build("officials", rows).expect("a roster");
    assert_eq!(roster.text(), text(v1, "roster_text"));
    assert_eq!(roster.hash().hex(), text(v1, "roster_sha256"));

    let exclusions = Exclusions::build(&[("A00004", "DRAWN_2026")]).expect("exclusions");
    assert_eq!(exclusions.text(), text(v1, "exclusions_text"));
    assert_eq!(exclusions.hash().hex(), text(v1, "exclusions_sha256"));

    // The vector's secret is text, and what stands in parentheses explains it: the first hash makes 32 bytes of it.
    let (secret, _) = text(v1, "otc_secret").split_once(" (").expect("a secret and its explanation");
    let secret = *Digest::of(secret.as_bytes()).as_bytes();
    let chain = make_chain(secret, 3);
    let sources = ["lottery".to_owned(), "dice20".to_owned()];
    let announcement = Announcement::build(&Draft {
        id: "T-0001",
        rosters: &[roster.line()],
        exclusions: &exclusions,
        recusals: None,
        sources: &sources,
        otc_tip: chain.tip,
        plan: "s1:officials:n=3;s2:officials:per=f1,n=1",
    })
    .expect("an announcement");
    assert_eq!(announcement.text(), text(v1, "announcement"));
    assert_eq!(announcement.hash().hex(), text(v1, "announcement_sha256"));

    let opening = Opening::parse(&sources, text(v1, "opening")).expect("an opening");
    let texts = BTreeMap::from([("officials".to_owned(), roster.text().to_owned())]);
    let meeting = Announced::check(announcement, &texts, exclusions.text(), None).expect("a meeting");
    let mut opened = meeting.open(opening);
    assert_eq!(opened.seed().hex(), text(v1, "seed"));

    for (round, code) in ["round1", "round2"].into_iter().zip(&chain.codes) {
        let expected = &v1[round];
        let entropy = Entropy::parse(text(expected, "entropy")).expect("entropy");
        assert_eq!(entropy.otc, *code);
        let locked = opened.lock(StepCall::parse(text(expected, "step")), entropy.dice).expect("a lock");
        assert_eq!(locked.lock().hex(), text(expected, "lock"));
        let revealed = locked.reveal(&code.hex()).expect("a result");
        assert_eq!(revealed.key.hex(), text(expected, "key"));
        assert_eq!(names(&revealed.selected), labels(&expected["selected"]));
        opened = revealed.into_next();
    }
}

#[test]
fn vector_1_the_order_of_all_twelve() {
    let vectors = vectors();
    let round = &vectors["v1"]["round1"];
    let key = RoundKey::new(&Digest::from_hex(text(round, "key")).expect("a key"));
    let mut order: Vec<_> =
        (1..=12).map(|i| format!("A{i:05}")).map(|label| (key.ticket(&label), label)).collect();
    order.sort();
    assert!(order[0].0.hex().starts_with(text(round, "first_ticket_prefix")));
    let order: Vec<String> = order.into_iter().map(|(_, label)| label).collect();
    assert_eq!(order, labels(&round["order_of_all_twelve"]));
}

#[test]
fn vector_2_double_random() {
    let vectors = vectors();
    let v2 = &vectors["v2_pairs"];
    let a = Digest::of(text(v2, "announcement").as_bytes());
    assert_eq!(a.hex(), text(v2, "announcement_sha256"));
    let opening = Opening::parse(&["dice20".to_owned()], text(v2, "opening")).expect("an opening");
    let seed = opening.seed(&a);
    assert_eq!(seed.hex(), text(v2, "seed"));
    let key = round::key(&seed, 1, text(v2, "step"), text(v2, "entropy"));
    assert_eq!(key.digest().hex(), text(v2, "key"));

    let rows = |list: &Value| labels(list).into_iter().map(|label| (label, vec![])).collect();
    let objects = Roster::build("objects", rows(&v2["objects"])).expect("objects");
    let inspectors = Roster::build("inspectors", rows(&v2["inspectors"])).expect("inspectors");
    let recusals: Vec<(String, String)> = serde_json::from_value(v2["recusals"].clone()).expect("recusals");
    let recusals = Recusals::build(&recusals).expect("recusals");

    let plan = Plan::parse("all:objects:n=4;pair:objects:n=3,pair=inspectors:2").expect("a plan");
    let draw = |step: &str| {
        select(plan.step(step).expect(step), &objects, &key, |_| false).expect("a selection").selected
    };
    assert_eq!(names(&draw("all")), labels(&v2["object_order"]));
    let inspectors: Vec<&Label> = inspectors.rows().iter().map(|row| &row.label).collect();
    let Pairing::Paired(pairs) = pair(&draw("pair"), &inspectors, 2, &recusals, &key) else {
        panic!("there are inspectors enough");
    };
    let pairs: BTreeMap<String, Vec<String>> =
        pairs.iter().map(|(object, given)| (object.to_string(), names(given))).collect();
    assert_eq!(serde_json::to_value(pairs).expect("pairs"), v2["pairs"]);
}

#[test]
fn a_shortage_is_reached_only_at_the_highest_cap() {
    let label = |text: &str| Label::parse(text).expect("a label");
    let (objects, both) = ([label("U1"), label("U2")], [label("J1"), label("J2")]);
    let both: Vec<&Label> = both.iter().collect();
    let key = RoundKey::new(&Digest::of(b"a round"));
    // One inspector takes both objects, beyond the first cap of one, because the other is recused everywhere.
    let recusals = Recusals::build(&[("U1", "J1"), ("U2", "J1")]).expect("recusals");
    let expected = objects.iter().map(|object| (object.clone(), vec![label("J2")])).collect();
    assert_eq!(pair(&objects, &both, 1, &recusals, &key), Pairing::Paired(expected));
    assert_eq!(pair(&objects, &both, 2, &recusals, &key), Pairing::Shortage);
    assert_eq!(pair(&objects, &[], 1, &recusals, &key), Pairing::Shortage);
    assert_eq!(pair(&[], &[], 1, &recusals, &key), Pairing::Paired(BTreeMap::new()));
}
