//! What there is to assign: households, officials, the links and the recusals of today.

/// A place on the county's plane, in metres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Metres to the east.
    pub x: f64,
    /// Metres to the north.
    pub y: f64,
}

impl Point {
    /// Metres between two places.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A household. One without coordinates of its own stands where its village stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Household {
    /// Its township, in `0..Instance::townships`.
    pub township: usize,
    /// Its village: any number that no other village of the county has.
    pub village: usize,
    /// Its village group's number inside the village.
    pub group: u32,
    /// Where it stands.
    pub position: Point,
}

/// An official.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Official {
    /// The township in which he serves, in `0..Instance::townships`: new households come from it alone.
    pub township: usize,
    /// His home village: where he is looked for while he has no households.
    pub home: Point,
    /// The fewest households he should have.
    pub least: usize,
    /// The most households he may have.
    pub most: usize,
    /// An exempt official keeps the links that he has and is given none.
    pub exempt: bool,
}

/// A household and an official: a link of today, or a recusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// Place of the household in `Instance::households`.
    pub household: usize,
    /// Place of the official in `Instance::officials`.
    pub official: usize,
}

/// A county to assign. Households and officials are spoken of by their place in these lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Instance {
    /// How many townships there are.
    pub townships: usize,
    /// Every household that shall have an official.
    pub households: Vec<Household>,
    /// Every official who may have households.
    pub officials: Vec<Official>,
    /// The links of today, at most one for a household: kept, unless recused.
    pub links: Vec<Pair>,
    /// Who may not be linked: relatives, and others with a reason.
    pub recusals: Vec<Pair>,
}

/// What makes an instance no instance. Places are those of the lists of [`Instance`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// A township that is not there.
    #[error("household {0} is in a township that is not there")]
    HouseholdTownship(usize),
    /// A position that is no number.
    #[error("household {0} has a position that is no number")]
    HouseholdPosition(usize),
    /// A township that is not there.
    #[error("official {0} serves in a township that is not there")]
    OfficialTownship(usize),
    /// A position that is no number.
    #[error("official {0} has a home that is no number")]
    OfficialPosition(usize),
    /// Least above most.
    #[error("official {0} should have more households than he may have")]
    OfficialBounds(usize),
    /// A link to a household or an official that is not there.
    #[error("link {0} names a household or an official that is not there")]
    Link(usize),
    /// A second link of one household.
    #[error("household {0} is linked twice")]
    LinkedTwice(usize),
    /// A recusal of a household or an official that is not there.
    #[error("recusal {0} names a household or an official that is not there")]
    Recusal(usize),
}

impl Instance {
    /// Refuses what cannot be computed with.
    pub fn check(&self) -> Result<(), InstanceError> {
        let finite = |point: Point| point.x.is_finite() && point.y.is_finite();
        for (place, household) in self.households.iter().enumerate() {
            if household.township >= self.townships {
                return Err(InstanceError::HouseholdTownship(place));
            }
            if !finite(household.position) {
                return Err(InstanceError::HouseholdPosition(place));
            }
        }
        for (place, official) in self.officials.iter().enumerate() {
            if official.township >= self.townships {
                return Err(InstanceError::OfficialTownship(place));
            }
            if !finite(official.home) {
                return Err(InstanceError::OfficialPosition(place));
            }
            if official.least > official.most {
                return Err(InstanceError::OfficialBounds(place));
            }
        }
        let there =
            |pair: &Pair| pair.household < self.households.len() && pair.official < self.officials.len();
        let mut linked = vec![false; self.households.len()];
        for (place, link) in self.links.iter().enumerate() {
            if !there(link) {
                return Err(InstanceError::Link(place));
            }
            if std::mem::replace(&mut linked[link.household], true) {
                return Err(InstanceError::LinkedTwice(link.household));
            }
        }
        match self.recusals.iter().position(|pair| !there(pair)) {
            Some(place) => Err(InstanceError::Recusal(place)),
            None => Ok(()),
        }
    }
}
