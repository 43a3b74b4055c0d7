//! Meetings of every kind of plan, made by the program's own protocol from a number: the same number makes the same meeting.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::pdraw1::{
    Announced, Announcement, Bundle, BundleRound, Dice6, Digest, Draft, Exclusions, Opened, Opening, Outcome,
    OutcomeCode, Recusals, Roster, RosterIndex, RosterLine, StepCall, make_chain, recover_otc,
};

/// `SplitMix64` (Steele, Lea, Flood 2014): enough for tests, and no crate.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `end`, which is left out.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("less than a usize")
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.below(10).to_string()).collect()
    }
}

/// The second and third sort one way by UTF-8 bytes and the other by UTF-16.
const STRATA: [&str; 6] = ["马站镇", "ｚ镇", "𠮷村", "高桥镇", "", "Zürich"];
const CODES: [&str; 4] = ["LEAVE", "DRAWN_2026", "病假", "其他 原因"];

/// The rosters of a county before anything is announced.
struct County {
    whole: BTreeMap<&'static str, Roster>,
    index: RosterIndex,
    parts: Vec<Roster>,
    exclusions: Exclusions,
    recusals: Recusals,
}

fn county(chance: &mut Chance, full: bool) -> County {
    let people = if full { 30 + chance.below(10) } else { chance.below(40) };
    let strata = 1 + chance.below(STRATA.len());
    let heavy = chance.one_in(12);
    let officials: Vec<(String, Vec<String>)> = (1..=people)
        .map(|nth| {
            let weight = if heavy { chance.below(300) } else { chance.below(5) };
            let unit = format!("U{}", 1 + chance.below(5));
            let fields =
                vec![STRATA[chance.below(strata)].to_owned(), format!("王{nth}"), weight.to_string(), unit];
            (format!("A{nth:05}"), fields)
        })
        .collect();
    let mut door = 0;
    let parts: Vec<Roster> = officials
        .iter()
        .map(|(official, _)| {
            let households = (0..chance.below(7))
                .map(|_| {
                    door += 1;
                    let salted = Digest::of(format!("{official} {door}").as_bytes()).hex();
                    (format!("H{door:05}"), vec![(1 + chance.below(3)).to_string(), salted])
                })
                .collect();
            Roster::build(&format!("households/{official}"), households).expect("a part")
        })
        .collect();
    let some =
        |chance: &mut Chance, most: usize| if full { 3 + chance.below(most) } else { chance.below(most) };
    let objects: Vec<(String, Vec<String>)> = (0..some(chance, 9))
        .map(|nth| {
            (format!("O{nth:02}"), vec![STRATA[chance.below(3)].to_owned(), chance.below(4).to_string()])
        })
        .collect();
    let inspectors: Vec<(String, Vec<String>)> =
        (0..some(chance, 7)).map(|nth| (format!("J-{nth}"), Vec::new())).collect();
    let doors = parts.iter().flat_map(Roster::rows).map(|row| row.label.to_string());
    let everybody = [&officials, &objects, &inspectors].into_iter().flatten().map(|(label, _)| label.clone());
    let mut excluded = Vec::new();
    for label in everybody.chain(doors) {
        if chance.one_in(14) {
            excluded.push((label, *chance.pick(&CODES)));
        }
    }
    if full && excluded.len() < 2 {
        excluded = vec![("A00001".to_owned(), "LEAVE"), ("A00002".to_owned(), "病假")];
    }
    let often = *chance.pick(&[1000, 5, 2]);
    let mut recused = Vec::new();
    for (object, _) in &objects {
        for (inspector, _) in &inspectors {
            if chance.one_in(often) {
                recused.push((object.clone(), inspector.clone()));
            }
        }
    }
    if full && recused.len() < 2 {
        recused = vec![("O00".to_owned(), "J-0".to_owned()), ("O01".to_owned(), "J-0".to_owned())];
    }
    let build = |name, rows| Roster::build(name, rows).expect("a roster");
    County {
        whole: BTreeMap::from([
            ("officials", build("officials", officials)),
            ("objects", build("objects", objects)),
            ("inspectors", build("inspectors", inspectors)),
        ]),
        index: RosterIndex::build("households", &parts).expect("an index"),
        parts,
        exclusions: Exclusions::build(&excluded).expect("exclusions"),
        recusals: Recusals::build(&recused).expect("recusals"),
    }
}

/// Steps of every kind, some of them or all; the first draws officials.
fn plan(chance: &mut Chance, full: bool) -> Vec<String> {
    let mut n = || if chance.one_in(15) { 1_000_000_007 } else { 1 + chance.below(6) };
    let all = [
        format!("s1:officials:n={}", n()),
        format!("s2:officials:per=f1,n={}", n()),
        format!("s3:officials:prop=f1,n={}", n()),
        format!("s4:officials:n={},max=f4:{}", n(), n()),
        format!("s5:officials:per=f1,n={},max=f4:{}", n(), n()),
        format!("s6:officials:max=f4:1,prop=f1,n={}", n()),
        format!("s7:officials:weight=f3,n={}", n()),
        format!("s8:officials:prop=f4,weight=f3,n={},max=f1:{}", n(), n()),
        format!("h1:households:in=s1,n={}", n()),
        format!("h2:households:per=f1,in=s1,n={}", n()),
        format!("o1:objects:n={},pair=inspectors:{}", n(), 1 + n() % 3),
        format!("o2:objects:per=f1,n={},weight=f2,pair=inspectors:{}", n(), 1 + n() % 2),
        format!("o3:objects:pair=inspectors:{},prop=f1,n={}", n(), n()),
    ];
    let [first, rest @ ..] = all;
    let mut steps = vec![first];
    steps.extend(rest.into_iter().filter(|_| full || chance.one_in(3)));
    steps
}

