//! Whoever has it all tries: are two things the same, and do two things come in the same order?

use std::collections::{BTreeMap, HashMap};

use rand::{Rng, SeedableRng, rngs::StdRng};

/// A household, or an opened ballot, of an official: what is known of it beside, each a thing to sort by.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    pub official: String,
    /// What the household said, which the thief does not know, or what stands in the ballot.
    pub level: String,
    pub orders: BTreeMap<&'static str, Vec<u8>>,
}

impl Trace {
    pub fn new(official: &str, level: &str) -> Self {
        Self { official: official.to_owned(), level: level.to_owned(), orders: BTreeMap::new() }
    }

    pub fn by(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.orders.insert(name, value.as_ref().to_vec());
        self
    }

    /// By numbers, the first of which weighs most.
    pub fn by_numbers(self, name: &'static str, numbers: &[u64]) -> Self {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
        self.by(name, bytes)
    }
}

/// The best that came of an attack.
#[derive(Debug)]
pub struct Outcome {
    /// Households whose level was guessed.
    pub right: usize,
    pub of: usize,
    /// How likely somebody who only knows each official's numbers guesses that many, all tries together.
    pub chance: f64,
    /// What was laid beside what.
    pub how: String,
}

/// Lays every order of households beside every order of ballots, forwards and backwards, official by official.
pub fn attack(households: &[Trace], ballots: &[Trace]) -> Outcome {
    let (left, right) = (by_official(households), by_official(ballots));
    let alike = by_luck(&left, &right);
    let mut best = Outcome { right: 0, of: households.len(), chance: 1.0, how: String::new() };
    let names = |traces: &[Trace]| traces[0].orders.keys().copied().collect::<Vec<_>>();
    let mut tries = 0.0;
    for one in names(households) {
        for other in names(ballots) {
            for backwards in [false, true] {
                tries += 1.0;
                let right: usize = left
                    .iter()
                    .map(|(official, of)| hits(of, right.get(official), one, other, backwards))
                    .sum();
                if right > best.right {
                    let turn = if backwards { ", backwards" } else { "" };
                    best = Outcome { right, how: format!("{one} beside {other}{turn}"), ..best };
                }
            }
        }
    }
    best.chance = (tries * tail(best.of, best.right, alike)).min(1.0);
    best
}

type Groups<'a> = BTreeMap<&'a str, Vec<&'a Trace>>;

fn by_official(traces: &[Trace]) -> Groups<'_> {
    let mut groups = Groups::new();
    for trace in traces {
        groups.entry(&trace.official).or_default().push(trace);
    }
    groups
}

fn hits(
    households: &[&Trace],
    ballots: Option<&Vec<&Trace>>,
    one: &str,
    other: &str,
    backwards: bool,
) -> usize {
    let sorted = |traces: &[&Trace], name: &str| {
        let mut traces: Vec<_> = traces.iter().map(|trace| (&trace.orders[name], &trace.level)).collect();
        traces.sort_by(|left, right| left.0.cmp(right.0));
        traces.into_iter().map(|(_, level)| level.clone()).collect::<Vec<_>>()
    };
    let households = sorted(households, one);
    let mut ballots = sorted(ballots.map_or(&[], Vec::as_slice), other);
    if backwards {
        ballots.reverse();
    }
    households.iter().zip(ballots).filter(|(said, guessed)| *said == guessed).count()
}

/// The share that is right when households and ballots of an official are paired blindly.
fn by_luck(households: &Groups<'_>, ballots: &Groups<'_>) -> f64 {
    let (mut expected, mut all) = (0.0, 0.0);
    for (official, households) in households {
        let levels = |traces: &[&Trace]| {
            let mut counts: HashMap<String, f64> = HashMap::new();
            for trace in traces {
                *counts.entry(trace.level.clone()).or_default() += 1.0;
            }
            counts
        };
        let said = levels(households);
        let stand = ballots.get(official).map(|ballots| levels(ballots)).unwrap_or_default();
        let pairs: f64 = said.iter().map(|(level, count)| count * stand.get(level).unwrap_or(&0.0)).sum();
        expected += pairs / stand.values().sum::<f64>().max(1.0);
        all += said.values().sum::<f64>();
    }
    expected / all
}

/// P(X >= right) of a binomial distribution, exactly.
fn tail(of: usize, right: usize, share: f64) -> f64 {
    let term = |hits: usize| {
        let ways: f64 = (0..hits).map(|nth| (whole(of - nth) / whole(nth + 1)).ln()).sum();
        (ways + whole(hits) * share.ln() + whole(of - hits) * (1.0 - share).ln()).exp()
    };
    (right..=of).map(term).sum()
}

fn whole(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// The words of a text that may be numbers, hashes or codes.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(move |c: char| !word(c))
        .map(|token| token.strip_prefix('x').unwrap_or(token))
        .filter(|token| token.len() >= 12)
}

#[test]
fn an_order_that_is_alike_is_found_and_luck_is_not() {
    let mut chance = StdRng::seed_from_u64(1);
    let mut traces = |name: &'static str, place: bool| -> Vec<Trace> {
        (0..300_u64)
            .map(|nth| {
                let level = ["good", "fair", "bad"][usize::try_from(nth * nth / 7 % 3).unwrap()];
                let trace = Trace::new("A00001", level).by_numbers(name, &[chance.random()]);
                if place { trace.by_numbers("place", &[nth]) } else { trace }
            })
            .collect()
    };
    let told = attack(&traces("id", true), &traces("hash", true));
    assert_eq!((told.right, told.of, told.how.as_str()), (300, 300, "place beside place"));
    assert!(told.chance < 1e-12, "{told:?}");
    let guessed = attack(&traces("id", true), &traces("hash", false));
    assert!(guessed.chance > 1e-6, "{guessed:?}");
    assert!((tail(10, 3, 0.5) - 0.945_312_5).abs() < 1e-9);
}
