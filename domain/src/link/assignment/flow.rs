//! Min-cost flow from households to officials by successive shortest paths with prices (Kuhn and Munkres as Jonker and
//! Volgenant run it, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", 1987,
//! with a capacity in place of every column and a lower bound besides).
//!
//! Two phases. Households enter one by one, each along a shortest path of displacements to an official with room;
//! then officials below their least pull, along a shortest path the other way, from those above theirs. Prices keep
//! every reduced cost at or above zero, so both phases end at the least cost over the arcs that there are.

use std::{cmp::Reverse, collections::BinaryHeap};

/// What it costs to leave a household without an official: above any chain of displacements.
const LEFT_OUT: i64 = 1 << 40;

const NOBODY: u32 = u32::MAX;

/// Which official a household may have, and what that costs; households in order, `first[h]..first[h + 1]` being
/// those of household `h`.
#[derive(Debug, Clone, Default)]
pub struct Arcs {
    /// Where the arcs of each household begin; one more at the end.
    pub first: Vec<u32>,
    /// The official at the end of each arc.
    pub official: Vec<u32>,
    /// The cost of each arc, in centimetres; may be below zero.
    pub cost: Vec<i32>,
}

impl Arcs {
    fn of(&self, household: u32) -> std::ops::Range<usize> {
        self.first[household as usize] as usize..self.first[household as usize + 1] as usize
    }

    fn households(&self) -> usize {
        self.first.len().saturating_sub(1)
    }
}

/// The fewest and the most households that an official is to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The fewest.
    pub least: u32,
    /// The most.
    pub most: u32,
}

/// The official of each household at the least cost: as few households as possible without one, then as few
/// households as possible missing to the officials' least, then the least sum.
pub fn solve(arcs: &Arcs, rooms: &[Room]) -> Vec<Option<u32>> {
    let mut flow = Flow::new(arcs, rooms);
    for household in 0..u32::try_from(arcs.households()).expect("a county is far below 2^32") {
        flow.enter(household);
    }
    flow.fill();
    flow.arc_of.iter().map(|arc| (*arc != NOBODY).then(|| arcs.official[*arc as usize])).collect()
}

struct Flow<'a> {
    arcs: &'a Arcs,
    rooms: &'a [Room],
    /// The arc that each household uses.
    arc_of: Vec<u32>,
    members: Vec<Vec<u32>>,
    price: Vec<i64>,
    // One search: distances, how each official was reached, and which were scanned.
    distance: Vec<i64>,
    reached_by: Vec<(u32, u32)>,
    scanned: Vec<u32>,
    done: Vec<bool>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// The distance at which this search ends at the latest, as far as is known.
    ends_by: i64,
}

impl<'a> Flow<'a> {
    fn new(arcs: &'a Arcs, rooms: &'a [Room]) -> Self {
        let officials = rooms.len();
        Self {
            arcs,
            rooms,
            arc_of: vec![NOBODY; arcs.households()],
            members: vec![Vec::new(); officials],
            price: vec![0; officials],
            distance: vec![i64::MAX; officials],
            reached_by: vec![(NOBODY, NOBODY); officials],
            scanned: Vec::new(),
            done: vec![false; officials],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            ends_by: i64::MAX,
        }
    }

    fn relax(&mut self, official: u32, distance: i64, by: (u32, u32)) {
        let at = official as usize;
        if distance < self.ends_by && distance < self.distance[at] && !self.done[at] {
            if self.distance[at] == i64::MAX {
                self.touched.push(official);
            }
            self.distance[at] = distance;
            self.reached_by[at] = by;
            self.heap.push(Reverse((distance, official)));
        }
    }

    /// Relaxes an official for a household that enters; one with room ends the search.
    fn reach(&mut self, official: u32, distance: i64, by: (u32, u32)) {
        if distance < self.ends_by && !self.done[official as usize] {
            self.relax(official, distance, by);
            if self.load(official) < self.rooms[official as usize].most {
                self.ends_by = distance;
            }
        }
    }

    fn next(&mut self) -> Option<(i64, u32)> {
        while let Some(Reverse((distance, official))) = self.heap.pop() {
            if !self.done[official as usize] && distance == self.distance[official as usize] {
                return Some((distance, official));
            }
        }
        None
    }

