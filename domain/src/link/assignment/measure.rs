//! What an assignment comes to: the figures that the county sees and the benchmark compares.

use std::collections::HashSet;

use super::instance::{Instance, Pair};

/// The figures of an assignment.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Figures {
    /// The sum over households of the distance to the mean position of their official's households, metres.
    pub metres: f64,
    /// Links of today.
    pub links: usize,
    /// Links of today that are recused and were therefore broken.
    pub links_recused: usize,
    /// Links of today that stand.
    pub links_kept: usize,
    /// The smallest number of households of an official who is not exempt.
    pub load_least: usize,
    /// The largest number of households of an official.
    pub load_most: usize,
    /// Links that somebody is recused from: none.
    pub recusals_broken: usize,
    /// The mean over village groups of the number of officials who serve them.
    pub officials_per_group: f64,
    /// Households without an official.
    pub unassigned: usize,
}

/// Measures an assignment: the official of each household, by place.
pub fn measure(instance: &Instance, official_of: &[Option<usize>]) -> Figures {
    let mut means = vec![(0.0, 0.0, 0_usize); instance.officials.len()];
    for (household, official) in instance.households.iter().zip(official_of) {
        if let Some(official) = official {
            let mean = &mut means[*official];
            *mean = (mean.0 + household.position.x, mean.1 + household.position.y, mean.2 + 1);
        }
    }
    let mut metres = 0.0;
    let mut pairs: Vec<(usize, u32, usize)> = Vec::with_capacity(official_of.len());
    for (household, official) in instance.households.iter().zip(official_of) {
        if let Some(official) = official {
            let (x, y, load) = means[*official];
            metres += (household.position.x - x / load as f64).hypot(household.position.y - y / load as f64);
            let pair = (household.village, household.group, *official);
            if pairs.last() != Some(&pair) {
                pairs.push(pair);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let served = pairs.len();
    pairs.dedup_by_key(|pair| (pair.0, pair.1));
    let groups = pairs.len();
    let recused: HashSet<Pair> = instance.recusals.iter().copied().collect();
    let stands = |pair: &Pair| official_of[pair.household] == Some(pair.official);
    let loads = |exempt: bool| {
        let officials = instance.officials.iter().zip(&means);
        officials.filter(move |(official, _)| exempt || !official.exempt).map(|(_, mean)| mean.2)
    };
    Figures {
        metres,
        links: instance.links.len(),
        links_recused: instance.links.iter().filter(|link| recused.contains(link)).count(),
        links_kept: instance.links.iter().filter(|link| stands(link)).count(),
        load_least: loads(false).min().unwrap_or(0),
        load_most: loads(true).max().unwrap_or(0),
        recusals_broken: recused.iter().filter(|pair| stands(pair)).count(),
        officials_per_group: if groups == 0 { 0.0 } else { served as f64 / groups as f64 },
        unassigned: official_of.iter().filter(|official| official.is_none()).count(),
    }
}
