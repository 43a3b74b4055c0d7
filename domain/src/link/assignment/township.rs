//! One township cut out of the county: its officials with the links that they keep, and its households that are free.

use std::collections::{BTreeMap, HashSet};

use super::instance::{Instance, Pair};

/// A household that needs an official. Coordinates are metres from the township's middle.
#[derive(Debug, Clone, Copy)]
pub struct Free {
    /// Its place in the instance.
    pub household: u32,
    /// The county-wide number of its village group.
    pub group: u32,
    /// Metres east of the middle.
    pub x: f32,
    /// Metres north of the middle.
    pub y: f32,
    /// Whether somebody is recused from it.
    pub recused: bool,
}

/// A household that its official keeps.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// The county-wide number of its village group.
    pub group: u32,
    /// Metres east of the middle.
    pub x: f32,
    /// Metres north of the middle.
    pub y: f32,
}

/// An official who serves here.
#[derive(Debug, Clone)]
pub struct Server {
    /// His place in the instance.
    pub official: u32,
    /// His home village, in metres from the middle.
    pub home: (f32, f32),
    /// The fewest households he is to be given, the kept ones not counted.
    pub least: u32,
    /// The most households he may be given, the kept ones not counted.
    pub most: u32,
    /// What he keeps.
    pub kept: Vec<Kept>,
}

/// A township to solve by itself.
#[derive(Debug, Clone, Default)]
pub struct Township {
    /// Households without a link that is kept, by village group.
    pub free: Vec<Free>,
    /// Who serves here.
    pub servers: Vec<Server>,
    /// Recusals of free households, by their place in `free` and in `servers`.
    pub recusals: HashSet<(u32, u32)>,
}

/// The county-wide number of every household's village group.
pub fn groups(instance: &Instance) -> Vec<u32> {
    let mut numbers = BTreeMap::new();
    let mut of = Vec::with_capacity(instance.households.len());
    let mut last = None;
    for household in &instance.households {
        let key = (household.village, household.group);
        // Rosters stand in order: most households are of the group of the one before.
        let number = match last {
            Some((known, number)) if known == key => number,
            _ => {
                let next = u32::try_from(numbers.len()).expect("fewer groups than households");
                *numbers.entry(key).or_insert(next)
            }
        };
        last = Some((key, number));
        of.push(number);
    }
    of
}

/// The official whom each household keeps: its link of today, unless recused.
pub fn kept(instance: &Instance, recusals: &HashSet<Pair>) -> Vec<Option<u32>> {
    let mut kept = vec![None; instance.households.len()];
    for link in instance.links.iter().filter(|link| !recusals.contains(link)) {
        kept[link.household] = Some(number(link.official));
    }
    kept
}

/// Cuts the county into its townships.
pub fn cut(
    instance: &Instance,
    groups: &[u32],
    kept: &[Option<u32>],
    recusals: &HashSet<Pair>,
) -> Vec<Township> {
    let middles = middles(instance);
    let mut townships = vec![Township::default(); instance.townships];
    let mut place_of = Vec::with_capacity(instance.officials.len());
    for (at, official) in instance.officials.iter().enumerate() {
        let middle = middles[official.township];
        let servers = &mut townships[official.township].servers;
        place_of.push(number(servers.len()));
        servers.push(Server {
            official: number(at),
            home: ((official.home.x - middle.0) as f32, (official.home.y - middle.1) as f32),
            least: number(if official.exempt { 0 } else { official.least }),
            most: number(if official.exempt { 0 } else { official.most }),
            kept: Vec::new(),
        });
    }
    let recused: HashSet<usize> = recusals.iter().map(|pair| pair.household).collect();
    for (at, household) in instance.households.iter().enumerate() {
        let serving = match kept[at] {
            Some(official) => instance.officials[official as usize].township,
            None => household.township,
        };
        let middle = middles[serving];
        let (x, y) = ((household.position.x - middle.0) as f32, (household.position.y - middle.1) as f32);
        let group = groups[at];
        if let Some(official) = kept[at] {
            let server = &mut townships[serving].servers[place_of[official as usize] as usize];
            server.kept.push(Kept { group, x, y });
            server.least = server.least.saturating_sub(1);
            server.most = server.most.saturating_sub(1);
        } else {
            let recused = recused.contains(&at);
            townships[serving].free.push(Free { household: number(at), group, x, y, recused });
        }
    }
    for township in &mut townships {
        township.free.sort_by_key(|free| (free.group, free.household));
        for (at, free) in township.free.iter().enumerate().filter(|(_, free)| free.recused) {
            for (place, server) in township.servers.iter().enumerate() {
                let pair = Pair { household: free.household as usize, official: server.official as usize };
                if recusals.contains(&pair) {
                    township.recusals.insert((number(at), number(place)));
                }
            }
        }
    }
    townships
}

/// The middle of the homes and households of each township, so that 32-bit coordinates are exact to a millimetre.
fn middles(instance: &Instance) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0, 0.0); instance.townships];
    let homes = instance.officials.iter().map(|official| (official.township, official.home));
    let households = instance.households.iter().map(|household| (household.township, household.position));
    for (township, at) in homes.chain(households) {
        let sum = &mut sums[township];
        *sum = (sum.0 + at.x, sum.1 + at.y, sum.2 + 1.0);
    }
    sums.into_iter().map(|(x, y, n)| if n > 0.0 { (x / n, y / n) } else { (0.0, 0.0) }).collect()
}

/// Places are kept in 32 bits: a county is far below 2^32.
pub fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a county is far below 2^32")
}
