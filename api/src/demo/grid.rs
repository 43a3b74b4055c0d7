//! The five-level grid on the real list of villages: which villages lie in which work area and township, and where.

use std::ops::Range;

use anyhow::Context;

use super::{
    chance::{Chance, Part, apportion, normal},
    names::surname_of_village,
    scale::{HOUSEHOLDS, OFFICIALS, Options, Scale, WORK_AREAS},
};

const DIVISIONS: &str = include_str!("data/divisions.csv");

/// The county's code and name.
pub const COUNTY: (&str, &str) = ("371323", "沂水县");
/// The town whose first village the demo accounts belong to, and its neighbour.
const MAZHAN: &str = "371323101";
const GAOQIAO: &str = "371323102";

/// The development zone and where it comes from: see data/README.md.
const ZONE: (&str, &str) = ("371323400", "沂水经济开发区");
const ZONE_FROM: (&str, &str) = ("371323001", "371323001262");

/// A township grid.
#[derive(Clone, Debug)]
pub struct Township {
    pub code: String,
    pub name: String,
    /// Officials whose contact grids lie here.
    pub officials: usize,
    pub households: Range<usize>,
}

/// A work-area grid.
#[derive(Clone, Debug)]
pub struct WorkArea {
    pub code: String,
    pub name: String,
    pub township: usize,
}

/// A village grid.
#[derive(Clone, Debug)]
pub struct Village {
    pub code: String,
    pub former_code: Option<String>,
    pub name: String,
    /// The family it is named after, if any.
    pub surname: Option<&'static str>,
    pub work_area: usize,
    pub township: usize,
    /// Metres east and north in the county's plane.
    pub x: i32,
    pub y: i32,
    pub groups: usize,
    pub households: Range<usize>,
}

/// Townships, work areas and villages, each in the order of the codes.
#[derive(Clone, Debug)]
pub struct Places {
    pub townships: Vec<Township>,
    pub work_areas: Vec<WorkArea>,
    pub villages: Vec<Village>,
    pub households: usize,
    pub officials: usize,
}

/// What is known of a township before the villages are laid out.
struct Plan {
    code: String,
    name: String,
    /// Place on the map of townships.
    cell: usize,
    /// Code, former code, name, households.
    villages: Vec<(String, Option<String>, String, usize)>,
    work_areas: usize,
    officials: usize,
}

impl Places {
    /// Lays out as much of the county as the scale asks for.
    pub fn new(options: &Options) -> anyhow::Result<Self> {
        let mut plans = whole_county(Chance::new(options.seed))?;
        match options.scale {
            Scale::Full => {}
            Scale::Township => plans.retain(|plan| plan.code == MAZHAN),
            Scale::Village => {
                plans.retain(|plan| plan.code == MAZHAN || plan.code == GAOQIAO);
                shrink(&mut plans[0], &[(198, 6), (132, 4)]);
                shrink(&mut plans[1], &[(165, 5)]);
            }
        }
        Ok(lay_out(plans))
    }

    /// The village in which a household lies.
    pub fn village_of(&self, household: usize) -> usize {
        self.villages.partition_point(|village| village.households.end <= household)
    }

    /// The village group in which a household lies.
    pub fn group_of(&self, village: usize, household: usize) -> usize {
        let village = &self.villages[village];
        1 + (household - village.households.start) * village.groups / village.households.len()
    }
}

fn shrink(plan: &mut Plan, villages: &[(usize, usize)]) {
    plan.villages.truncate(villages.len());
    for (village, (households, _)) in plan.villages.iter_mut().zip(villages) {
        village.3 = *households;
    }
    plan.work_areas = 1;
    plan.officials = villages.iter().map(|(_, officials)| officials).sum();
}

fn whole_county(chance: Chance) -> anyhow::Result<Vec<Plan>> {
    let mut plans = Vec::new();
    for line in DIVISIONS.lines().skip(1) {
        let mut fields = line.split(',');
        let mut field = || fields.next().with_context(|| format!("divisions.csv: {line}"));
        let (code, name, level, parent) = (field()?, field()?, field()?, field()?);
        match level {
            "township" => plans.push(plan(code, &name.replace("街道办事处", "街道"))),
            "village" => {
                let of = plans.iter_mut().find(|plan: &&mut Plan| plan.code == parent);
                let name = village_name(name);
                of.with_context(|| format!("no township {parent}"))?.villages.push((
                    code.to_owned(),
                    None,
                    name,
                    0,
                ));
            }
            _ => {}
        }
    }
    let zone = zone(&mut plans)?;
    plans.push(zone);
    for (cell, plan) in plans.iter_mut().enumerate() {
        plan.cell = cell;
    }

    let streams = chance.part(Part::Village);
    let villages: usize = plans.iter().map(|plan| plan.villages.len()).sum();
    let sizes: Vec<usize> = (0..villages).map(|at| village_weight(normal(&mut streams.stream(at)))).collect();
    let mut sizes = apportion(HOUSEHOLDS, &sizes).into_iter();
    for plan in &mut plans {
        for village in &mut plan.villages {
            village.3 = sizes.next().unwrap_or_default();
        }
    }
    let households: Vec<usize> = plans.iter().map(Plan::households).collect();
    let villages: Vec<usize> = plans.iter().map(|plan| plan.villages.len()).collect();
    let shares = apportion(OFFICIALS, &households).into_iter().zip(apportion(WORK_AREAS, &villages));
    for (plan, (officials, work_areas)) in plans.iter_mut().zip(shares) {
        plan.officials = officials;
        plan.work_areas = work_areas;
    }
    Ok(plans)
}

impl Plan {
    fn households(&self) -> usize {
        self.villages.iter().map(|village| village.3).sum()
    }
}

