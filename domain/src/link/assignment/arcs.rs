//! Which officials a household is considered for, and what each would cost.

use super::{
    contact::Contacts,
    flow::Arcs,
    township::{Free, number},
};

/// How much is considered and what it is worth.
#[derive(Debug, Clone, Copy)]
pub struct Breadth {
    /// Officials per household.
    pub arcs: usize,
    /// What one official fewer in a village group is worth, metres.
    pub affinity: f32,
}

/// Officials looked at for a whole village group, for each that its households get.
const LOOKED_AT: usize = 3;

/// The cheapest officials of each free household. The cost is the distance to the mean of the official's households,
/// what the move of that mean does to them (to first order), and the affinity for one who serves the village group.
pub fn arcs(contacts: &Contacts<'_>, breadth: Breadth) -> Arcs {
    let township = contacts.township;
    let officials = township.servers.len();
    let mut serving = Serving::new(contacts);
    let mut arcs = Arcs { first: vec![0], ..Arcs::default() };
    let mut near: Vec<(f32, u32)> = Vec::with_capacity(officials);
    let mut looked_at: Vec<Considered> = Vec::new();
    let mut best: Vec<(i32, u32)> = Vec::new();
    let open: Vec<u32> =
        (0..number(officials)).filter(|official| township.servers[*official as usize].most > 0).collect();
    let mut begin = 0;
    for run in township.free.chunk_by(|one, other| one.group == other.group) {
        let group = run[0].group;
        let n = run.len() as f32;
        let middle =
            (run.iter().map(|free| free.x).sum::<f32>() / n, run.iter().map(|free| free.y).sum::<f32>() / n);
        near.clear();
        near.extend(open.iter().map(|official| {
            let mean = contacts.state(*official).mean;
            let (dx, dy) = (mean.0 - middle.0, mean.1 - middle.1);
            (dx * dx + dy * dy, *official)
        }));
        let wide = (breadth.arcs * LOOKED_AT / 2 + run.len() / 12).min(near.len());
        if wide < near.len() {
            near.select_nth_unstable_by(wide, |one, other| {
                one.0.total_cmp(&other.0).then(one.1.cmp(&other.1))
            });
            near.truncate(wide);
        }
        for official in serving.of(group) {
            if township.servers[*official as usize].most > 0
                && !near.iter().any(|(_, known)| known == official)
            {
                near.push((0.0, *official));
            }
        }
        looked_at.clear();
        looked_at.extend(near.iter().map(|(_, official)| Considered::new(contacts, *official, group)));
        for (at, free) in run.iter().enumerate() {
            let household = number(begin + at);
            let holder = contacts.holder(household);
            best.clear();
            for considered in &looked_at {
                let official = considered.official;
                if free.recused && township.recusals.contains(&(household, official)) {
                    continue;
                }
                let others = considered.serves - u32::from(holder == Some(official));
                let bonus = if others > 0 { breadth.affinity } else { 0.0 };
                best.push((considered.price(free, bonus), official));
            }
            if best.len() > breadth.arcs {
                best.select_nth_unstable(breadth.arcs);
                best.truncate(breadth.arcs);
            }
            best.sort_unstable();
            arcs.official.extend(best.iter().map(|(_, official)| *official));
            arcs.cost.extend(best.iter().map(|(cost, _)| *cost));
            arcs.first.push(number(arcs.official.len()));
        }
        begin += run.len();
        serving.leave(group);
    }
    arcs
}

/// An official who is looked at for a village group.
struct Considered {
    official: u32,
    mean: (f32, f32),
    /// What a metre between a household and the mean costs his other households, by direction.
    pull: (f32, f32),
    /// How many of his households are of the group.
    serves: u32,
}

impl Considered {
    fn new(contacts: &Contacts<'_>, official: u32, group: u32) -> Self {
        let state = contacts.state(official);
        let with = contacts.load(official) as f32 + 1.0;
        Self {
            official,
            mean: state.mean,
            pull: (state.slope.0 / with, state.slope.1 / with),
            serves: contacts.of_group(official, group),
        }
    }

    /// What a household costs here, in centimetres.
    fn price(&self, free: &Free, bonus: f32) -> i32 {
        let (dx, dy) = (free.x - self.mean.0, free.y - self.mean.1);
        let pull = self.pull.0 * dx + self.pull.1 * dy;
        (((dx * dx + dy * dy).sqrt() + pull - bonus) * 100.0) as i32
    }
}

/// Who serves each village group, by group.
struct Serving {
    pairs: Vec<(u32, u32)>,
    officials: Vec<u32>,
    at: usize,
}

impl Serving {
    fn new(contacts: &Contacts<'_>) -> Self {
        let officials = 0..number(contacts.township.servers.len());
        let mut pairs: Vec<(u32, u32)> = officials
            .flat_map(|official| contacts.groups_of(official).iter().map(move |group| (*group, official)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { pairs, officials: Vec::new(), at: 0 }
    }

    /// Groups are asked for in rising order.
    fn of(&mut self, group: u32) -> &[u32] {
        self.at += self.pairs[self.at..].partition_point(|pair| pair.0 < group);
        let pairs = self.pairs[self.at..].iter().take_while(|pair| pair.0 == group);
        self.officials.clear();
        self.officials.extend(pairs.map(|pair| pair.1));
        &self.officials
    }

    fn leave(&mut self, group: u32) {
        self.at += self.pairs[self.at..].partition_point(|pair| pair.0 <= group);
    }
}
