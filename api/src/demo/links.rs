//! Who is linked to which household: the walk of `domain::link`, township by township, and a little history.

use std::ops::Range;

use domain::link::{Stretch, walk};

use super::{
    chance::{Chance, Part, below, permille},
    grid::Places,
};

/// The links that hold today, and who had a household before.
#[derive(Clone, Debug)]
pub struct Links {
    /// Households of each official.
    pub of_official: Vec<Range<usize>>,
    /// Official of each household.
    pub of_household: Vec<u16>,
    /// Household, its former official, and the day of the year of the demo on which it changed hands.
    pub former: Vec<(usize, usize, i64)>,
}

/// Walks every township with its officials in the given order.
pub fn links(chance: Chance, places: &Places, orders: &[Vec<usize>]) -> anyhow::Result<Links> {
    let mut of_official = vec![0..0; places.officials];
    let mut of_household = vec![0; places.households];
    let mut former = Vec::new();
    let streams = chance.part(Part::PastLink);
    for (township, order) in places.townships.iter().zip(orders) {
        let stretch = Stretch { township: &township.name, households: township.households.len() };
        let stretches = walk(&[stretch], order.len())?.into_iter().flatten();
        let first = township.households.start;
        for (stretch, official) in stretches.zip(order) {
            let range = first + stretch.start..first + stretch.end;
            of_household[range.clone()].fill(u16::try_from(*official)?);
            // Now and then somebody left his village and a colleague took over a few of his households.
            let mut stream = streams.stream(*official);
            if order.len() > 1 && permille(&mut stream, 60) {
                let before = order[below(&mut stream, order.len())];
                let day = 60 + i64::try_from(below(&mut stream, 240))?;
                let few = range.start..range.start + 3 + below(&mut stream, 8);
                former.extend(few.filter(|_| before != *official).map(|household| (household, before, day)));
            }
            of_official[*official] = range;
        }
    }
    former.sort_unstable();
    Ok(Links { of_official, of_household, former })
}
