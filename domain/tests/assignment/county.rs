//! Random counties.

use domain::link::assignment::{Household, Instance, Official, Pair, Point};
use proptest::prelude::*;

/// Villages as (township, place), households as (village, group, offset), officials as (village, least, room, exempt).
type Drawn = (
    Vec<(usize, (i32, i32))>,
    Vec<(prop::sample::Index, u32, (i32, i32))>,
    Vec<(prop::sample::Index, usize, usize, bool)>,
);

fn drawn() -> impl Strategy<Value = Drawn> {
    (
        prop::collection::vec((0..3_usize, (0..9_000, 0..9_000)), 1..8),
        prop::collection::vec((any::<prop::sample::Index>(), 1..4_u32, (-300..300, -300..300)), 0..150),
        prop::collection::vec(
            (any::<prop::sample::Index>(), 0..6_usize, 0..8_usize, prop::bool::weighted(0.1)),
            0..20,
        ),
    )
}

/// Any county: full ones, empty ones, ones that cannot be filled.
pub fn any_county() -> impl Strategy<Value = Instance> {
    let pairs =
        |most| prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..most);
    (drawn(), pairs(80), pairs(40), prop::bool::weighted(0.5)).prop_map(
        |(drawn, links, recusals, at_once)| {
            let (villages, households, officials) = drawn;
            let place = |(x, y): (i32, i32)| Point { x: f64::from(x), y: f64::from(y) };
            let mut county = Instance { townships: 3, ..Instance::default() };
            for (village, group, offset) in households {
                let at = village.index(villages.len());
                let (township, (x, y)) = villages[at];
                // Half of the counties have no coordinates: every household stands where its village stands.
                let offset = if at_once { (0, 0) } else { offset };
                let position = place((x + offset.0, y + offset.1));
                county.households.push(Household { township, village: at, group, position });
            }
            for (village, least, room, exempt) in officials {
                let (township, home) = villages[village.index(villages.len())];
                county.officials.push(Official {
                    township,
                    home: place(home),
                    least,
                    most: least + room,
                    exempt,
                });
            }
            if !county.households.is_empty() && !county.officials.is_empty() {
                let pair = |(household, official): &(prop::sample::Index, prop::sample::Index)| Pair {
                    household: household.index(county.households.len()),
                    official: official.index(county.officials.len()),
                };
                county.links = links.iter().map(pair).collect();
                county.links.sort_unstable();
                county.links.dedup_by_key(|link| link.household);
                county.recusals = recusals.iter().map(pair).collect();
                // Some recusals hit a link.
                county.recusals.extend(county.links.iter().step_by(7));
            }
            county
        },
    )
}

/// `villages` villages in a row, 2 km apart, of `size` households each in one township; nobody is linked.
pub fn row_of_villages(villages: usize, size: usize) -> Instance {
    let mut county = Instance { townships: 1, ..Instance::default() };
    for village in 0..villages {
        for at in 0..size {
            let metres = |length: usize| f64::from(u32::try_from(length).unwrap());
            let position = Point { x: metres(2_000 * village + at % 6 * 20), y: metres(at / 6 * 20) };
            county.households.push(Household { township: 0, village, group: 1, position });
        }
    }
    county
}

/// An official of the only township, at home in the first village.
pub fn official(least: usize, most: usize) -> Official {
    Official { township: 0, home: Point::default(), least, most, exempt: false }
}
