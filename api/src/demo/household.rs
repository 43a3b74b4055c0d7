//! Households and their members. Any household can be made again from its index, so none is kept in memory.

use chrono::Datelike;
use domain::roster::HouseholdNumber;
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, Streams, below, permille},
    grid::{Places, Village},
    names::{Sex, given_name, id_number, phone, surname},
};

/// A member of a household; the first is its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub relation: &'static str,
    pub birth_year: i32,
    pub sex: Sex,
    pub id_number: String,
}

/// Makes households.
#[derive(Clone, Debug)]
pub struct People {
    streams: Streams,
    year: i32,
}

impl People {
    pub fn new(chance: Chance, today: chrono::NaiveDate) -> Self {
        // The same people on every day of a year: only the ages need one.
        Self { streams: chance.part(Part::Household), year: today.year() }
    }

    /// The head's name alone.
    pub fn head(&self, village: &Village, household: usize) -> String {
        head(&mut self.streams.stream(household), village, self.year).0.name
    }

    /// All members, the head first.
    pub fn members(&self, village: &Village, household: usize) -> Vec<Member> {
        let mut stream = self.streams.stream(household);
        let (head, own) = head(&mut stream, village, self.year);
        let mut family = Family { stream, year: self.year, village, own, members: vec![head] };
        family.spouse();
        family.children();
        family.parents();
        family.members
    }
}

/// The household's number in the roster.
pub fn number(places: &Places, household: usize) -> String {
    let village = &places.villages[places.village_of(household)];
    let nth = u16::try_from(household - village.households.start + 1).unwrap_or(u16::MAX);
    HouseholdNumber::new(&village.code, nth)
        .expect("villages have less than ten thousand households")
        .to_string()
}

/// Its telephone; every twelfth household has none in the roster.
pub fn phone_of(household: usize) -> Option<String> {
    (household % 12 != 5).then(|| phone(household))
}

/// Metres east and north: groups stand around the village's centre, houses around their group's.
pub fn position(places: &Places, village: usize, household: usize) -> (i32, i32) {
    const AROUND: [(i32, i32); 8] = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];
    let group = places.group_of(village, household);
    let village = &places.villages[village];
    let order = household - village.households.start;
    let (east, north) = AROUND[group % 8];
    let ring = if group > 8 { 260 } else { 130 };
    let spread = |salt: usize| i32::try_from((order * salt) % 90).unwrap_or_default() - 45;
    (village.x + east * ring + spread(37), village.y + north * ring + spread(59))
}

fn head(stream: &mut ChaCha8Rng, village: &Village, year: i32) -> (Member, &'static str) {
    let sex = if permille(stream, 880) { Sex::Male } else { Sex::Female };
    let family = surname(stream, village.surname);
    let born = year - 30 - i32::try_from(below(stream, 51)).unwrap_or_default();
    (member(stream, family, "户主", born, sex), family)
}

fn member(
    stream: &mut ChaCha8Rng,
    family: &str,
    relation: &'static str,
    birth_year: i32,
    sex: Sex,
) -> Member {
    let name = family.to_owned() + &given_name(stream, sex, birth_year);
    Member { name, relation, birth_year, sex, id_number: id_number(stream, sex, birth_year) }
}

struct Family<'a> {
    stream: ChaCha8Rng,
    year: i32,
    village: &'a Village,
    /// The head's family name.
    own: &'static str,
    members: Vec<Member>,
}

impl Family<'_> {
    fn add(&mut self, family: &str, relation: &'static str, birth_year: i32, sex: Sex) {
        let member = member(&mut self.stream, family, relation, birth_year, sex);
        self.members.push(member);
    }

    fn years(&mut self, end: usize) -> i32 {
        i32::try_from(below(&mut self.stream, end)).unwrap_or_default()
    }

    fn spouse(&mut self) {
        let age = self.year - self.members[0].birth_year;
        if !permille(&mut self.stream, if age > 72 { 600 } else { 880 }) {
            return;
        }
        let sex = if self.members[0].sex == Sex::Male { Sex::Female } else { Sex::Male };
        let family = surname(&mut self.stream, None);
        let born = self.members[0].birth_year - 3 + self.years(7);
        self.add(family, "配偶", born, sex);
    }

    fn children(&mut self) {
        let head_born = self.members[0].birth_year;
        let age = self.year - head_born;
        // Grown-up children have households of their own.
        let chance = if age < 36 {
            600
        } else if age < 58 {
            860
        } else {
            180
        };
        if !permille(&mut self.stream, chance) {
            return;
        }
        let mut born = head_born + 23 + self.years(6);
        for order in 0..3 {
            if born >= self.year || (order > 0 && !permille(&mut self.stream, 420)) {
                break;
            }
            let sex = Sex::either(&mut self.stream);
            let (own, relation) = (self.own, if sex == Sex::Male { "儿子" } else { "女儿" });
            self.add(own, relation, born, sex);
            born += 2 + self.years(5);
        }
        if self.members.last().is_some_and(|last| last.relation == "儿子" && self.year - last.birth_year > 26)
        {
            let family = surname(&mut self.stream, self.village.surname);
            let born = born - 3;
            self.add(family, "儿媳", born, Sex::Female);
            if permille(&mut self.stream, 700) && born + 24 < self.year {
                let own = self.own;
                self.add(own, "孙子", born + 24, Sex::Male);
            }
        }
    }

    fn parents(&mut self) {
        let head_born = self.members[0].birth_year;
        if self.year - head_born > 62 || !permille(&mut self.stream, 260) {
            return;
        }
        let born = head_born - 22 - self.years(8);
        if permille(&mut self.stream, 550) {
            let own = self.own;
            self.add(own, "父亲", born, Sex::Male);
        }
        if permille(&mut self.stream, 750) {
            let family = surname(&mut self.stream, None);
            self.add(family, "母亲", born + 1, Sex::Female);
        }
    }
}
