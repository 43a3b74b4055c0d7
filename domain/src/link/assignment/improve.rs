//! Local improvement by the exact cost: one household moves, or two change places, while that makes the sum of
//! kilometres and village groups better.
//!
//! The cost of a contact grid is convex in its mean, so its slope bounds from below what any change can come to; only what
//! survives the bound is measured.

use super::{contact::Contacts, flow::Arcs, township::number};

/// A change has to bring this much, metres.
const WORTHWHILE: f32 = 0.1;

/// Goes over the households until nothing better is found, or `rounds` times.
pub fn improve(contacts: &mut Contacts<'_>, arcs: &Arcs, affinity: f32, rounds: usize) {
    let officials = contacts.township.servers.len();
    let mut search = Search {
        affinity,
        clock: 1,
        changed: vec![1; officials],
        looked: vec![0; contacts.township.free.len()],
    };
    for _ in 0..rounds {
        let mut better = false;
        for household in 0..number(contacts.township.free.len()) {
            better |= search.look(contacts, arcs, household);
        }
        if !better {
            break;
        }
    }
}

struct Search {
    affinity: f32,
    /// Counts changes, so that a household is looked at again only after something near it changed.
    clock: u32,
    changed: Vec<u32>,
    looked: Vec<u32>,
}

#[derive(Clone, Copy)]
enum Change {
    Move { to: u32 },
    Swap { with: u32, holder: u32 },
}

impl Search {
    fn look(&mut self, contacts: &mut Contacts<'_>, arcs: &Arcs, household: u32) -> bool {
        let Some(from) = contacts.holder(household) else { return false };
        let at = household as usize;
        let candidates = &arcs.official[arcs.first[at] as usize..arcs.first[at + 1] as usize];
        let looked = self.looked[at];
        let own_changed = self.changed[from as usize] > looked;
        self.looked[at] = self.clock;
        let mut best = (-WORTHWHILE, None);
        for to in candidates {
            if *to == from || !(own_changed || self.changed[*to as usize] > looked) {
                continue;
            }
            self.weigh_move(contacts, household, from, *to, &mut best);
            self.weigh_swaps(contacts, household, from, *to, &mut best);
        }
        let Some(change) = best.1 else { return false };
        let other = match change {
            Change::Move { to } => {
                contacts.relocate(household, to);
                to
            }
            Change::Swap { with, holder } => {
                contacts.swap(household, with);
                holder
            }
        };
        self.clock += 1;
        self.changed[from as usize] = self.clock;
        self.changed[other as usize] = self.clock;
        true
    }

    fn weigh_move(
        &self,
        contacts: &Contacts<'_>,
        household: u32,
        from: u32,
        to: u32,
        best: &mut (f32, Option<Change>),
    ) {
        if !contacts.has_room(to) || !contacts.can_spare(from) {
            return;
        }
        let free = contacts.township.free[household as usize];
        let p = (free.x, free.y);
        let fewer = i32::from(contacts.of_group(from, free.group) == 1);
        let more = i32::from(contacts.of_group(to, free.group) == 0);
        let fixed = self.affinity * (more - fewer) as f32;
        let (a, b) = (contacts.state(from), contacts.state(to));
        let (na, nb) = (contacts.load(from) as f32, contacts.load(to) as f32);
        let ma = if na > 1.0 { ((a.sum.0 - p.0) / (na - 1.0), (a.sum.1 - p.1) / (na - 1.0)) } else { p };
        let mb = ((b.sum.0 + p.0) / (nb + 1.0), (b.sum.1 + p.1) / (nb + 1.0));
        let own = fixed - distance(p, ma) + distance(p, mb);
        if own + bound(a.slope, a.mean, ma) + bound(b.slope, b.mean, mb) >= best.0 {
            return;
        }
        let delta = own + contacts.distances(from, ma) - a.cost + contacts.distances(to, mb) - b.cost;
        if delta < best.0 {
            *best = (delta, Some(Change::Move { to }));
        }
    }

    fn weigh_swaps(
        &self,
        contacts: &Contacts<'_>,
        household: u32,
        from: u32,
        to: u32,
        best: &mut (f32, Option<Change>),
    ) {
        let township = contacts.township;
        let one = township.free[household as usize];
        let p = (one.x, one.y);
        let (a, b) = (contacts.state(from), contacts.state(to));
        let (na, nb) = (contacts.load(from) as f32, contacts.load(to) as f32);
        let leaves = i32::from(contacts.of_group(from, one.group) == 1);
        let enters = i32::from(contacts.of_group(to, one.group) == 0);
        for with in contacts.free_of(to) {
            let other = township.free[*with as usize];
            if other.recused && township.recusals.contains(&(*with, from)) {
                continue;
            }
            let q = (other.x, other.y);
            let step = (q.0 - p.0, q.1 - p.1);
            let ma = (a.mean.0 + step.0 / na, a.mean.1 + step.1 / na);
            let mb = (b.mean.0 - step.0 / nb, b.mean.1 - step.1 / nb);
            let own = distance(q, ma) - distance(p, ma) + distance(p, mb) - distance(q, mb);
            let near = own + bound(a.slope, a.mean, ma) + bound(b.slope, b.mean, mb);
            if near - 2.0 * self.affinity >= best.0 {
                continue;
            }
            let pairs = if one.group == other.group {
                0
            } else {
                enters - leaves + i32::from(contacts.of_group(from, other.group) == 0)
                    - i32::from(contacts.of_group(to, other.group) == 1)
            };
            let fixed = self.affinity * pairs as f32;
            if near + fixed >= best.0 {
                continue;
            }
            let delta =
                fixed + own + contacts.distances(from, ma) - a.cost + contacts.distances(to, mb) - b.cost;
            if delta < best.0 {
                *best = (delta, Some(Change::Swap { with: *with, holder: to }));
            }
        }
    }
}

fn distance(one: (f32, f32), other: (f32, f32)) -> f32 {
    let (dx, dy) = (one.0 - other.0, one.1 - other.1);
    (dx * dx + dy * dy).sqrt()
}

/// What the households that stay pay at least when their mean moves.
fn bound(slope: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    slope.0 * (to.0 - from.0) + slope.1 * (to.1 - from.1)
}