    fn forget(&mut self) {
        for official in self.touched.drain(..) {
            self.distance[official as usize] = i64::MAX;
            self.done[official as usize] = false;
        }
        self.scanned.clear();
        self.heap.clear();
        self.ends_by = i64::MAX;
    }

    fn reduced(&self, arc: usize) -> i64 {
        i64::from(self.arcs.cost[arc]) + self.price[self.arcs.official[arc] as usize]
    }

    /// What a household pays now, its official's price included.
    fn paid(&self, household: u32) -> i64 {
        match self.arc_of[household as usize] {
            NOBODY => LEFT_OUT,
            arc => self.reduced(arc as usize),
        }
    }

    fn put(&mut self, household: u32, arc: u32) {
        self.arc_of[household as usize] = arc;
        self.members[self.arcs.official[arc as usize] as usize].push(household);
    }

    fn take(&mut self, household: u32) {
        let arc = std::mem::replace(&mut self.arc_of[household as usize], NOBODY);
        if arc != NOBODY {
            let members = &mut self.members[self.arcs.official[arc as usize] as usize];
            let place = members.iter().position(|member| *member == household).expect("he is linked to it");
            members.swap_remove(place);
        }
    }

    fn load(&self, official: u32) -> u32 {
        u32::try_from(self.members[official as usize].len()).expect("far below 2^32")
    }

    /// A household comes in, and a chain of others moves on, if need be.
    fn enter(&mut self, entering: u32) {
        for arc in self.arcs.of(entering) {
            self.reach(self.arcs.official[arc], self.reduced(arc), (entering, arc as u32));
        }
        // The cheapest household to leave out so far.
        let mut out = (LEFT_OUT, entering);
        let (distance, end) = loop {
            match self.next() {
                Some((distance, official)) if distance < out.0 => {
                    if self.load(official) < self.rooms[official as usize].most {
                        break (distance, Some(official));
                    }
                    self.scan_members(official, distance, &mut out);
                }
                _ => break (out.0, None),
            }
        };
        for at in 0..self.scanned.len() {
            let official = self.scanned[at] as usize;
            self.price[official] += distance - self.distance[official];
        }
        let (mut household, mut arc) = match end {
            Some(official) => self.reached_by[official as usize],
            None => (out.1, NOBODY),
        };
        loop {
            let left = self.arc_of[household as usize];
            self.take(household);
            if arc != NOBODY {
                self.put(household, arc);
            }
            if household == entering {
                break;
            }
            (household, arc) = self.reached_by[self.arcs.official[left as usize] as usize];
        }
        self.forget();
    }

    fn scan_members(&mut self, official: u32, distance: i64, out: &mut (i64, u32)) {
        self.done[official as usize] = true;
        self.scanned.push(official);
        let members = std::mem::take(&mut self.members[official as usize]);
        for household in &members {
            let base = distance - self.paid(*household);
            if base + LEFT_OUT < out.0 {
                *out = (base + LEFT_OUT, *household);
            }
            for arc in self.arcs.of(*household) {
                let reduced = self.reduced(arc);
                self.reach(self.arcs.official[arc], base + reduced, (*household, arc as u32));
            }
        }
        self.members[official as usize] = members;
    }

