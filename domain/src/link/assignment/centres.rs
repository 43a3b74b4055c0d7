//! Where officials without households begin: on the households that the others are too far from, cut into compact
//! pieces of one size.

use super::{
    flow::{self, Arcs, Room},
    township::{Township, number},
};

/// First holders: what the officials who have households already would take up to a distance, and for each of the
/// others one piece of what they leave.
pub fn begin(township: &Township, arcs: &Arcs, limit: f32) -> Vec<Option<u32>> {
    let newcomers: Vec<u32> = (0..number(township.servers.len()))
        .filter(|at| {
            let server = &township.servers[*at as usize];
            server.kept.is_empty() && server.most > 0
        })
        .collect();
    let mut near = Arcs { first: vec![0], ..Arcs::default() };
    for household in 0..township.free.len() {
        for arc in arcs.first[household] as usize..arcs.first[household + 1] as usize {
            let official = arcs.official[arc];
            if arcs.cost[arc] as f32 <= limit * 100.0 && !township.servers[official as usize].kept.is_empty()
            {
                near.official.push(official);
                near.cost.push(arcs.cost[arc]);
            }
        }
        near.first.push(number(near.official.len()));
    }
    let rooms: Vec<Room> =
        township.servers.iter().map(|server| Room { least: 0, most: server.most }).collect();
    let mut holders = flow::solve(&near, &rooms);
    let mut left: Vec<u32> =
        (0..number(holders.len())).filter(|household| holders[*household as usize].is_none()).collect();
    share_out(township, &mut left, &newcomers, &mut holders);
    holders
}

/// Halves the households across their longer side, and the officials with them, until one official is left.
fn share_out(township: &Township, left: &mut [u32], officials: &[u32], holders: &mut [Option<u32>]) {
    match officials {
        [] => {}
        [official] => {
            let most = township.servers[*official as usize].most as usize;
            for household in left.iter().take(most) {
                holders[*household as usize] = Some(*official);
            }
        }
        _ => {
            let at = |household: &u32| {
                let free = &township.free[*household as usize];
                (free.x, free.y)
            };
            let span = |of: fn((f32, f32)) -> f32| {
                let low = left.iter().map(|h| of(at(h))).fold(f32::INFINITY, f32::min);
                let high = left.iter().map(|h| of(at(h))).fold(f32::NEG_INFINITY, f32::max);
                high - low
            };
            let wide = span(|p| p.0) >= span(|p| p.1);
            let key = |household: &u32| if wide { at(household).0 } else { at(household).1 };
            left.sort_unstable_by(|one, other| key(one).total_cmp(&key(other)).then(one.cmp(other)));
            let (some, others) = officials.split_at(officials.len() / 2);
            let (low, high) = left.split_at_mut(left.len() * some.len() / officials.len());
            share_out(township, low, some, holders);
            share_out(township, high, others, holders);
        }
    }
}
