//! What an assignment comes to beside today: what is counted when it is computed, and what is shown of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::link::assignment::Point;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    scene::Scene,
    view::{AssignmentFigures, LinkShape, MoveCounts, TownshipFigures},
};
use crate::roster::view::NamedRef;
use entity::assignment_official;

/// What is counted once and kept beside an assignment; changes by hand are added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Counts {
    pub reasons: Reasons,
    pub by_hand: u64,
    pub left_out: u64,
    /// By code.
    pub townships: Vec<TownshipCounts>,
}

/// Households that change hands, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Reasons {
    pub new: u64,
    pub departed: u64,
    pub exempt: u64,
    pub recused: u64,
}

/// What is counted of one township.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct TownshipCounts {
    pub grid_id: Uuid,
    pub households: u64,
    pub groups: u64,
    pub linked: u64,
    pub kept: u64,
    pub moves: u64,
    pub overflow: u64,
    /// Of the overflow, those that stay with whom they have until somebody is found.
    pub waiting: u64,
}

impl TownshipCounts {
    fn linked_after(&self) -> u64 {
        self.kept + self.moves + self.waiting
    }
}

impl Counts {
    pub fn moves(&self) -> u64 {
        self.townships.iter().map(|township| township.moves).sum()
    }

    pub fn overflow(&self) -> u64 {
        self.townships.iter().map(|township| township.overflow).sum()
    }

    /// Counts one change of hands.
    pub fn add(&mut self, reason: domain::link::MoveReason) {
        use domain::link::MoveReason;
        let count = match reason {
            MoveReason::New => &mut self.reasons.new,
            MoveReason::Departed => &mut self.reasons.departed,
            MoveReason::Exempt => &mut self.reasons.exempt,
            MoveReason::Recused => &mut self.reasons.recused,
        };
        *count += 1;
    }
}

/// The households of one official, measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    pub load: i32,
    /// From his households to their mean position, added up.
    pub metres: f64,
    pub groups: i32,
    pub mean: Option<Point>,
}

/// Measures the households of one official: where they stand, and of which village and group they are.
pub fn measure<V: Eq + std::hash::Hash>(households: impl Iterator<Item = (Point, V)>) -> Measured {
    let (points, groups): (Vec<Point>, Vec<V>) = households.unzip();
    if points.is_empty() {
        return Measured::default();
    }
    #[allow(clippy::cast_precision_loss, reason = "a few dozen households")]
    let count = points.len() as f64;
    let sum = points.iter().fold(Point::default(), |sum, at| Point { x: sum.x + at.x, y: sum.y + at.y });
    let mean = Point { x: sum.x / count, y: sum.y / count };
    let groups: HashSet<V> = groups.into_iter().collect();
    Measured {
        load: i32::try_from(points.len()).unwrap_or(i32::MAX),
        metres: points.iter().map(|at| at.distance(mean)).sum(),
        groups: i32::try_from(groups.len()).unwrap_or(i32::MAX),
        mean: Some(mean),
    }
}

/// Measures every official's households of a scene.
pub fn measure_all(scene: &Scene, official_of: &[Option<usize>]) -> Vec<Measured> {
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); scene.officials.len()];
    for (household, official) in official_of.iter().enumerate() {
        if let Some(official) = official {
            of[*official].push(household);
        }
    }
    let place = |at: &usize| {
        let household = &scene.instance.households[*at];
        (household.position, (household.village, household.group))
    };
    of.iter().map(|households| measure(households.iter().map(place))).collect()
}

/// The figures of an assignment from what is kept of it.
pub fn show(
    counts: &Counts,
    officials: &[assignment_official::Model],
    names: &HashMap<Uuid, String>,
) -> AssignmentFigures {
    let mut of: BTreeMap<Uuid, Vec<&assignment_official::Model>> = BTreeMap::new();
    for row in officials {
        of.entry(row.township_id).or_default().push(row);
    }
    let all: Vec<&assignment_official::Model> = officials.iter().collect();
    let sum = |count: fn(&TownshipCounts) -> u64| counts.townships.iter().map(count).sum::<u64>();
    let serving = |rows: &[&assignment_official::Model]| rows.iter().filter(|row| row.serving).count() as u64;
    let townships = counts.townships.iter().map(|township| {
        let rows = of.get(&township.grid_id).map(Vec::as_slice).unwrap_or_default();
        TownshipFigures {
            grid: NamedRef {
                id: township.grid_id,
                name: names.get(&township.grid_id).cloned().unwrap_or_default(),
            },
            households: township.households,
            officials: serving(rows),
            kept: township.kept,
            moves: township.moves,
            overflow: township.overflow,
            before: shape(rows, township.linked, township.groups, Side::Before),
            after: shape(rows, township.linked_after(), township.groups, Side::After),
        }
    });
    AssignmentFigures {
        households: sum(|township| township.households),
        officials: serving(&all),
        kept: sum(|township| township.kept),
        moves: counts.moves(),
        overflow: counts.overflow(),
        reasons: MoveCounts {
            new: counts.reasons.new,
            departed: counts.reasons.departed,
            exempt: counts.reasons.exempt,
            recused: counts.reasons.recused,
        },
        before: shape(&all, sum(|township| township.linked), sum(|township| township.groups), Side::Before),
        after: shape(&all, sum(TownshipCounts::linked_after), sum(|township| township.groups), Side::After),
        townships: townships.collect(),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn shape(rows: &[&assignment_official::Model], linked: u64, groups: u64, side: Side) -> LinkShape {
    let of = |row: &assignment_official::Model| match side {
        Side::Before => (row.load_before, row.metres_before, row.groups_before),
        Side::After => (row.load_after, row.metres_after, row.groups_after),
    };
    let load = |row: &&&assignment_official::Model| u64::try_from(of(row).0).unwrap_or_default();
    let served: i64 = rows.iter().map(|row| i64::from(of(row).2)).sum();
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    let per_group = if groups == 0 { 0.0 } else { served as f64 / groups as f64 };
    LinkShape {
        linked,
        kilometres: kilometres(rows.iter().map(|row| of(row).1).sum()),
        load_min: rows.iter().filter(|row| row.serving).map(|row| load(&row)).min().unwrap_or(0),
        load_max: rows.iter().map(|row| load(&row)).max().unwrap_or(0),
        officials_per_group: (per_group * 100.0).round() / 100.0,
    }
}

/// Kilometres to a tenth.
pub fn kilometres(metres: f64) -> f64 {
    (metres / 100.0).round() / 10.0
}
