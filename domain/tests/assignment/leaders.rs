//! Who leads which grid.

use domain::{
    link::{
        assignment::Point,
        leaders::{Candidate, Grid, Grids, Village, leaders},
    },
    roster::Rank,
};
use proptest::prelude::*;

fn village(township: usize, work_area: Option<usize>, x: f64) -> Village {
    Village { township, work_area, position: Point { x, y: 0.0 } }
}

fn official(village: usize, rank: Rank) -> Candidate {
    Candidate { rank, village }
}

/// Villages in a row, a kilometre apart, in one township without work areas.
fn row(villages: u32, officials: Vec<Candidate>) -> Grids {
    Grids {
        villages: (0..villages).map(|at| village(0, None, f64::from(at) * 1_000.0)).collect(),
        officials,
        ..Grids::default()
    }
}

#[test]
fn a_village_without_a_leader_of_its_own_borrows_the_nearest_who_can_be_spared() {
    let deputy = Rank::DeputySection;
    let officials = vec![official(0, deputy), official(1, deputy), official(3, deputy), official(3, deputy)];
    let mut grids = Grids { townships: 1, ..row(4, officials) };
    // The township's own leader comes from village 3, which has two of them.
    let found = leaders(&grids);
    assert!(matches!(found.townships[0], Some(2 | 3)));
    assert_eq!((found.villages[0], found.villages[1]), (Some(0), Some(1)));
    assert!(matches!((found.villages[2], found.villages[3]), (Some(2), Some(3)) | (Some(3), Some(2))));
    assert_eq!((found.borrowed, found.most_villages), (vec![2], 1));
    // A clerk is no leader however near he is.
    grids.officials.push(official(2, Rank::Clerk));
    assert_eq!(leaders(&grids).borrowed, [2]);
}

#[test]
fn nobody_leads_twice_while_somebody_leads_none_and_then_as_few_as_can_be() {
    let section = Rank::Section;
    let grids = Grids { townships: 1, ..row(6, vec![official(0, section), official(0, section)]) };
    let found = leaders(&grids);
    assert_eq!(found.most_villages, 3);
    assert_eq!(found.borrowed, [1, 2, 3, 4, 5]);
    assert!(found.without.is_empty());
}

#[test]
fn a_township_without_a_rank_is_named() {
    let found = leaders(&Grids { townships: 1, ..row(2, vec![official(0, Rank::Clerk)]) });
    assert_eq!(found.without, [Grid::Township(0), Grid::Village(0), Grid::Village(1)]);
}

#[test]
fn townships_and_work_areas_prefer_the_higher_rank() {
    let grids = Grids {
        townships: 1,
        work_areas: 2,
        villages: vec![village(0, Some(0), 0.0), village(0, Some(0), 900.0), village(0, Some(1), 5_000.0)],
        officials: vec![
            official(0, Rank::DeputySection),
            official(1, Rank::DeputyCounty),
            official(1, Rank::Section),
            official(2, Rank::Section),
            official(2, Rank::DeputySection),
            official(1, Rank::DeputySection),
        ],
        today: Vec::new(),
    };
    let found = leaders(&grids);
    assert_eq!(found.townships, [Some(1)]);
    assert_eq!(found.work_areas, [Some(2), Some(3)]);
    assert_eq!(found.villages, [Some(0), Some(5), Some(4)]);
}

#[test]
fn whoever_leads_today_goes_on_until_he_may_not() {
    let deputy = Rank::DeputySection;
    let officials = vec![official(0, deputy), official(0, deputy), official(1, deputy)];
    let mut grids = Grids { townships: 1, ..row(2, officials) };
    grids.today = vec![(Grid::Village(0), 1), (Grid::Village(1), 0)];
    assert_eq!(leaders(&grids).villages, [Some(1), Some(0)]);
    grids.officials[0].rank = Rank::Clerk;
    assert_eq!(leaders(&grids).villages, [Some(1), Some(2)]);
}

prop_compose! {
    fn any_grids()(villages in prop::collection::vec((0..3_usize, 0..90_000_i32), 1..12))(
        officials in prop::collection::vec(
            (0..villages.len(), prop::sample::select(Rank::ALL)), 0..25),
        villages in Just(villages),
    ) -> Grids {
        let place = |(township, x): (usize, i32)| village(township, Some(township), f64::from(x));
        Grids {
            townships: 3,
            work_areas: 3,
            villages: villages.into_iter().map(place).collect(),
            officials: officials.into_iter().map(|(village, rank)| official(village, rank)).collect(),
            today: Vec::new(),
        }
    }
}

proptest! {
    #[test]
    fn leaders_have_the_rank_serve_in_the_township_and_are_borrowed_only_where_there_is_none(grids in any_grids()) {
        let found = leaders(&grids);
        let may = |official: &Candidate| official.rank.may_lead_a_village();
        for (at, leader) in found.villages.iter().enumerate() {
            let township = grids.villages[at].township;
            let home = |official: &Candidate| grids.villages[official.village].township;
            let there = grids.officials.iter().any(|official| may(official) && home(official) == township);
            prop_assert_eq!(leader.is_some(), there);
            prop_assert_eq!(leader.is_none(), found.without.contains(&Grid::Village(at)));
            let Some(leader) = leader else { continue };
            prop_assert!(may(&grids.officials[*leader]) && home(&grids.officials[*leader]) == township);
            let own = grids.officials.iter().any(|official| may(official) && official.village == at);
            prop_assert_eq!(found.borrowed.contains(&at), !own);
        }
        let fewest = |township: usize| {
            let villages = grids.villages.iter().filter(|village| village.township == township).count();
            let leaders = grids.officials.iter().filter(|official| {
                may(official) && grids.villages[official.village].township == township
            }).count();
            villages.div_ceil(leaders.max(1))
        };
        for township in 0..3 {
            let most = (0..grids.officials.len()).map(|official| {
                (0..found.villages.len()).filter(|at| {
                    found.villages[*at] == Some(official) && grids.villages[*at].township == township
                }).count()
            }).max().unwrap_or(0);
            prop_assert!(most <= fewest(township));
        }
        prop_assert_eq!(&found, &leaders(&grids));
    }
}
