//! The files of a county, read whole and checked.

use std::path::Path;

use domain::{
    link::{
        LEAST_LOAD, MOST_LOAD,
        assignment::{Household, Instance, Official, Pair, Point},
        leaders::{Candidate, Grids, Village},
    },
    roster::Rank,
};

use super::rows::{Column, Names, Rows};

/// The bounds that the command line sets over those of the file.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub least: Option<usize>,
    pub most: Option<usize>,
}

/// What the files say. Places in the instance and in the grids are places in the lists of names.
#[derive(Debug)]
pub struct County {
    pub townships: Names,
    pub villages: Names,
    pub households: Names,
    pub officials: Names,
    pub instance: Instance,
    pub grids: Grids,
}

impl County {
    pub fn read(folder: &Path, bounds: Bounds) -> anyhow::Result<Self> {
        let mut townships = Names::new("villages.csv");
        let mut villages = Names::new("villages.csv");
        let mut grids =
            Grids { villages: read_villages(folder, &mut villages, &mut townships)?, ..Grids::default() };
        grids.townships = townships.len();
        let (home, officials) = std::thread::scope(|scope| {
            let households = scope.spawn(|| read_households(folder, &villages, &grids.villages));
            let officials = read_officials(folder, bounds, (&villages, &grids.villages), &townships);
            (households.join().expect("reading does not panic"), officials)
        });
        let ((households, lived_in), (officials, serving, candidates)) = (home?, officials?);
        grids.officials = candidates;
        let mut instance = Instance {
            townships: townships.len(),
            households: lived_in,
            officials: serving,
            ..Instance::default()
        };
        let mut linked = vec![false; households.len()];
        instance.links = read_pairs(folder, "links.csv", &households, &officials, |pair| {
            !std::mem::replace(&mut linked[pair.household], true)
        })?;
        instance.recusals = read_pairs(folder, "recusals.csv", &households, &officials, |_| true)?;
        Ok(Self { townships, villages, households, officials, instance, grids })
    }
}

fn read_villages(folder: &Path, villages: &mut Names, townships: &mut Names) -> anyhow::Result<Vec<Village>> {
    let mut rows = Rows::open(folder, "villages.csv")?;
    let code = rows.column("village_code")?;
    let township = rows.column("township_code")?;
    let (x, y) = (rows.column("x")?, rows.column("y")?);
    let mut read = Vec::new();
    while rows.next()? {
        add(&rows, code, villages)?;
        let name = rows.text(township)?.as_bytes();
        let place = townships.place(name).unwrap_or(townships.len());
        if place == townships.len() {
            townships.add(name);
        }
        let x = rows.metres(x)?.ok_or_else(|| rows.flaw(x, "is empty"))?;
        let y = rows.metres(y)?.ok_or_else(|| rows.flaw(y, "is empty"))?;
        read.push(Village { township: place, work_area: None, position: Point { x, y } });
    }
    Ok(read)
}

fn read_households(
    folder: &Path,
    villages: &Names,
    grids: &[Village],
) -> anyhow::Result<(Names, Vec<Household>)> {
    let mut rows = Rows::open(folder, "households.csv")?;
    let id = rows.column("household_id")?;
    let village = rows.column("village_code")?;
    let group = rows.column("group_no")?;
    let (x, y) = (rows.optional("x"), rows.optional("y"));
    let mut names = Names::new("households.csv");
    let mut read = Vec::new();
    while rows.next()? {
        add(&rows, id, &mut names)?;
        let place = rows.place(village, villages)?;
        let in_village = grids[place].position;
        read.push(Household {
            township: grids[place].township,
            village: place,
            group: rows.number(group)?.unwrap_or(0),
            // A household without coordinates stands where its village stands.
            position: Point {
                x: rows.metres(x)?.unwrap_or(in_village.x),
                y: rows.metres(y)?.unwrap_or(in_village.y),
            },
        });
    }
    Ok((names, read))
}

type Officials = (Names, Vec<Official>, Vec<Candidate>);

fn read_officials(
    folder: &Path,
    bounds: Bounds,
    (villages, grids): (&Names, &[Village]),
    townships: &Names,
) -> anyhow::Result<Officials> {
    let mut rows = Rows::open(folder, "officials.csv")?;
    let id = rows.column("official_id")?;
    let home = rows.column("home_village_code")?;
    let township = rows.column("township_code")?;
    let (least, most) = (rows.optional("min_households"), rows.optional("max_households"));
    let (exempt, rank) = (rows.optional("exempt"), rows.optional("rank"));
    let mut names = Names::new("officials.csv");
    let (mut read, mut candidates) = (Vec::new(), Vec::new());
    while rows.next()? {
        add(&rows, id, &mut names)?;
        let village = rows.place(home, villages)?;
        let official = Official {
            township: rows.place(township, townships)?,
            home: grids[village].position,
            least: bounds.least.or(rows.number(least)?).unwrap_or(LEAST_LOAD),
            most: bounds.most.or(rows.number(most)?).unwrap_or(MOST_LOAD),
            exempt: said_yes(&rows, exempt)?,
        };
        if official.least > official.most {
            let why = format!("is least and {} is most: the least is above the most", official.most);
            return Err(rows.flaw(least, &why));
        }
        read.push(official);
        let rank = match rows.cell(rank) {
            [] => Rank::Clerk,
            cell => std::str::from_utf8(cell)
                .ok()
                .and_then(Rank::from_roster)
                .ok_or_else(|| rows.flaw(rank, "is no rank"))?,
        };
        candidates.push(Candidate { rank, village });
    }
    Ok((names, read, candidates))
}

fn said_yes(rows: &Rows, column: Column) -> anyhow::Result<bool> {
    match rows.cell(column) {
        b"" | b"0" | b"false" | b"no" => Ok(false),
        b"1" | b"true" | b"yes" => Ok(true),
        cell if cell == "是".as_bytes() => Ok(true),
        cell if cell == "否".as_bytes() => Ok(false),
        _ => Err(rows.flaw(column, "is neither 1 nor 0")),
    }
}

fn read_pairs(
    folder: &Path,
    name: &'static str,
    households: &Names,
    officials: &Names,
    mut first: impl FnMut(Pair) -> bool,
) -> anyhow::Result<Vec<Pair>> {
    let mut rows = Rows::open(folder, name)?;
    let household = rows.column("household_id")?;
    let official = rows.column("official_id")?;
    let mut read = Vec::new();
    while rows.next()? {
        let pair = Pair {
            household: rows.place(household, households)?,
            official: rows.place(official, officials)?,
        };
        if !first(pair) {
            return Err(rows.flaw(household, "is linked a second time"));
        }
        read.push(pair);
    }
    Ok(read)
}

fn add(rows: &Rows, column: Column, names: &mut Names) -> anyhow::Result<()> {
    if names.add(rows.text(column)?.as_bytes()) {
        Ok(())
    } else {
        Err(rows.flaw(column, "stands there a second time"))
    }
}
