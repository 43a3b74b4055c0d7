//! An assignment beside today's links: in figures and as a drawing.

use poem_openapi::Object;

use crate::roster::view::{NamedRef, OfficialRef};

/// How the links lie, before or after.
#[derive(Clone, Debug, Default, Object)]
pub struct LinkShape {
    /// Households that have an official.
    pub linked: u64,
    /// From every household to the mean position of its official's households, added up.
    pub kilometres: f64,
    /// The fewest households of an official who is not exempt.
    pub load_min: u64,
    /// The most households of an official.
    pub load_max: u64,
    /// How many officials serve in a village group on average.
    pub officials_per_group: f64,
}

/// How many households change hands for each reason.
#[derive(Clone, Copy, Debug, Default, Object)]
pub struct MoveCounts {
    /// They had nobody.
    pub new: u64,
    /// Who served them has left.
    pub departed: u64,
    /// Who served them is exempt now.
    pub exempt: u64,
    /// They and who served them may not be linked.
    pub recused: u64,
}

/// An assignment beside today's links.
#[derive(Clone, Debug, Object)]
pub struct AssignmentFigures {
    pub households: u64,
    /// In service and not exempt.
    pub officials: u64,
    /// Households that stay with whom they have.
    pub kept: u64,
    pub moves: u64,
    pub overflow: u64,
    pub reasons: MoveCounts,
    pub before: LinkShape,
    pub after: LinkShape,
    /// By code.
    pub townships: Vec<TownshipFigures>,
}

/// An assignment beside today's links, in one township.
#[derive(Clone, Debug, Object)]
pub struct TownshipFigures {
    pub grid: NamedRef,
    pub households: u64,
    /// In service and not exempt.
    pub officials: u64,
    /// Households that stay with whom they have.
    pub kept: u64,
    pub moves: u64,
    pub overflow: u64,
    pub before: LinkShape,
    pub after: LinkShape,
}

/// A township before and after an assignment, to be drawn. Metres in the county's plane, east and north.
#[derive(Clone, Debug, Object)]
pub struct Plot {
    pub officials: Vec<PlotOfficial>,
    pub villages: Vec<PlotVillage>,
    /// One per household: metres east, metres north, the place in `officials` of who serves it after, and of who
    /// serves it before; -1 is nobody. It changes hands where the two differ.
    pub points: Vec<Vec<i32>>,
}

/// An official of a plot.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PlotOfficial {
    pub official: OfficialRef,
    /// The mean position of his households of this township afterwards.
    pub x: Option<i32>,
    pub y: Option<i32>,
    pub before: u32,
    pub after: u32,
}

/// A village of a plot.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PlotVillage {
    pub village: NamedRef,
    pub x: Option<i32>,
    pub y: Option<i32>,
    /// How many of the points that follow those of the village before are its own.
    pub points: u32,
}