/// A meeting from its announcement to its bundle.
pub fn meeting(chance: &mut Chance, full: bool) -> Bundle {
    let county = county(chance, full);
    let steps = plan(chance, full);
    let uses = |name: &str| steps.iter().any(|step| step.contains(&format!(":{name}:")));
    let paired = steps.iter().any(|step| step.contains("pair="));
    let mut lines: Vec<RosterLine> = Vec::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, roster) in &county.whole {
        if uses(name) || (*name == "inspectors" && paired) {
            lines.push(roster.line());
            texts.insert((*name).to_owned(), roster.text().to_owned());
        }
    }
    if uses("households") {
        lines.push(county.index.line());
        texts.insert("households".to_owned(), county.index.text().to_owned());
        texts.extend(county.parts.iter().map(|part| (part.name().to_owned(), part.text().to_owned())));
    }
    let presses = if full { 16 } else { 1 + chance.below(6) };
    let secret = *Digest::of(&chance.0.to_be_bytes()).as_bytes();
    let chain = make_chain(secret, presses + 1);
    let id = format!("{}YISHUI-{}", if chance.one_in(10) { "REHEARSAL-" } else { "" }, chance.below(1000));
    let sources = ["ssq-2026137".to_owned(), "dice20".to_owned()];
    let recusals = paired.then_some(&county.recusals);
    let draft = Draft {
        id: &id,
        rosters: &lines,
        exclusions: &county.exclusions,
        recusals,
        sources: &sources,
        otc_tip: chain.tip,
        plan: &steps.join(";"),
    };
    let announcement = Announcement::build(&draft).expect("an announcement");
    let announced = announcement.text().to_owned();
    let opening =
        format!("ssq-2026137=3.7.12.18.25.31+{};dice20={}", 1 + chance.below(16), chance.digits(20));
    let recused = recusals.map(|recusals| recusals.text().to_owned());
    let checked = Announced::check(announcement, &texts, county.exclusions.text(), recused.as_deref());
    let opening_value = Opening::parse(&sources, &opening).expect("an opening");
    let opened = checked.expect("a meeting").open(opening_value);
    let (rounds, drawn_from) = press(chance, opened, &steps, &chain.codes);
    texts.retain(|name, _| !name.contains('/') || drawn_from.contains(name));
    Bundle {
        protocol: Bundle::PROTOCOL.to_owned(),
        announcement: announced,
        rosters: texts,
        exclusions: county.exclusions.text().to_owned(),
        recusals: recused,
        opening,
        rounds,
    }
}

/// Presses steps in any order, each once at least where there are presses enough. Answers the parts that were drawn from.
fn press(
    chance: &mut Chance,
    mut opened: Opened,
    steps: &[String],
    codes: &[Digest],
) -> (Vec<BundleRound>, BTreeSet<String>) {
    let mut rounds: Vec<BundleRound> = Vec::new();
    let mut parts = BTreeSet::new();
    for (at, code) in codes[..codes.len() - 1].iter().enumerate() {
        let step = if at < steps.len() { &steps[at] } else { chance.pick(steps) };
        let name = step.split(':').next().unwrap_or_default();
        let owners: Vec<&String> =
            rounds.iter().filter(|round| round.step == "s1").flat_map(|round| &round.selected).collect();
        let call = match (step.contains("in=s1"), owners.is_empty()) {
            (true, false) => StepCall { step: name.to_owned(), key: Some((*chance.pick(&owners)).clone()) },
            // Nobody was drawn by it yet.
            (true, true) => StepCall { step: "s1".to_owned(), key: None },
            (false, _) => StepCall { step: name.to_owned(), key: None },
        };
        if let Some(key) = &call.key {
            parts.insert(format!("households/{key}"));
        }
        let dice = Dice6::parse(&chance.digits(6)).expect("six dice");
        let before = *opened.last_otc();
        let locked = opened.lock(call, dice).expect("a lock");
        // The envelope is lost now and then, and the one after it yields its code.
        let lost = chance.one_in(4);
        let found = recover_otc(locked.round(), &before, &codes[at + 1].hex()).expect("the code after it");
        assert_eq!(found, *code);
        let revealed = locked.reveal(&if lost { found } else { *code }.hex()).expect("a result");
        let mut round = BundleRound::of(&revealed);
        for label in &round.selected {
            if chance.one_in(2) {
                let outcome = chance.pick(&OutcomeCode::ALL).as_str().to_owned();
                let at = format!("2026-11-22T01:{:02}:{:02}Z", chance.below(60), chance.below(60));
                round.outcomes.push(Outcome { label: label.clone(), outcome, at });
            }
        }
        rounds.push(round);
        opened = revealed.into_next();
    }
    (rounds, parts)
}
