//! What could not be filled, and why.

use std::collections::BTreeMap;

use super::{
    instance::{Instance, Official},
    township::Township,
};

/// Why households have no official.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Nobody serves in the township, or only exempt officials.
    NoOfficials,
    /// Everyone who serves in the township is recused from the household.
    AllRecused,
    /// The township has more households than its officials may carry.
    TownshipFull {
        /// Households there that need an official.
        households: usize,
        /// Households that its officials may be given beside those that they keep.
        capacity: usize,
    },
    /// There is room in the township, but only with officials who are recused from these households.
    RoomIsRecused,
}

/// Households of one township that have no official, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Overflow {
    /// The township, by place.
    pub township: usize,
    /// Why.
    pub reason: Reason,
    /// Which households, by place, in rising order.
    pub households: Vec<usize>,
}

/// Why a load is out of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadReason {
    /// The township has fewer households without a link that is kept than its officials miss to their least.
    TooFewHouseholds,
    /// There are households enough, but recusals keep them from him.
    Recused,
    /// He has more than his most already, and links are kept.
    KeptMore,
}

/// An official whose load is out of bounds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LoadOutside {
    /// The official, by place.
    pub official: usize,
    /// How many households he has.
    pub load: usize,
    /// Why.
    pub reason: LoadReason,
}

/// Names what one township could not fill. `holders` are the officials of its free households, by place in it.
pub fn explain(place: usize, township: &Township, holders: &[Option<u32>]) -> Vec<Overflow> {
    let capacity: usize = township.servers.iter().map(|server| server.most as usize).sum();
    let mut by_reason: BTreeMap<Reason, Vec<usize>> = BTreeMap::new();
    for (at, free) in township.free.iter().enumerate().filter(|(at, _)| holders[*at].is_none()) {
        let mut open = township.servers.iter().enumerate().filter(|(_, server)| server.most > 0).peekable();
        let reason = if capacity == 0 && !township.servers.iter().any(|server| !server.kept.is_empty()) {
            Reason::NoOfficials
        } else if open.peek().is_some()
            && open.all(|(server, _)| township.recusals.contains(&(at as u32, server as u32)))
        {
            Reason::AllRecused
        } else if township.free.len() > capacity {
            Reason::TownshipFull { households: township.free.len(), capacity }
        } else {
            Reason::RoomIsRecused
        };
        by_reason.entry(reason).or_default().push(free.household as usize);
    }
    by_reason
        .into_iter()
        .map(|(reason, mut households)| {
            households.sort_unstable();
            Overflow { township: place, reason, households }
        })
        .collect()
}

/// Names the officials whose load is out of bounds.
pub fn loads_outside(
    instance: &Instance,
    townships: &[Township],
    official_of: &[Option<usize>],
) -> Vec<LoadOutside> {
    let mut loads = vec![0; instance.officials.len()];
    for official in official_of.iter().flatten() {
        loads[*official] += 1;
    }
    let too_few = |township: &Township| {
        let needed: usize = township.servers.iter().map(|server| server.least as usize).sum();
        township.free.len() < needed
    };
    let too_few: Vec<bool> = townships.iter().map(too_few).collect();
    let reason = |official: &Official, load: usize| {
        if official.exempt || (official.least..=official.most).contains(&load) {
            None
        } else if load > official.most {
            Some(LoadReason::KeptMore)
        } else if too_few[official.township] {
            Some(LoadReason::TooFewHouseholds)
        } else {
            Some(LoadReason::Recused)
        }
    };
    let all = instance.officials.iter().zip(loads).enumerate();
    all.filter_map(|(at, (official, load))| {
        reason(official, load).map(|reason| LoadOutside { official: at, load, reason })
    })
    .collect()
}
