//! What holds for every county, whether it can be filled or not.

use std::{
    collections::{BTreeSet, HashSet},
    num::NonZeroUsize,
};

use domain::link::assignment::{Assignment, Instance, Pair, Reason, Settings, assign, measure};
use proptest::prelude::*;

use crate::county::any_county;

fn settings(threads: usize) -> Settings {
    Settings { threads: NonZeroUsize::new(threads).unwrap(), ..Settings::default() }
}

fn solved(county: &Instance) -> Assignment {
    assign(county, &settings(1)).unwrap()
}

/// Households that each township leaves without an official, and how many its officials miss to their least.
fn shortage(county: &Instance, found: &Assignment) -> (usize, usize) {
    let mut loads = vec![0; county.officials.len()];
    for official in found.official_of.iter().flatten() {
        loads[*official] += 1;
    }
    let serving = county.officials.iter().zip(&loads).filter(|(official, _)| !official.exempt);
    let missing = serving.map(|(official, load)| official.least.saturating_sub(*load)).sum();
    (found.figures.unassigned, missing)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn everyone_has_an_official_or_is_named_with_a_reason(county in any_county()) {
        let found = solved(&county);
        let named: Vec<usize> = found.overflow.iter().flat_map(|overflow| overflow.households.clone()).collect();
        let unique: BTreeSet<usize> = named.iter().copied().collect();
        prop_assert_eq!(named.len(), unique.len());
        let without: BTreeSet<usize> =
            (0..county.households.len()).filter(|at| found.official_of[*at].is_none()).collect();
        prop_assert_eq!(unique, without);
        for overflow in &found.overflow {
            for household in &overflow.households {
                prop_assert_eq!(county.households[*household].township, overflow.township);
            }
            if let Reason::TownshipFull { households, capacity } = overflow.reason {
                prop_assert!(households > capacity);
            }
        }
    }

    #[test]
    fn links_are_kept_unless_recused_and_no_recusal_is_broken(county in any_county()) {
        let found = solved(&county);
        let recusals: HashSet<Pair> = county.recusals.iter().copied().collect();
        for link in &county.links {
            let stands = found.official_of[link.household] == Some(link.official);
            prop_assert_eq!(stands, !recusals.contains(link));
        }
        for pair in &recusals {
            prop_assert_ne!(found.official_of[pair.household], Some(pair.official));
        }
        prop_assert_eq!(found.figures.recusals_broken, 0);
        prop_assert_eq!(found.figures.links_kept + found.figures.links_recused, county.links.len());
    }

    #[test]
    fn loads_are_within_bounds_or_named(county in any_county()) {
        let found = solved(&county);
        let mut loads = vec![0; county.officials.len()];
        let mut kept = vec![0; county.officials.len()];
        for official in found.official_of.iter().flatten() {
            loads[*official] += 1;
        }
        for link in county.links.iter().filter(|link| found.official_of[link.household] == Some(link.official)) {
            kept[link.official] += 1;
        }
        let outside: HashSet<usize> = found.outside.iter().map(|outside| outside.official).collect();
        for (at, official) in county.officials.iter().enumerate() {
            // Nobody is given more than he may have, and the exempt are given none.
            let most = if official.exempt { kept[at] } else { official.most.max(kept[at]) };
            prop_assert!(loads[at] <= most);
            let within = official.exempt || (official.least..=official.most).contains(&loads[at]);
            prop_assert_eq!(!within, outside.contains(&at));
        }
        // New households come from the township in which he serves.
        for (household, official) in county.households.iter().zip(&found.official_of) {
            if let Some(official) = official && kept[*official] == 0 {
                prop_assert_eq!(county.officials[*official].township, household.township);
            }
        }
    }

    #[test]
    fn neither_threads_nor_repetition_change_anything(county in any_county()) {
        let once = solved(&county);
        prop_assert_eq!(&once, &assign(&county, &settings(1)).unwrap());
        prop_assert_eq!(&once, &assign(&county, &settings(3)).unwrap());
        prop_assert_eq!(&once.figures, &measure(&county, &once.official_of));
    }

    #[test]
    fn the_order_of_the_rows_does_not_decide_what_can_be_filled(
        (county, shuffled) in any_county().prop_flat_map(|county| {
            let households: Vec<usize> = (0..county.households.len()).collect();
            let officials: Vec<usize> = (0..county.officials.len()).collect();
            (Just(county), Just(households).prop_shuffle(), Just(officials).prop_shuffle())
        }).prop_map(|(county, households, officials)| {
            let shuffled = reordered(&county, &households, &officials);
            (county, shuffled)
        }),
    ) {
        prop_assert_eq!(shortage(&county, &solved(&county)), shortage(&shuffled, &solved(&shuffled)));
    }
}

fn reordered(county: &Instance, households: &[usize], officials: &[usize]) -> Instance {
    let place = |order: &[usize]| {
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        place
    };
    let (new_household, new_official) = (place(households), place(officials));
    let pair = |pair: &Pair| Pair {
        household: new_household[pair.household],
        official: new_official[pair.official],
    };
    Instance {
        townships: county.townships,
        households: households.iter().map(|old| county.households[*old]).collect(),
        officials: officials.iter().map(|old| county.officials[*old]).collect(),
        links: county.links.iter().rev().map(pair).collect(),
        recusals: county.recusals.iter().rev().map(pair).collect(),
    }
}
