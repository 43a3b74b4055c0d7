//! Which officials a household is considered for, and what each would cost.

use super::{contact::Contacts, flow::Arcs, township::number};

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
        for (at, free) in run.iter().enumerate() {
            let household = number(begin + at);
            best.clear();
            for (_, official) in &near {
                if free.recused && township.recusals.contains(&(household, *official)) {
                    continue;
                }
                best.push((price(contacts, household, *official, breadth.affinity), *official));
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

/// What a household costs at an official, in centimetres.
fn price(contacts: &Contacts<'_>, household: u32, official: u32, affinity: f32) -> i32 {
    let free = contacts.township.free[household as usize];
    let state = contacts.state(official);
    let load = contacts.load(official) as f32;
    let (dx, dy) = (free.x - state.mean.0, free.y - state.mean.1);
    let pull = (state.slope.0 * dx + state.slope.1 * dy) / (load + 1.0);
    let own = u32::from(contacts.holder(household) == Some(official));
    let bonus = if contacts.of_group(official, free.group) > own { affinity } else { 0.0 };
    (((dx * dx + dy * dy).sqrt() + pull - bonus) * 100.0) as i32
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
