//! Topics, requests, their events and deadlines.

use ::entity::{deadline, request, request_event, topic};
use domain::{
    identity::Role,
    request::{Actor, Level, Owner, Subject, Verb},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::Source;
use crate::bulk::Outlet;
use crate::demo::{
    accounts::ACCOUNTS, chance::Part, leaders::Leader, requests::Request, story::Event, topics::topics,
};

impl Source<'_> {
    pub fn topics(&self, outlet: &Outlet) -> anyhow::Result<()> {
        outlet.all(topics().iter().enumerate().map(|(at, row)| topic::ActiveModel {
            id: Set(self.ids.topic(at)),
            code: Set(row.code.to_owned()),
            name: Set(row.name.to_owned()),
            name_en: Set(row.name_en.to_owned()),
        }))
    }

    pub fn requests(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (event_id, deadline_id) = (self.ids.timed(Part::RequestEvent), self.ids.timed(Part::Deadline));
        let mut requests = outlet.table::<request::ActiveModel>();
        let mut events = outlet.table::<request_event::ActiveModel>();
        let mut deadlines = outlet.table::<deadline::ActiveModel>();
        let (mut event_at, mut deadline_at) = (0, 0);
        for (at, row) in self.county.requests.iter().enumerate() {
            let id = self.ids.request(self.county, at);
            requests.put(self.request(id, row))?;
            for (order, event) in row.story.events.iter().enumerate() {
                let (actor_id, actor_name) = self.actor(row, event);
                events.put(request_event::ActiveModel {
                    id: Set(event_id(event.at, event_at)),
                    request_id: Set(id),
                    seq: Set(i32::try_from(order + 1)?),
                    at: Set(event.at),
                    verb: Set(event.verb.as_str().to_owned()),
                    from_state: Set(event.from.map(|state| state.as_str().to_owned())),
                    to_state: Set(event.to.as_str().to_owned()),
                    level: Set(event.level.map(|level| level.as_str().to_owned())),
                    actor_kind: Set(event.actor.as_str().to_owned()),
                    actor_id: Set(actor_id),
                    actor_name: Set(actor_name),
                    note: Set(event.note.map(|note| self.keyring.seal("request_event.note", note))),
                })?;
                event_at += 1;
            }
            for term in &row.story.deadlines {
                let started = crate::clock::china_midnight(term.starts_on);
                deadlines.put(deadline::ActiveModel {
                    id: Set(deadline_id(started, deadline_at)),
                    request_id: Set(id),
                    level: Set(term.level.map_or("official", Level::as_str).to_owned()),
                    basis: Set(term.term.as_str().to_owned()),
                    starts_on: Set(term.starts_on),
                    due_on: Set(term.due_on),
                    provisional: Set(term.provisional),
                    met_at: Set(term.met_at),
                    missed_at: Set(term.missed_at),
                })?;
                deadline_at += 1;
            }
        }
        requests.flush()?;
        events.flush()?;
        deadlines.flush()
    }

    fn request(&self, id: Uuid, row: &Request) -> request::ActiveModel {
        let (ids, story) = (&self.ids, &row.story);
        let village = self.county.village_of(row.household);
        let owner = story.case.owner();
        let owner_id = match owner {
            Owner::Official => Some(ids.official(row.official)),
            Owner::Leader => story.case.level.map(|level| self.grid_at(row.household, level)),
            _ => None,
        };
        request::ActiveModel {
            id: Set(id),
            number: Set(row.number.clone()),
            household_id: Set(ids.household(row.household)),
            village_id: Set(ids.village(village)),
            official_id: Set(Some(ids.official(row.official))),
            topic_id: Set(row.topic.map(|topic| ids.topic(topic))),
            body: Set(self.keyring.seal("request.body", &row.body)),
            state: Set(story.case.state.as_str().to_owned()),
            level: Set(story.case.level.map(|level| level.as_str().to_owned())),
            owner_kind: Set(owner.as_str().to_owned()),
            owner_id: Set(owner_id),
            via: Set(row.via.to_owned()),
            visit_id: Set(row.visit.map(|visit| ids.visit(self.county, visit))),
            complaint: Set(story.case.subject == Subject::Complaint),
            opened_at: Set(story.opened_at),
            due_on: Set(story.due_on()),
            changed_at: Set(story.changed_at),
            closed_at: Set(story.closed_at),
            disputes: Set(i32::from(story.case.disputes)),
            callbacks: Set(i32::from(story.case.call_backs)),
            version: Set(i32::try_from(story.events.len()).unwrap_or(i32::MAX)),
        }
    }

    /// The grid of a level over a household's village.
    fn grid_at(&self, household: usize, level: Level) -> Uuid {
        let village_at = self.county.village_of(household);
        let village = &self.county.places.villages[village_at];
        match level {
            Level::Village => self.ids.village(village_at),
            Level::WorkArea => self.ids.work_area(village.work_area),
            Level::Township => self.ids.township(village.township),
            Level::County => self.ids.county(),
        }
    }

    fn leader_at(&self, household: usize, level: Level) -> &Leader {
        let village_at = self.county.village_of(household);
        let village = &self.county.places.villages[village_at];
        let leaders = &self.county.leaders;
        match level {
            Level::Village => &leaders.villages[village_at],
            Level::WorkArea => &leaders.work_areas[village.work_area],
            Level::Township => &leaders.townships[village.township][0],
            Level::County => &leaders.county[0],
        }
    }

    /// Whoever has no official behind him acts by his account.
    fn account(&self, role: Role) -> (Option<Uuid>, String) {
        let at = ACCOUNTS.iter().position(|account| account.role == role);
        (at.map(|at| self.ids.account(at)), at.map_or("", |at| ACCOUNTS[at].title).to_owned())
    }

    fn actor(&self, row: &Request, event: &Event) -> (Option<Uuid>, String) {
        let official = |at: usize| (Some(self.ids.official(at)), self.county.officials[at].name.clone());
        match event.actor {
            Actor::Official => official(row.official),
            Actor::Leader => {
                official(self.leader_at(row.household, event.actor_level.unwrap_or(Level::Village)).official)
            }
            Actor::Household => {
                let village = &self.county.places.villages[self.county.village_of(row.household)];
                (Some(self.ids.household(row.household)), self.county.people.head(village, row.household))
            }
            Actor::Caller if event.verb == Verb::Raise => self.account(Role::HotlineClerk),
            Actor::Caller => self.account(Role::Caller),
            Actor::Inspector => self.account(Role::Inspector),
            Actor::Office => self.account(Role::LiaisonOffice),
            // As the program's own sweep signs.
            Actor::System | Actor::Unit => (None, "lianxin".to_owned()),
        }
    }
}
