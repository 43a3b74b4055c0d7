//! Counties that cannot be filled, and what is said of them.

use domain::link::assignment::{
    InstanceError, LoadOutside, LoadReason, Overflow, Pair, Point, Reason, Settings, assign,
};

use crate::county::{official, row_of_villages};

#[test]
fn a_township_with_more_households_than_may_be_carried_says_how_many() {
    let mut county = row_of_villages(2, 50);
    county.officials = vec![official(25, 35), official(25, 35)];
    let found = assign(&county, &Settings::default()).unwrap();
    let [overflow] = &found.overflow[..] else { panic!("{:?}", found.overflow) };
    assert_eq!(overflow.reason, Reason::TownshipFull { households: 100, capacity: 70 });
    assert_eq!(overflow.households.len(), 30);
    assert_eq!(found.figures.unassigned, 30);
    assert!(found.outside.is_empty());
}

#[test]
fn a_household_that_everybody_is_recused_from_is_told_from_one_without_room() {
    let mut county = row_of_villages(1, 60);
    county.officials = vec![official(25, 35), official(25, 35)];
    county.recusals = vec![Pair { household: 7, official: 0 }, Pair { household: 7, official: 1 }];
    let found = assign(&county, &Settings::default()).unwrap();
    assert_eq!(found.overflow, [Overflow { township: 0, reason: Reason::AllRecused, households: vec![7] }]);

    // One official is full, and the other, who has room, is recused from the rest.
    let mut county = row_of_villages(1, 40);
    county.officials = vec![official(0, 35), official(0, 35)];
    county.recusals = (0..40).map(|household| Pair { household, official: 1 }).collect();
    let found = assign(&county, &Settings::default()).unwrap();
    let [overflow] = &found.overflow[..] else { panic!("{:?}", found.overflow) };
    assert_eq!((&overflow.reason, overflow.households.len()), (&Reason::RoomIsRecused, 5));
}

#[test]
fn nobody_serves_there() {
    let mut county = row_of_villages(1, 3);
    county.officials = vec![official(0, 35)];
    county.officials[0].exempt = true;
    let found = assign(&county, &Settings::default()).unwrap();
    assert_eq!(
        found.overflow,
        [Overflow { township: 0, reason: Reason::NoOfficials, households: vec![0, 1, 2] }]
    );
}

#[test]
fn officials_whom_the_households_do_not_fill_are_named() {
    let mut county = row_of_villages(1, 40);
    county.officials = vec![official(25, 35), official(25, 35)];
    let found = assign(&county, &Settings::default()).unwrap();
    assert!(found.overflow.is_empty());
    assert!(found.outside.iter().all(|outside| outside.reason == LoadReason::TooFewHouseholds));
    let missing: usize = found.outside.iter().map(|outside| 25 - outside.load).sum();
    assert_eq!(missing, 10);
}

#[test]
fn links_above_the_most_are_kept_and_named() {
    let mut county = row_of_villages(1, 6);
    county.officials = vec![official(1, 3)];
    county.links = (0..4).map(|household| Pair { household, official: 0 }).collect();
    let found = assign(&county, &Settings::default()).unwrap();
    assert_eq!(found.outside, [LoadOutside { official: 0, load: 4, reason: LoadReason::KeptMore }]);
    let full = Reason::TownshipFull { households: 2, capacity: 0 };
    assert_eq!(found.overflow, [Overflow { township: 0, reason: full, households: vec![4, 5] }]);
}

#[test]
fn an_exempt_official_keeps_his_links_and_is_given_none() {
    let mut county = row_of_villages(1, 30);
    county.officials = vec![official(25, 35), official(25, 35)];
    county.officials[1].exempt = true;
    county.links = vec![Pair { household: 4, official: 1 }];
    let found = assign(&county, &Settings::default()).unwrap();
    let his: Vec<usize> = (0..30).filter(|at| found.official_of[*at] == Some(1)).collect();
    assert_eq!((his, found.figures.unassigned), (vec![4], 0));
    assert!(found.outside.is_empty(), "an exempt official owes no least");
}

#[test]
fn a_village_too_small_for_its_officials_borrows_households_of_the_next() {
    // 31 + 31 households for two officials of 31: villages 2 km apart, each gets its own.
    let mut county = row_of_villages(2, 31);
    county.officials = vec![official(25, 35), official(25, 35)];
    let found = assign(&county, &Settings::default()).unwrap();
    assert!((found.figures.officials_per_group - 1.0).abs() < f64::EPSILON, "{:?}", found.figures);
    // 20 + 40: the first official has to cross the way between them for five.
    let mut county = row_of_villages(2, 40);
    county.households.drain(20..40);
    county.officials = vec![official(25, 35), official(25, 35)];
    let found = assign(&county, &Settings::default()).unwrap();
    assert_eq!((found.figures.load_least, found.figures.load_most), (25, 35));
}

#[test]
fn what_is_no_county_is_refused() {
    let mut county = row_of_villages(1, 2);
    county.officials = vec![official(0, 2)];
    county.links = vec![Pair { household: 1, official: 0 }, Pair { household: 1, official: 0 }];
    assert_eq!(assign(&county, &Settings::default()), Err(InstanceError::LinkedTwice(1)));
    county.links = vec![Pair { household: 1, official: 1 }];
    assert_eq!(assign(&county, &Settings::default()), Err(InstanceError::Link(0)));
    county.links.clear();
    county.households[0].position = Point { x: f64::NAN, y: 0.0 };
    assert_eq!(assign(&county, &Settings::default()), Err(InstanceError::HouseholdPosition(0)));
}
