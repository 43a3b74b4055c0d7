//! Who leads which grid: a small assignment of its own, apart from the links. A leader who changes his post keeps his
//! households, and who gets other households keeps his post.
//!
//! An official of deputy-section rank (副科级) or above leads; a village without one of its own borrows one from a near
//! village of its township, and nobody leads two villages while somebody of the township leads none. Townships and work areas
//! choose first and prefer the higher rank, but leave a village its only one where they can. Whoever leads today and
//! still may goes on.

use super::assignment::{
    Point,
    flow::{Arcs, Room, solve},
};
use crate::roster::Rank;

/// A grid that needs a leader, by its place in [`Grids`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grid {
    /// A township.
    Township(usize),
    /// A work area.
    WorkArea(usize),
    /// A village.
    Village(usize),
}

/// A village to be led.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Village {
    /// Its township.
    pub township: usize,
    /// Its work area, where there are any.
    pub work_area: Option<usize>,
    /// Where it is.
    pub position: Point,
}

/// An official who may lead, if his rank allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// His rank.
    pub rank: Rank,
    /// His home village; he leads in its township alone.
    pub village: usize,
}

/// The grids of a county, who may lead them and who does today.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grids {
    /// How many townships there are.
    pub townships: usize,
    /// How many work areas there are.
    pub work_areas: usize,
    /// The villages.
    pub villages: Vec<Village>,
    /// The officials.
    pub officials: Vec<Candidate>,
    /// Who leads what today, by place in `officials`.
    pub today: Vec<(Grid, usize)>,
}

/// Who leads what, by place in [`Grids`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaders {
    /// The leader of each township that has villages.
    pub townships: Vec<Option<usize>>,
    /// The leader of each work area that has villages.
    pub work_areas: Vec<Option<usize>>,
    /// The leader of each village.
    pub villages: Vec<Option<usize>>,
    /// Villages led by somebody whose home is another village.
    pub borrowed: Vec<usize>,
    /// Grids without a leader: nobody in their township has the rank.
    pub without: Vec<Grid>,
    /// The most villages that one official leads.
    pub most_villages: usize,
}

// What weighs more than any way inside a county, in metres, each above everything that stands after it.
const HIGHER_TWICE: i64 = 100_000_000;
const BORROWED: i64 = 30_000_000;
const RANK_BELOW: i64 = 5_000_000;
const ONE_MORE: i64 = 1_000_000;
const LEADS_HIGHER: i64 = 300_000;
const ONLY_ONE: i64 = 300_000;
const OTHER_AREA: i64 = 100_000;
const FARTHEST: i64 = 90_000;

/// Chooses the leaders of all grids. The places in `grids` must be right; a village's work area lies in its township.
pub fn leaders(grids: &Grids) -> Leaders {
    let mut choosing = Choosing::new(grids);
    let townships = choosing.choose(&(0..grids.townships).map(Grid::Township).collect::<Vec<_>>());
    let work_areas = choosing.choose(&(0..grids.work_areas).map(Grid::WorkArea).collect::<Vec<_>>());
    choosing.villages_now = true;
    let villages = choosing.choose(&(0..grids.villages.len()).map(Grid::Village).collect::<Vec<_>>());
    let led = |leaders: &[Option<usize>], grid: fn(usize) -> Grid| -> Vec<Grid> {
        (0..leaders.len())
            .filter(|at| leaders[*at].is_none() && choosing.middle(grid(*at)).is_some())
            .map(grid)
            .collect()
    };
    let without =
        [led(&townships, Grid::Township), led(&work_areas, Grid::WorkArea), led(&villages, Grid::Village)];
    let borrowed = |at: &usize| villages[*at].is_some_and(|leader| grids.officials[leader].village != *at);
    Leaders {
        borrowed: (0..villages.len()).filter(borrowed).collect(),
        without: without.concat(),
        most_villages: choosing.villages_led.iter().copied().max().unwrap_or(0),
        townships,
        work_areas,
        villages,
    }
}

struct Choosing<'a> {
    grids: &'a Grids,
    /// How many of a village's own officials may lead.
    own: Vec<usize>,
    /// How many townships and work areas an official leads.
    higher_led: Vec<usize>,
    villages_led: Vec<usize>,
    villages_now: bool,
}

impl<'a> Choosing<'a> {
    fn new(grids: &'a Grids) -> Self {
        let mut own = vec![0; grids.villages.len()];
        for candidate in grids.officials.iter().filter(|candidate| candidate.rank.may_lead_a_village()) {
            own[candidate.village] += 1;
        }
        let none = vec![0; grids.officials.len()];
        Self { grids, own, higher_led: none.clone(), villages_led: none, villages_now: false }
    }

