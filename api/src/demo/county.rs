//! The whole county in memory, in sketches: who and what there is, made from the seed and the day alone.

use super::{
    audit::{Meeting, meetings},
    chance::{Chance, Part},
    grid::Places,
    homes::Homes,
    household::People,
    leaders::{Leaders, leaders},
    links::{Links, links},
    rating::{Ratings, Round, rounds},
    requests::{Request, requests},
    roster::{Official, officials, walking_order},
    scale::Options,
    units::{OF_THE_ACCOUNTS, Unit, units},
    visits::{Visits, visits},
};

/// A county that can be written down.
#[derive(Clone, Debug)]
pub struct County {
    pub options: Options,
    pub chance: Chance,
    pub places: Places,
    pub units: Vec<Unit>,
    pub officials: Vec<Official>,
    pub leaders: Leaders,
    pub links: Links,
    pub people: People,
    pub visits: Visits,
    pub requests: Vec<Request>,
    pub rounds: Vec<Round>,
    pub ratings: Ratings,
    pub meetings: Vec<Meeting>,
    /// The official of the demo accounts.
    pub shown: usize,
    /// For whose households somebody else rated in the round [`super::rating::ODD_ROUND`].
    pub odd: Option<usize>,
}

impl County {
    /// Makes it. Nothing here depends on a clock, a key or a database.
    pub fn new(options: &Options) -> anyhow::Result<Self> {
        let chance = Chance::new(options.seed);
        let today = options.today;
        let places = Places::new(options)?;
        let units = units(&places);
        let mut officials = officials(chance, &places, &units);
        let orders = walking_order(chance, &places, &officials);
        let links = links(chance, &places, &orders)?;
        let leaders = leaders(&places, &units, &mut officials, &links);
        let shown = shown(&places, &links, &leaders);
        let odd = odd(&units, &officials, &links, &leaders, shown);
        let visits = visits(chance, today, &officials, &links);
        let requests = requests(chance, today, &officials, &links, &visits, shown);
        let people = People::new(chance, today);
        let homes = Homes {
            streams: chance.part(Part::HouseholdSalt),
            places: &places,
            links: &links,
            people: &people,
        };
        let meetings = meetings(chance, today, &officials, &homes)?;
        Ok(Self {
            options: options.clone(),
            chance,
            people,
            rounds: rounds(today),
            ratings: Ratings::new(chance, odd),
            places,
            units,
            officials,
            leaders,
            links,
            visits,
            requests,
            meetings,
            shown,
            odd,
        })
    }

    /// The village of a household.
    pub fn village_of(&self, household: usize) -> usize {
        self.places.village_of(household)
    }

    /// What the roster of households is made of.
    pub fn homes(&self) -> Homes<'_> {
        let streams = self.chance.part(Part::HouseholdSalt);
        Homes { streams, places: &self.places, links: &self.links, people: &self.people }
    }
}

/// The official behind a number.
pub fn official(number: &str) -> Option<usize> {
    number.strip_prefix('A')?.parse::<usize>().ok()?.checked_sub(1)
}

/// `A00001` and up.
pub fn number(official: usize) -> String {
    format!("A{:05}", official + 1)
}

/// Somebody without a post as a leader whose households lie in the first village.
fn shown(places: &Places, links: &Links, leaders: &Leaders) -> usize {
    let village = &places.villages[0].households;
    let mut near: Vec<usize> =
        village.clone().map(|household| usize::from(links.of_household[household])).collect();
    near.dedup();
    let whole = |official: &usize| links.of_official[*official].end <= village.end;
    near.iter().copied().find(|at| !leaders.include(*at) && whole(at)).unwrap_or(near[0])
}

/// The last who leads nothing and has no demo account.
fn odd(
    units: &[Unit],
    officials: &[Official],
    links: &Links,
    leaders: &Leaders,
    shown: usize,
) -> Option<usize> {
    (0..officials.len()).rev().find(|at| {
        let is_known = *at == shown || units[officials[*at].unit].name == OF_THE_ACCOUNTS;
        !links.of_official[*at].is_empty() && !is_known && !leaders.include(*at)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::{
        audit::pdraw1::verify,
        link::{LEAST_LOAD, MOST_LOAD},
        rating::RoundState,
        request::{Level, State, Subject},
    };

    use super::*;
    use crate::demo::scale::Scale;

    fn county(scale: Scale) -> County {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        County::new(&Options { scale, seed: Options::SEED, today }).unwrap()
    }

    #[test]
    fn every_household_has_one_official_and_every_official_twenty_five_to_thirty_five() {
        let county = county(Scale::Township);
        let mut linked = vec![0; county.places.households];
        for range in &county.links.of_official {
            assert!((LEAST_LOAD..=MOST_LOAD).contains(&range.len()), "{range:?}");
            range.clone().for_each(|household| linked[household] += 1);
        }
        assert!(linked.iter().all(|times| *times == 1));
    }

    #[test]
    fn the_smallest_county_has_a_request_in_every_state() {
        let county = county(Scale::Village);
        let seen: HashSet<State> = county.requests.iter().map(|request| request.story.case.state).collect();
        for state in [
            State::Open,
            State::Escalated,
            State::Answered,
            State::Confirmed,
            State::Unconfirmed,
            State::Disputed,
            State::Declined,
            State::Withdrawn,
        ] {
            assert!(seen.contains(&state), "{state}");
        }
        let levels: HashSet<Level> = county
            .requests
            .iter()
            .filter(|request| request.story.case.state == State::Escalated)
            .filter_map(|request| request.story.case.level)
            .collect();
        assert_eq!(levels.len(), 4);
        assert!(county.requests.iter().any(|request| request.story.case.subject == Subject::Complaint));
    }

    #[test]
    fn most_requests_of_a_year_are_solved_and_nothing_lies_ahead() {
        let county = county(Scale::Township);
        let end = crate::clock::china_midnight(county.options.today);
        let solved =
            county.requests.iter().filter(|request| request.story.case.state == State::Confirmed).count();
        let share = solved * 100 / county.requests.len();
        assert!((85..=97).contains(&share), "{share} % are confirmed");
        assert!(county.visits.list.iter().all(|visit| visit.claimed_at() < end));
        assert!(county.requests.iter().flat_map(|request| &request.story.events).all(|event| event.at < end));
        let visits = county.visits.list.len() * 100 / county.places.households;
        assert!((280..=310).contains(&visits), "{visits} visits to a hundred households");
    }

    #[test]
    fn held_meetings_verify_and_the_next_one_is_announced() {
        let county = county(Scale::Village);
        let held: Vec<_> = county.meetings.iter().filter_map(|meeting| meeting.held.as_ref()).collect();
        assert_eq!((held.len(), county.meetings.len()), (5, 6));
        for held in held {
            let verdict = verify(&held.bundle, None, Some(&held.last_lock));
            assert_eq!(verdict.exit_code(), 0, "{verdict:?}");
        }
        assert_eq!(county.rounds.iter().filter(|round| round.state == RoundState::Closed).count(), 3);
    }

    #[test]
    fn leaders_have_the_ranks_of_the_field() {
        let county = county(Scale::Township);
        let mut seen = HashSet::new();
        for leader in &county.leaders.villages {
            assert!(county.officials[leader.official].rank.may_lead_a_village());
            assert!(seen.insert(leader.official), "{} leads two villages", number(leader.official));
        }
        assert_eq!(county.leaders.villages.len(), county.places.villages.len());
        assert!(!seen.contains(&county.shown));
    }
}
