//! Officials: names, ranks and posts, and who leads which grid.

use domain::roster::Rank;
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, below, normal, permille, shuffle},
    grid::Places,
    names::{Sex, given_name, surname},
    units::{Kind, Unit},
};

/// An official with a contact grid.
#[derive(Clone, Debug)]
pub struct Official {
    pub name: String,
    pub sex: Sex,
    pub unit: usize,
    pub rank: Rank,
    pub post: String,
    /// Township of the contact grid.
    pub township: usize,
    pub home_village: Option<usize>,
    /// How well he serves his households: standard normal, never shown, behind visits, answers and ratings alike.
    pub care: f64,
}

/// Posts of the county's leaders in their order of rank.
const COUNTY_LEADERS: &[&str] = &[
    "县委书记",
    "县委副书记、县长",
    "县人大常委会主任",
    "县政协主席",
    "县委副书记",
    "县委常委、常务副县长",
    "县委常委、组织部部长",
    "县委常委、纪委书记",
    "县委常委、宣传部部长",
    "县委常委、政法委书记",
    "副县长（农业）",
    "副县长（教育卫生）",
    "副县长（交通水利）",
    "副县长（工业）",
    "副县长（公安）",
    "县人大常委会副主任",
    "县人大常委会副主任（兼）",
    "县政协副主席",
    "县政协副主席（兼）",
    "县人民法院院长",
    "县人民检察院检察长",
];

/// How many of them are of county rank (四大班子); the others are their deputies.
const PRINCIPAL_LEADERS: usize = 4;

/// Officials in the order of their numbers: A00001 is the first.
pub fn officials(chance: Chance, places: &Places, units: &[Unit]) -> Vec<Official> {
    let streams = chance.part(Part::Official);
    let mut officials = Vec::with_capacity(places.officials);
    for (unit_at, unit) in units.iter().enumerate() {
        for (order, township) in unit.places.iter().enumerate() {
            let mut stream = streams.stream(officials.len());
            officials.push(official(&mut stream, places, unit_at, unit, order, *township));
        }
    }
    promote_county_leaders(&mut officials, units);
    officials
}

fn official(
    stream: &mut ChaCha8Rng,
    places: &Places,
    unit_at: usize,
    unit: &Unit,
    order: usize,
    township: usize,
) -> Official {
    let sex = if permille(stream, 340) { Sex::Female } else { Sex::Male };
    let birth_year = 1966 + i32::try_from(below(stream, 34)).unwrap_or_default();
    let name = surname(stream, None).to_owned() + &given_name(stream, sex, birth_year);
    let home = below(stream, places.villages.len());
    let home_village = permille(stream, 400).then_some(home);
    let (rank, post) = rank_and_post(unit, order, unit.places.len());
    Official {
        name,
        sex,
        unit: unit_at,
        rank,
        post: post.to_owned(),
        township,
        home_village,
        care: normal(stream),
    }
}

/// The first of a unit heads it, a few more are his deputies.
fn rank_and_post(unit: &Unit, order: usize, size: usize) -> (Rank, &'static str) {
    let deputies = (size / 9).clamp(1, 8);
    let place = match order {
        0 => 0,
        _ if order <= deputies => 1,
        _ if order.is_multiple_of(6) => 2,
        _ => 3,
    };
    let posts = match unit.kind {
        Kind::CountyOffice => ["主任", "副主任", "科长", "科员"],
        Kind::Department if unit.name.ends_with('局') => ["局长", "副局长", "股长", "科员"],
        Kind::Department if unit.name.ends_with('部') => ["部长", "副部长", "科长", "科员"],
        Kind::Department if unit.name.ends_with("法院") => ["院长", "副院长", "庭长", "法官助理"],
        Kind::Department if unit.name.ends_with("检察院") => ["检察长", "副检察长", "科长", "检察官助理"],
        Kind::Department => ["主任", "副主任", "股长", "科员"],
        Kind::TownshipGovernment => ["党委书记", "党委委员", "站所长", "科员"],
        Kind::School => ["校长", "副校长", "教导主任", "后勤管理员"],
        Kind::Hospital => ["院长", "副院长", "科主任", "公共卫生管理员"],
        Kind::Company => ["经理", "副经理", "部门主管", "职员"],
    };
    let post = match (unit.kind, order) {
        (Kind::TownshipGovernment, 1) => "党委副书记、镇长",
        (Kind::TownshipGovernment, 2) => "人大主席",
        _ => posts[place],
    };
    let rank = match (unit.kind, place) {
        (Kind::CountyOffice | Kind::Department | Kind::TownshipGovernment, 0) => Rank::Section,
        (Kind::TownshipGovernment, 1) if order <= 2 => Rank::Section,
        (Kind::CountyOffice | Kind::Department | Kind::TownshipGovernment, 1) => Rank::DeputySection,
        (Kind::School | Kind::Hospital | Kind::Company, 0) if unit.township.is_none() => Rank::DeputySection,
        _ => Rank::Clerk,
    };
    (rank, post)
}

/// County leaders are counted with the county's offices, as their last ones: each office keeps a head and a clerk.
fn promote_county_leaders(officials: &mut [Official], units: &[Unit]) {
    let offices: Vec<usize> =
        (0..units.len()).filter(|unit| units[*unit].kind == Kind::CountyOffice).collect();
    let members = |unit: usize| -> Vec<usize> {
        (0..officials.len()).filter(|at| officials[*at].unit == unit).collect()
    };
    let mut offices: Vec<Vec<usize>> = offices.into_iter().map(members).collect();
    for office in &mut offices {
        let half = office.len().div_ceil(2);
        office.drain(..half);
    }
    let turns = (0..COUNTY_LEADERS.len())
        .flat_map(|turn| offices.iter().filter_map(move |office| office.iter().rev().nth(turn).copied()));
    let turns: Vec<usize> = turns.take(COUNTY_LEADERS.len()).collect();
    for (nth, (at, post)) in turns.into_iter().zip(COUNTY_LEADERS).enumerate() {
        officials[at].rank = if nth < PRINCIPAL_LEADERS { Rank::County } else { Rank::DeputyCounty };
        (*post).clone_into(&mut officials[at].post);
    }
}

/// The officials of each township in the order in which the walk hands out households.
pub fn walking_order(chance: Chance, places: &Places, officials: &[Official]) -> Vec<Vec<usize>> {
    let streams = chance.part(Part::Walk);
    let mut orders = vec![Vec::new(); places.townships.len()];
    for (at, official) in officials.iter().enumerate() {
        orders[official.township].push(at);
    }
    for (township, order) in orders.iter_mut().enumerate() {
        shuffle(&mut streams.stream(township), order);
        if order.len() < 20 {
            // In the smallest county the first village should have somebody without a post.
            order.sort_by_key(|at| officials[*at].rank);
        }
    }
    orders
}
