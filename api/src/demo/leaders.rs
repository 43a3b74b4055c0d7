//! Who leads which grid, by the ranks of the field: a county leader and the Party secretary for a township, a
//! department head or a member of the township's leadership for a work area, deputy section rank or above for a village.

use std::collections::HashSet;

use domain::roster::Rank;

use super::{
    grid::Places,
    links::Links,
    roster::Official,
    units::{Kind, Unit},
};

/// One official who leads one grid.
#[derive(Clone, Debug)]
pub struct Leader {
    pub official: usize,
    pub post: &'static str,
}

/// The leaders of every grid, the first of each list answering for it.
#[derive(Clone, Debug, Default)]
pub struct Leaders {
    pub county: Vec<Leader>,
    pub townships: Vec<Vec<Leader>>,
    pub work_areas: Vec<Leader>,
    pub villages: Vec<Leader>,
}

impl Leaders {
    /// Whether an official leads any grid.
    pub fn include(&self, official: usize) -> bool {
        let smaller = self.work_areas.iter().chain(&self.villages);
        let mut all = smaller.chain(self.townships.iter().flatten()).chain(&self.county);
        all.any(|leader| leader.official == official)
    }
}

/// Chooses all leaders. Nobody leads two villages, or a village and a work area; a county leader may lead several
/// townships where there are few of them.
pub fn leaders(places: &Places, units: &[Unit], officials: &mut [Official], links: &Links) -> Leaders {
    let mut taken = HashSet::new();
    let mut of_county: Vec<usize> =
        (0..officials.len()).filter(|at| officials[*at].rank >= Rank::DeputyCounty).collect();
    of_county.sort_by_key(|at| std::cmp::Reverse(officials[*at].rank));
    taken.extend(of_county.iter().copied());

    let of_all = of_county.iter().take(1).map(|at| leader(*at, "县网格长")).collect();
    let mut leaders = Leaders { county: of_all, ..Leaders::default() };
    let by_turns = if of_county.len() > 1 { &of_county[1..] } else { &of_county[..] };
    for township in 0..places.townships.len() {
        let secretary = head_of_township(units, officials, township);
        taken.insert(secretary);
        leaders.townships.push(vec![
            leader(secretary, "乡镇网格长（党委书记）"),
            leader(by_turns[township % by_turns.len()], "乡镇网格长（包乡镇县级领导）"),
        ]);
    }
    for (at, area) in places.work_areas.iter().enumerate() {
        let chosen = head_or_member(units, officials, &taken, area.township, at % 2 == 0);
        taken.insert(chosen);
        leaders.work_areas.push(leader(chosen, "工作片网格长"));
    }
    for village in &places.villages {
        // The officials whose households lie in the village, the one with most of them first.
        let mut near: Vec<usize> =
            village.households.clone().map(|household| usize::from(links.of_household[household])).collect();
        near.dedup();
        let share = |at: &usize| {
            let own = &links.of_official[*at];
            own.end.min(village.households.end) - own.start.max(village.households.start)
        };
        near.sort_by_key(|at| (std::cmp::Reverse(officials[*at].rank), std::cmp::Reverse(share(at))));
        let chosen = near.into_iter().find(|at| !taken.contains(at)).unwrap_or_else(|| {
            let free = |at: &usize| officials[*at].township == village.township && !taken.contains(at);
            (0..officials.len()).find(free).unwrap_or(leaders.work_areas[village.work_area].official)
        });
        taken.insert(chosen);
        promote(&mut officials[chosen], units);
        leaders.villages.push(leader(chosen, "村网格长"));
    }
    leaders
}

fn leader(official: usize, post: &'static str) -> Leader {
    Leader { official, post }
}

fn head_of_township(units: &[Unit], officials: &[Official], township: usize) -> usize {
    let authority = units
        .iter()
        .position(|unit| unit.kind == Kind::TownshipGovernment && unit.township == Some(township))
        .expect("every township has a government");
    officials.iter().position(|official| official.unit == authority).expect("its first official heads it")
}

/// By turns a department head whose households lie in the township and a member of the township's leadership,
/// whoever is left; at last anybody of the township's government.
fn head_or_member(
    units: &[Unit],
    officials: &[Official],
    taken: &HashSet<usize>,
    township: usize,
    head_first: bool,
) -> usize {
    let free: Vec<usize> = (0..officials.len())
        .filter(|at| officials[*at].township == township && !taken.contains(at))
        .collect();
    let kind = |at: &usize| units[officials[*at].unit].kind;
    let head =
        free.iter().copied().find(|at| kind(at) == Kind::Department && officials[*at].rank == Rank::Section);
    let member = free
        .iter()
        .copied()
        .find(|at| kind(at) == Kind::TownshipGovernment && officials[*at].rank >= Rank::DeputySection);
    let (first, second) = if head_first { (head, member) } else { (member, head) };
    first
        .or(second)
        .or_else(|| free.iter().copied().find(|at| kind(at) == Kind::TownshipGovernment))
        .or_else(|| free.first().copied())
        .expect("a township has more officials than work areas")
}

/// A village's leader has deputy section rank at least.
fn promote(official: &mut Official, units: &[Unit]) {
    if official.rank.may_lead_a_village() {
        return;
    }
    official.rank = Rank::DeputySection;
    let post = match units[official.unit].kind {
        Kind::TownshipGovernment => "副镇长",
        Kind::School => "副校长",
        Kind::Hospital => "副院长",
        Kind::Company => "副经理",
        Kind::CountyOffice | Kind::Department => "四级主任科员",
    };
    post.clone_into(&mut official.post);
}
