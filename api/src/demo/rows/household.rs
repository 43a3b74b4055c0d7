//! Households, their members and their links.

use std::collections::HashMap;

use ::entity::{household, link, member};
use chrono::Duration;
use domain::{request::Subject, roster::HouseholdState};
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::{
    clock::china_day,
    demo::{
        chance::Part,
        household::{number, phone_of, position},
        names::initials,
        visits::first_day,
    },
    roster::codes::{door_tag, household_code, household_code_hash},
};

/// The version of every household code of the demo.
pub const CODE_VERSION: i32 = 1;

impl Source<'_> {
    /// The household's number in the roster.
    pub fn household_number(&self, household: usize) -> String {
        number(&self.county.places, household)
    }

    pub fn households(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (county, ids, keyring) = (self.county, &self.ids, self.keyring);
        let mut open: HashMap<usize, i32> = HashMap::new();
        // Complaints are not counted: the official sees the number.
        let matters = county.requests.iter().filter(|request| request.story.case.subject == Subject::Matter);
        for request in matters.filter(|request| !request.story.case.state.is_final()) {
            *open.entry(request.household).or_default() += 1;
        }
        let member_id = ids.of(Part::Member);
        let (mut households, mut members) =
            (outlet.table::<household::ActiveModel>(), outlet.table::<member::ActiveModel>());
        let mut forms = self.forms(outlet);
        let mut member = 0;
        for at in 0..county.places.households {
            let village_at = county.village_of(at);
            let village = &county.places.villages[village_at];
            let people = county.people.members(village, at);
            let number = self.household_number(at);
            let code = household_code(keyring, &number, CODE_VERSION);
            let phone = phone_of(at);
            let (x, y) = position(&county.places, village_at, at);
            let group = county.places.group_of(village_at, at);
            let last = county.visits.last(at);
            households.put(household::ActiveModel {
                id: Set(ids.household(at)),
                village_id: Set(ids.village(village_at)),
                group_no: Set(i32::try_from(group)?),
                head_name: Set(people[0].name.clone()),
                pinyin: Set(initials(&people[0].name)),
                address: Set(format!("{}{group}组{}号", village.name, at - village.households.start + 1)),
                x: Set(Some(f64::from(x))),
                y: Set(Some(f64::from(y))),
                phone_index: Set(phone.as_ref().map(|phone| keyring.blind_index("household.phone", phone))),
                phone: Set(phone.map(|phone| keyring.seal("household.phone", &phone))),
                code_version: Set(CODE_VERSION),
                code_hash: Set(household_code_hash(keyring, &code)),
                tag: Set(door_tag(keyring, &number).as_str().to_owned()),
                code: Set(number),
                household_size: Set(i32::try_from(people.len())?),
                last_visit_on: Set(last.map(|visit| china_day(visit.claimed_at()))),
                step: Set(last.map_or(0, |visit| i32::from(visit.step))),
                open_requests: Set(open.get(&at).copied().unwrap_or(0)),
                state: Set(HouseholdState::Active.as_str().to_owned()),
                successor_id: Set(None),
            })?;
            forms.put(at, &people, |nth| member_id(member + nth))?;
            for person in people {
                members.put(member::ActiveModel {
                    id: Set(member_id(member)),
                    household_id: Set(ids.household(at)),
                    name: Set(person.name),
                    relation: Set(person.relation.to_owned()),
                    birth_year: Set(person.birth_year),
                    sex: Set(person.sex.as_str().to_owned()),
                    id_number_index: Set(Some(keyring.blind_index("member.id_number", &person.id_number))),
                    id_number: Set(Some(keyring.seal("member.id_number", &person.id_number))),
                })?;
                member += 1;
            }
        }
        forms.flush()?;
        households.flush()?;
        members.flush()
    }

    pub fn links(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (county, ids) = (self.county, &self.ids);
        let since = first_day(county.options.today);
        let changed: HashMap<usize, (usize, i64)> = county
            .links
            .former
            .iter()
            .map(|(household, before, day)| (*household, (*before, *day)))
            .collect();
        let (id, past) = (ids.of(Part::Link), ids.of(Part::PastLink));
        let mut table = outlet.table::<link::ActiveModel>();
        for (at, official) in county.links.of_household.iter().enumerate() {
            let before = changed.get(&at).map(|(before, day)| (*before, since + Duration::days(*day)));
            if let Some((before, day)) = before {
                table.put(link::ActiveModel {
                    id: Set(past(at)),
                    household_id: Set(ids.household(at)),
                    official_id: Set(ids.official(before)),
                    kind: Set("thirty".to_owned()),
                    valid_from: Set(since),
                    valid_to: Set(Some(day)),
                })?;
            }
            table.put(link::ActiveModel {
                id: Set(id(at)),
                household_id: Set(ids.household(at)),
                official_id: Set(ids.official(usize::from(*official))),
                kind: Set("thirty".to_owned()),
                valid_from: Set(before.map_or(since, |(_, day)| day)),
                valid_to: Set(None),
            })?;
        }
        table.flush()
    }
}