    /// Officials below their least pull households from those above theirs.
    fn fill(&mut self) {
        let short = |flow: &Self, official: u32| flow.load(official) < flow.rooms[official as usize].least;
        let officials = u32::try_from(self.rooms.len()).expect("far below 2^32");
        if !(0..officials).any(|official| short(self, official)) {
            return;
        }
        let mut back: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.rooms.len()];
        for household in 0..self.arc_of.len() {
            let household = u32::try_from(household).expect("far below 2^32");
            for arc in self.arcs.of(household) {
                back[self.arcs.official[arc] as usize].push((household, arc as u32));
            }
        }
        for official in 0..officials {
            while short(self, official) && self.pull(official, &back) {}
        }
    }

    /// One household more for this official; false when there is none to be had.
    fn pull(&mut self, pulling: u32, back: &[Vec<(u32, u32)>]) -> bool {
        self.relax(pulling, 0, (NOBODY, NOBODY));
        // The nearest end so far: an official who can spare one, or a household that nobody has.
        let mut best: Option<(i64, (u32, u32))> = None;
        while let Some((distance, official)) = self.next() {
            if best.is_some_and(|best| best.0 <= distance) {
                break;
            }
            let at = official as usize;
            if official != pulling && self.load(official) > self.rooms[at].least {
                let end = distance + self.price[at].max(0);
                if best.is_none_or(|best| end < best.0) {
                    best = Some((end, self.reached_by[at]));
                }
            }
            self.done[at] = true;
            self.scanned.push(official);
            for (household, arc) in &back[at] {
                let held = self.arc_of[*household as usize];
                let further = distance + self.reduced(*arc as usize) - self.paid(*household);
                if held == NOBODY {
                    if best.is_none_or(|best| further < best.0) {
                        best = Some((further, (*household, *arc)));
                    }
                } else {
                    let holder = self.arcs.official[held as usize];
                    self.relax(holder, further, (*household, *arc));
                }
            }
        }
        let Some((distance, mut step)) = best else {
            self.forget();
            return false;
        };
        for at in 0..self.scanned.len() {
            let official = self.scanned[at] as usize;
            self.price[official] -= (distance - self.distance[official]).max(0);
        }
        loop {
            let (household, arc) = step;
            self.take(household);
            self.put(household, arc);
            let official = self.arcs.official[arc as usize];
            if official == pulling {
                break;
            }
            step = self.reached_by[official as usize];
        }
        self.forget();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Households left out, households missing to a least, and the cost.
    type Outcome = (usize, u32, i64);

    fn outcome(table: &[Vec<Option<i32>>], rooms: &[Room], officials: &[Option<u32>]) -> Option<Outcome> {
        let mut loads = vec![0_u32; rooms.len()];
        let mut cost = 0;
        for (row, official) in table.iter().zip(officials) {
            if let Some(official) = official {
                loads[*official as usize] += 1;
                cost += i64::from(row[*official as usize]?);
            }
        }
        let within = loads.iter().zip(rooms).all(|(load, room)| *load <= room.most);
        let missing = loads.iter().zip(rooms).map(|(load, room)| room.least.saturating_sub(*load)).sum();
        let left_out = officials.iter().filter(|official| official.is_none()).count();
        within.then_some((left_out, missing, cost))
    }

    /// The best of all assignments that there are.
    fn best(table: &[Vec<Option<i32>>], rooms: &[Room]) -> Outcome {
        let choices = rooms.len() as u32 + 1;
        let all = 0..choices.pow(table.len() as u32);
        let decode = |mut code: u32| -> Vec<Option<u32>> {
            let digit = |_| {
                let digit = code % choices;
                code /= choices;
                digit.checked_sub(1)
            };
            table.iter().map(digit).collect()
        };
        all.filter_map(|code| outcome(table, rooms, &decode(code))).min().expect("leaving all out is one")
    }

    fn arcs(table: &[Vec<Option<i32>>]) -> Arcs {
        let mut arcs = Arcs { first: vec![0], ..Arcs::default() };
        for row in table {
            for (official, cost) in row.iter().enumerate() {
                arcs.official.extend(cost.map(|_| official as u32));
                arcs.cost.extend(cost);
            }
            arcs.first.push(arcs.official.len() as u32);
        }
        arcs
    }

    prop_compose! {
        fn problem()(officials in 1..4_usize, households in 0..7_usize)(
            table in prop::collection::vec(
                prop::collection::vec(prop::option::weighted(0.8, -50..500_i32), officials), households),
            rooms in prop::collection::vec((0..3_u32, 0..4_u32), officials),
        ) -> (Vec<Vec<Option<i32>>>, Vec<Room>) {
            let room = |(least, more): (u32, u32)| Room { least, most: least + more };
            (table, rooms.into_iter().map(room).collect())
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_assignment_is_better((table, rooms) in problem()) {
            let found = outcome(&table, &rooms, &solve(&arcs(&table), &rooms)).expect("arcs and rooms are kept to");
            let best = best(&table, &rooms);
            prop_assert_eq!((found.0, found.1), (best.0, best.1));
            // Who stays below the least when somebody must is not chosen by cost.
            if best.1 == 0 {
                prop_assert_eq!(found.2, best.2);
            }
        }
    }
}
