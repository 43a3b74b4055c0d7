//! The contact grids of a township while they are being made: who has which households, and what that costs exactly.
//!
//! The cost of a contact grid is the sum of the distances of its households to their mean position, in metres. Each
//! official has a row of slots, kept households first; an empty slot weighs nothing, so that one loop over the whole
//! row measures it.

use super::township::Township;

/// No free household: the slot is kept or empty.
const NONE: u32 = u32::MAX;

/// Slots are measured by this many at once.
const LANES: usize = 8;

/// All contact grids of one township.
#[derive(Debug)]
pub struct Contacts<'a> {
    /// The township.
    pub township: &'a Township,
    width: usize,
    x: Vec<f32>,
    y: Vec<f32>,
    weight: Vec<f32>,
    group: Vec<u32>,
    member: Vec<u32>,
    load: Vec<u32>,
    kept: Vec<u32>,
    state: Vec<State>,
    /// The official of each free household, by place, and its slot.
    holder: Vec<Option<u32>>,
    slot: Vec<u32>,
}

/// Where a contact grid's mean is, what it costs, and how the cost changes when the mean moves.
#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    /// Sum of the coordinates.
    pub sum: (f32, f32),
    /// Mean position.
    pub mean: (f32, f32),
    /// Sum of the distances to the mean, metres.
    pub cost: f32,
    /// The change of the cost per metre that the mean moves. The cost is convex in the mean, so this is a lower bound.
    pub slope: (f32, f32),
}

impl<'a> Contacts<'a> {
    /// The contact grids that an assignment makes.
    pub fn new(township: &'a Township, holders: &[Option<u32>]) -> Self {
        let most = township.servers.iter().map(|server| server.kept.len() + server.most as usize).max();
        let width = most.unwrap_or(0).next_multiple_of(LANES);
        let slots = width * township.servers.len();
        let mut contacts = Self {
            township,
            width,
            x: vec![0.0; slots],
            y: vec![0.0; slots],
            weight: vec![0.0; slots],
            group: vec![NONE; slots],
            member: vec![NONE; slots],
            load: vec![0; township.servers.len()],
            kept: Vec::with_capacity(township.servers.len()),
            state: vec![State::default(); township.servers.len()],
            holder: vec![None; township.free.len()],
            slot: vec![0; township.free.len()],
        };
        for (official, server) in township.servers.iter().enumerate() {
            for kept in &server.kept {
                contacts.push(official, (kept.x, kept.y), kept.group, NONE);
            }
            contacts.kept.push(contacts.load[official]);
        }
        for (free, holder) in holders.iter().enumerate() {
            if let Some(official) = holder {
                contacts.append(free as u32, *official);
            }
        }
        for official in 0..township.servers.len() {
            contacts.measure(official as u32);
        }
        contacts
    }

    fn push(&mut self, official: usize, at: (f32, f32), group: u32, member: u32) -> u32 {
        let slot = official * self.width + self.load[official] as usize;
        self.x[slot] = at.0;
        self.y[slot] = at.1;
        self.weight[slot] = 1.0;
        self.group[slot] = group;
        self.member[slot] = member;
        self.load[official] += 1;
        slot as u32
    }

    fn append(&mut self, free: u32, official: u32) {
        let household = self.township.free[free as usize];
        self.slot[free as usize] =
            self.push(official as usize, (household.x, household.y), household.group, free);
        self.holder[free as usize] = Some(official);
    }

    fn remove(&mut self, free: u32) {
        let Some(official) = self.holder[free as usize].take() else { return };
        self.load[official as usize] -= 1;
        let last = official as usize * self.width + self.load[official as usize] as usize;
        let slot = self.slot[free as usize] as usize;
        self.x[slot] = self.x[last];
        self.y[slot] = self.y[last];
        self.group[slot] = self.group[last];
        self.member[slot] = self.member[last];
        if self.member[slot] != NONE {
            self.slot[self.member[slot] as usize] = slot as u32;
        }
        self.weight[last] = 0.0;
        self.group[last] = NONE;
        self.member[last] = NONE;
    }

