//! The ids of everything in the county, each from its index.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    chance::{Chance, Part, Streams},
    county::County,
    visits::first_day,
};
use crate::clock::china_midnight;

/// Makes ids. What has no time of its own is as old as the roster, a month before the first visit.
#[derive(Clone, Debug)]
pub struct Ids {
    chance: Chance,
    pub roster_day: DateTime<Utc>,
    official: Streams,
    household: Streams,
    village: Streams,
    visit: Streams,
    request: Streams,
}

impl Ids {
    pub fn new(county: &County) -> Self {
        let chance = county.chance;
        Self {
            chance,
            roster_day: china_midnight(first_day(county.options.today)) - Duration::days(30),
            official: chance.part(Part::Official),
            household: chance.part(Part::Household),
            village: chance.part(Part::Village),
            visit: chance.part(Part::Visit),
            request: chance.part(Part::Request),
        }
    }

    /// Ids of a part whose things have no time of their own.
    pub fn of(&self, part: Part) -> impl Fn(usize) -> Uuid + use<> {
        let (streams, at) = (self.chance.part(part), self.roster_day);
        move |index| streams.id(at, index)
    }

    /// Ids of a part by time and index.
    pub fn timed(&self, part: Part) -> impl Fn(DateTime<Utc>, usize) -> Uuid + use<> {
        let streams = self.chance.part(part);
        move |at, index| streams.id(at, index)
    }

    pub fn county(&self) -> Uuid {
        self.of(Part::Grid)(0)
    }

    pub fn township(&self, township: usize) -> Uuid {
        self.of(Part::Grid)(1 + township)
    }

    pub fn work_area(&self, area: usize) -> Uuid {
        self.of(Part::Grid)(1_000 + area)
    }

    pub fn village(&self, village: usize) -> Uuid {
        self.village.id(self.roster_day, village)
    }

    pub fn unit(&self, unit: usize) -> Uuid {
        self.of(Part::Unit)(unit)
    }

    pub fn official(&self, official: usize) -> Uuid {
        self.official.id(self.roster_day, official)
    }

    pub fn household(&self, household: usize) -> Uuid {
        self.household.id(self.roster_day, household)
    }

    pub fn topic(&self, topic: usize) -> Uuid {
        self.of(Part::Topic)(topic)
    }

    /// A visit by its index; a phone made the id when the visit was made.
    pub fn visit(&self, county: &County, visit: usize) -> Uuid {
        self.visit.id(county.visits.list[visit].claimed_at(), visit)
    }

    pub fn request(&self, county: &County, request: usize) -> Uuid {
        self.request.id(county.requests[request].story.opened_at, request)
    }

    pub fn round(&self, round: usize) -> Uuid {
        self.of(Part::Rating)(round)
    }

    pub fn meeting(&self, meeting: usize) -> Uuid {
        self.of(Part::Meeting)(meeting)
    }

    /// The stored bundle of a meeting.
    pub fn bundle(&self, meeting: usize) -> Uuid {
        self.of(Part::Blob)(meeting)
    }

    /// The stored count of a rating round.
    pub fn count(&self, round: usize) -> Uuid {
        self.of(Part::Count)(round)
    }

    pub fn account(&self, account: usize) -> Uuid {
        self.of(Part::Account)(account)
    }
}