fn plan(code: &str, name: &str) -> Plan {
    let (code, name) = (code.to_owned(), name.to_owned());
    Plan { code, name, cell: 0, villages: Vec::new(), work_areas: 0, officials: 0 }
}

/// 徐家洼村委会 is the committee of 徐家洼村; some committees name the village twice.
fn village_name(committee: &str) -> String {
    let name = committee.trim_end_matches("委会");
    name.strip_suffix("村村").map_or_else(|| name.to_owned(), |stem| format!("{stem}村"))
}

/// Takes the development zone's villages out of the street.
fn zone(plans: &mut [Plan]) -> anyhow::Result<Plan> {
    let street = plans.iter_mut().find(|plan| plan.code == ZONE_FROM.0).context("no Yicheng street")?;
    let first =
        street.villages.iter().position(|village| village.0 == ZONE_FROM.1).context("no such village")?;
    let mut zone = plan(ZONE.0, ZONE.1);
    zone.villages = street.villages.split_off(first);
    for (code, former, ..) in &mut zone.villages {
        let renumbered = format!("{}{}", ZONE.0, &code[ZONE.0.len()..]);
        *former = Some(std::mem::replace(code, renumbered));
    }
    Ok(zone)
}

/// Few large villages, many small ones: skewed to the right as real sizes are, in whole numbers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 350 and 7,000")]
fn village_weight(n: f64) -> usize {
    (90.0 * n * n + 480.0 * n + 1000.0) as usize
}

fn lay_out(plans: Vec<Plan>) -> Places {
    let mut places =
        Places { townships: vec![], work_areas: vec![], villages: vec![], households: 0, officials: 0 };
    for (at, plan) in plans.into_iter().enumerate() {
        let first_area = places.work_areas.len();
        let first_household = places.households;
        let count = plan.villages.len();
        let mut left = plan.villages.into_iter().enumerate();
        // Consecutive codes are neighbours: a work area is a run of them.
        for (number, size) in apportion(count, &vec![1; plan.work_areas]).into_iter().enumerate() {
            let first = places.villages.len();
            for (order, (code, former_code, name, households)) in left.by_ref().take(size) {
                let (x, y) = position(plan.cell, order, count);
                let start = places.households;
                places.households += households;
                places.villages.push(Village {
                    surname: surname_of_village(&name),
                    work_area: first_area + number,
                    township: at,
                    groups: (households / 41).clamp(3, 12),
                    households: start..places.households,
                    code,
                    former_code,
                    name,
                    x,
                    y,
                });
            }
            let named_after = places.villages[first].name.trim_end_matches('村');
            places.work_areas.push(WorkArea {
                code: work_area_code(&plan.code, number + 1),
                name: format!("{named_after}工作片"),
                township: at,
            });
        }
        places.officials += plan.officials;
        places.townships.push(Township {
            households: first_household..places.households,
            officials: plan.officials,
            code: plan.code,
            name: plan.name,
        });
    }
    places
}

/// Work areas have no statistical code: the township's and a number.
fn work_area_code(township: &str, number: usize) -> String {
    format!("{township}P{number:02}")
}

/// Townships lie in a grid of five columns, villages in one inside their township, both walked in serpentines so that
/// what follows in the list is near.
fn position(cell: usize, order: usize, count: usize) -> (i32, i32) {
    const WIDTH: usize = 12_400;
    const HEIGHT: usize = 11_000;
    let columns = (1..=count).find(|columns| columns * columns >= count).unwrap_or(1);
    let (column, row) = serpentine(order, columns);
    let (east, north) = serpentine(cell, 5);
    // Villages do not stand in rank and file.
    let (astray_x, astray_y) = ((order * 7919 + cell * 31) % 600, (order * 104_729 + cell * 17) % 600);
    let x = east * WIDTH + (2 * column + 1) * WIDTH / (2 * columns) + astray_x;
    let y = north * HEIGHT + (2 * row + 1) * HEIGHT / (2 * columns) + astray_y;
    (i32::try_from(x).unwrap_or_default(), i32::try_from(y).unwrap_or_default())
}

fn serpentine(order: usize, columns: usize) -> (usize, usize) {
    let (row, column) = (order / columns, order % columns);
    (if row % 2 == 0 { column } else { columns - 1 - column }, row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(scale: Scale) -> Places {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        Places::new(&Options { scale, seed: Options::SEED, today }).unwrap()
    }

    #[test]
    fn the_full_county_has_the_numbers_of_yishui() {
        let county = places(Scale::Full);
        assert_eq!(
            (county.townships.len(), county.work_areas.len(), county.villages.len()),
            (19, WORK_AREAS, 1_040)
        );
        assert_eq!((county.households, county.officials), (HOUSEHOLDS, OFFICIALS));
        for township in &county.townships {
            let mean = township.households.len() / township.officials;
            assert!((32..=34).contains(&mean), "{}: {mean}", township.name);
        }
        let zone = county.townships.last().unwrap();
        let moved = county.villages.iter().filter(|village| village.former_code.is_some()).count();
        assert_eq!((zone.name.as_str(), moved), (ZONE.1, 28));
    }

    #[test]
    fn codes_are_unique() {
        let county = places(Scale::Full);
        let mut codes: Vec<&str> = county.villages.iter().map(|village| village.code.as_str()).collect();
        codes.extend(county.work_areas.iter().map(|area| area.code.as_str()));
        codes.extend(county.townships.iter().map(|township| township.code.as_str()));
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn a_small_county_has_something_to_be_wrong_about() {
        let county = places(Scale::Village);
        assert_eq!((county.townships.len(), county.work_areas.len(), county.villages.len()), (2, 2, 3));
        assert!(county.townships[0].name.starts_with("马站"));
    }
}