    /// Moves a free household to another official.
    pub fn relocate(&mut self, free: u32, to: u32) {
        let from = self.holder[free as usize];
        self.remove(free);
        self.append(free, to);
        self.measure(to);
        if let Some(from) = from {
            self.measure(from);
        }
    }

    /// Lets two free households change places.
    pub fn swap(&mut self, one: u32, other: u32) {
        let (Some(a), Some(b)) = (self.holder[one as usize], self.holder[other as usize]) else { return };
        self.remove(one);
        self.remove(other);
        self.append(one, b);
        self.append(other, a);
        self.measure(a);
        self.measure(b);
    }

    fn row(&self, official: u32) -> std::ops::Range<usize> {
        let begin = official as usize * self.width;
        begin..begin + self.width
    }

    /// The sum of the distances of a contact grid's households to any place, metres.
    pub fn distances(&self, official: u32, to: (f32, f32)) -> f32 {
        let row = self.row(official);
        let mut sums = [0.0_f32; LANES];
        let xs = self.x[row.clone()].chunks_exact(LANES);
        let ys = self.y[row.clone()].chunks_exact(LANES);
        let weights = self.weight[row].chunks_exact(LANES);
        for ((xs, ys), weights) in xs.zip(ys).zip(weights) {
            for lane in 0..LANES {
                let (dx, dy) = (xs[lane] - to.0, ys[lane] - to.1);
                sums[lane] += weights[lane] * (dx * dx + dy * dy).sqrt();
            }
        }
        sums.iter().sum()
    }

    fn measure(&mut self, official: u32) {
        let row = self.row(official);
        let load = self.load[official as usize];
        let begin = row.start;
        let end = begin + load as usize;
        let sum = (self.x[begin..end].iter().sum::<f32>(), self.y[begin..end].iter().sum::<f32>());
        let mean = if load == 0 {
            self.township.servers[official as usize].home
        } else {
            (sum.0 / load as f32, sum.1 / load as f32)
        };
        let (mut cost, mut slope) = (0.0, (0.0, 0.0));
        for slot in begin..end {
            let (dx, dy) = (mean.0 - self.x[slot], mean.1 - self.y[slot]);
            let distance = (dx * dx + dy * dy).sqrt();
            cost += distance;
            if distance > 0.01 {
                slope = (slope.0 + dx / distance, slope.1 + dy / distance);
            }
        }
        self.state[official as usize] = State { sum, mean, cost, slope };
    }

    /// Mean, cost and slope of a contact grid.
    pub fn state(&self, official: u32) -> &State {
        &self.state[official as usize]
    }

    /// How many households an official has.
    pub fn load(&self, official: u32) -> u32 {
        self.load[official as usize]
    }

    /// How many of an official's households are of this village group.
    pub fn of_group(&self, official: u32, group: u32) -> u32 {
        let mut sums = [0_u32; LANES];
        for groups in self.group[self.row(official)].chunks_exact(LANES) {
            for lane in 0..LANES {
                sums[lane] += u32::from(groups[lane] == group);
            }
        }
        sums.iter().sum()
    }

    /// The free households that an official has, by place.
    pub fn free_of(&self, official: u32) -> &[u32] {
        let begin = self.row(official).start;
        &self.member
            [begin + self.kept[official as usize] as usize..begin + self.load[official as usize] as usize]
    }

    /// The village groups of everything that an official has, with repeats.
    pub fn groups_of(&self, official: u32) -> &[u32] {
        let begin = self.row(official).start;
        &self.group[begin..begin + self.load[official as usize] as usize]
    }

    /// The official of a free household.
    pub fn holder(&self, free: u32) -> Option<u32> {
        self.holder[free as usize]
    }

    /// The official of every free household.
    pub fn holders(self) -> Vec<Option<u32>> {
        self.holder
    }

    /// Whether an official can spare a household.
    pub fn can_spare(&self, official: u32) -> bool {
        let given = self.load[official as usize] - self.kept[official as usize];
        given > self.township.servers[official as usize].least
    }

    /// Whether an official may have one household more.
    pub fn has_room(&self, official: u32) -> bool {
        let given = self.load[official as usize] - self.kept[official as usize];
        given < self.township.servers[official as usize].most
    }
}
