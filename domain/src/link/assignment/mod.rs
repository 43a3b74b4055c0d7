//! The right thirty households for every official of a county, in seconds.
//!
//! Links that need not be broken are kept; a recused link is broken and never made; everyone has an official, every
//! official 25 to 35 households, all within his township. Among all such assignments a short one is sought: few kilometres
//! from a household to the middle of its official's households, and few officials in one village group.
//!
//! Townships are solved by themselves, several at once: officials without households begin on a stretch that nobody
//! has ([`centres`]); households and officials are matched by min-cost flow ([`flow`]) over the arcs worth having
//! ([`arcs`]), the means are taken anew and the flow again; then households move and change places while the exact
//! cost falls ([`improve`]). Nothing depends on chance or on the number of threads.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "places and loads are far below 2^24, checked where they come in; distances are rounded on purpose"
)]

mod arcs;
mod centres;
mod contact;
pub(super) mod flow;
mod improve;
mod instance;
mod measure;
mod overflow;
mod township;

use std::{
    collections::HashSet,
    num::NonZeroUsize,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use arcs::Breadth;
use contact::Contacts;
use flow::Room;
pub use instance::{Household, Instance, InstanceError, Official, Pair, Point};
pub use measure::{Figures, measure};
pub use overflow::{LoadOutside, LoadReason, Overflow, Reason};
use township::Township;

/// What one official fewer in a village group is worth, metres.
pub const AFFINITY: f64 = 120.0;

/// How to assign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What one official fewer in a village group is worth, metres.
    pub affinity: f64,
    /// Townships solved at once. The result does not depend on it.
    pub threads: NonZeroUsize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { affinity: AFFINITY, threads: NonZeroUsize::MIN }
    }
}

/// Who has which households.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The official of each household, by place in the instance.
    pub official_of: Vec<Option<usize>>,
    /// Households without one, and why. Empty when everyone has one.
    pub overflow: Vec<Overflow>,
    /// Officials with fewer or more households than they should have.
    pub outside: Vec<LoadOutside>,
    /// What it comes to.
    pub figures: Figures,
}

/// Assigns a county.
pub fn assign(instance: &Instance, settings: &Settings) -> Result<Assignment, InstanceError> {
    instance.check()?;
    let recusals: HashSet<Pair> = instance.recusals.iter().copied().collect();
    let groups = township::groups(instance);
    let kept = township::kept(instance, &recusals);
    let townships = township::cut(instance, &groups, &kept, &recusals);
    let holders = in_parallel(&townships, settings);

    let mut official_of: Vec<Option<usize>> =
        kept.iter().map(|official| official.map(|place| place as usize)).collect();
    let mut overflow = Vec::new();
    for (place, (township, holders)) in townships.iter().zip(&holders).enumerate() {
        for (free, holder) in township.free.iter().zip(holders) {
            official_of[free.household as usize] =
                holder.map(|server| township.servers[server as usize].official as usize);
        }
        overflow.extend(overflow::explain(place, township, holders));
    }
    let outside = overflow::loads_outside(instance, &townships, &official_of);
    let figures = measure(instance, &official_of);
    Ok(Assignment { official_of, overflow, outside, figures })
}

/// The largest townships first; whoever is free takes the next.
fn in_parallel(townships: &[Township], settings: &Settings) -> Vec<Vec<Option<u32>>> {
    let mut order: Vec<usize> = (0..townships.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(townships[*place].free.len()));
    let next = AtomicUsize::new(0);
    let solved = Mutex::new(vec![Vec::new(); townships.len()]);
    let work = || {
        while let Some(place) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let holders = solve(&townships[*place], settings.affinity as f32);
            solved.lock().expect("nobody panics with the lock")[*place] = holders;
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..settings.threads.get().min(townships.len()) {
            scope.spawn(work);
        }
        work();
    });
    solved.into_inner().expect("nobody panics with the lock")
}

/// Arcs per household while there is room enough near by.
const ARCS: usize = 12;

/// Households within this many metres of an official who has some already are left to him when the others begin.
const HELD_WITHIN: f32 = 140.0;

/// Flows, the means taken anew before each.
const PASSES: usize = 4;

/// Officials per household in local improvement: the flow has looked farther.
const CLOSE: usize = 6;

/// Rounds of local improvement at most.
const ROUNDS: usize = 20;

fn solve(township: &Township, affinity: f32) -> Vec<Option<u32>> {
    let rooms: Vec<Room> =
        township.servers.iter().map(|server| Room { least: server.least, most: server.most }).collect();
    let mut breadth = Breadth { arcs: ARCS, affinity };
    let mut contacts = Contacts::new(township, &vec![None; township.free.len()]);
    let first = arcs::arcs(&contacts, breadth);
    contacts = Contacts::new(township, &centres::begin(township, &first, HELD_WITHIN));
    for _ in 0..PASSES {
        let holders = match_up(&contacts, &rooms, &mut breadth);
        contacts = Contacts::new(township, &holders);
    }
    let close = arcs::arcs(&contacts, Breadth { arcs: CLOSE, affinity });
    improve::improve(&mut contacts, &close, affinity, ROUNDS);
    contacts.holders()
}

/// One flow. When near officials do not suffice, farther ones are considered, in the end all of them.
fn match_up(contacts: &Contacts<'_>, rooms: &[Room], breadth: &mut Breadth) -> Vec<Option<u32>> {
    let households = contacts.township.free.len();
    let capacity: usize = rooms.iter().map(|room| room.most as usize).sum();
    let needed: usize = rooms.iter().map(|room| room.least as usize).sum();
    loop {
        let holders = flow::solve(&arcs::arcs(contacts, *breadth), rooms);
        let left_out = holders.iter().filter(|holder| holder.is_none()).count();
        let mut given = vec![0_u32; rooms.len()];
        for official in holders.iter().flatten() {
            given[*official as usize] += 1;
        }
        let missing: usize =
            rooms.iter().zip(&given).map(|(room, given)| room.least.saturating_sub(*given) as usize).sum();
        let unavoidable =
            left_out == households.saturating_sub(capacity) && missing == needed.saturating_sub(households);
        if unavoidable || breadth.arcs >= rooms.len() {
            return holders;
        }
        breadth.arcs *= 4;
    }
}