    /// The leaders of grids of one level, township by township.
    fn choose(&mut self, grids: &[Grid]) -> Vec<Option<usize>> {
        let mut leaders = vec![None; grids.len()];
        let inside: Vec<Option<usize>> = grids.iter().map(|grid| self.township_of(*grid)).collect();
        for (grid, official) in &self.grids.today {
            if let Some(at) = grids.iter().position(|known| known == grid)
                && leaders[at].is_none()
                && inside[at] == Some(self.home(*official).township)
                && self.grids.officials[*official].rank.may_lead_a_village()
            {
                leaders[at] = Some(*official);
                self.count(*official);
            }
        }
        for township in 0..self.grids.townships {
            let open: Vec<usize> = (0..grids.len())
                .filter(|at| leaders[*at].is_none() && inside[*at] == Some(township))
                .collect();
            let candidates: Vec<usize> = (0..self.grids.officials.len())
                .filter(|at| self.home(*at).township == township)
                .filter(|at| self.grids.officials[*at].rank.may_lead_a_village())
                .collect();
            if open.is_empty() || candidates.is_empty() {
                continue;
            }
            let asked: Vec<Grid> = open.iter().map(|at| grids[*at]).collect();
            for (at, official) in open.into_iter().zip(self.match_up(&asked, &candidates)) {
                leaders[at] = Some(official);
                self.count(official);
            }
        }
        leaders
    }

    fn count(&mut self, official: usize) {
        let led = if self.villages_now { &mut self.villages_led } else { &mut self.higher_led };
        led[official] += 1;
    }

    /// One leader for each grid at the least cost. Every candidate stands there several times, each time dearer, so
    /// that nobody leads a second grid while somebody leads none.
    fn match_up(&self, asked: &[Grid], candidates: &[usize]) -> Vec<usize> {
        let times = asked.len().div_ceil(candidates.len()) + 1;
        let copies = || (0..candidates.len()).flat_map(|at| (0..times).map(move |time| (at, time)));
        let mut arcs = Arcs { first: vec![0], ..Arcs::default() };
        for grid in asked {
            let middle = self.middle(*grid).unwrap_or_default();
            for (copy, (at, time)) in copies().enumerate() {
                let cost = self.cost(*grid, middle, candidates[at], time);
                arcs.official.push(u32::try_from(copy).expect("far below 2^32"));
                arcs.cost.push(i32::try_from(cost).expect("every weight is bounded"));
            }
            arcs.first.push(u32::try_from(arcs.official.len()).expect("far below 2^32"));
        }
        let found = solve(&arcs, &vec![Room { least: 0, most: 1 }; candidates.len() * times]);
        let chosen = |copy: Option<u32>| copy.expect("there are more copies than grids") as usize / times;
        found.into_iter().map(|copy| candidates[chosen(copy)]).collect()
    }

    fn cost(&self, grid: Grid, middle: Point, official: usize, time: usize) -> i64 {
        let candidate = &self.grids.officials[official];
        let home = self.home(official);
        #[allow(clippy::cast_possible_truncation, reason = "metres inside a county")]
        let way = (home.position.distance(middle) as i64).min(FARTHEST);
        let weight = |holds: bool, weight: i64| if holds { weight } else { 0 };
        let times = |led: usize, most: i64| i64::try_from(led).unwrap_or(most).min(most);
        match grid {
            Grid::Village(village) => {
                way + weight(candidate.village != village, BORROWED)
                    + weight(self.higher_led[official] > 0, LEADS_HIGHER)
                    + ONE_MORE * times(self.villages_led[official] + time, 29)
            }
            Grid::WorkArea(_) | Grid::Township(_) => {
                let elsewhere = matches!(grid, Grid::WorkArea(area) if home.work_area != Some(area));
                let higher = Rank::ALL.iter().filter(|rank| **rank > candidate.rank).count();
                way + RANK_BELOW * times(higher, 9)
                    + weight(self.own[candidate.village] == 1, ONLY_ONE)
                    + weight(elsewhere, OTHER_AREA)
                    + HIGHER_TWICE * times(self.higher_led[official] + time, 9)
            }
        }
    }

    fn home(&self, official: usize) -> &Village {
        &self.grids.villages[self.grids.officials[official].village]
    }

    fn villages_of(&self, grid: Grid) -> impl Iterator<Item = &Village> {
        self.grids.villages.iter().enumerate().filter_map(move |(at, village)| {
            let inside = match grid {
                Grid::Township(township) => village.township == township,
                Grid::WorkArea(area) => village.work_area == Some(area),
                Grid::Village(place) => at == place,
            };
            inside.then_some(village)
        })
    }

    fn township_of(&self, grid: Grid) -> Option<usize> {
        self.villages_of(grid).next().map(|village| village.township)
    }

    /// The middle of a grid's villages; none when it has none.
    fn middle(&self, grid: Grid) -> Option<Point> {
        let mut sum = (Point::default(), 0.0);
        for village in self.villages_of(grid) {
            sum.0.x += village.position.x;
            sum.0.y += village.position.y;
            sum.1 += 1.0;
        }
        (sum.1 > 0.0).then(|| Point { x: sum.0.x / sum.1, y: sum.0.y / sum.1 })
    }
}
