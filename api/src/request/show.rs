//! Requests as the API shows them, with what the one who looks may do.

use std::collections::HashMap;

use domain::request::{Actor, Calendar, Level, Owner, State, Urgency, Verb, next, urgency, verbs};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    author, change, store,
    view::{Colour, Deadline, Request, RequestDetail, RequestEvent, RequestVerb},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    grid::{self, service::Place},
    locale::{self, Lang},
    roster::{
        self,
        view::{HouseholdRef, NamedRef, OfficialRef},
    },
};
use entity::request;

/// Who looks at requests.
#[derive(Clone, Copy, Debug)]
pub(super) enum Viewer<'a> {
    Caller(&'a Caller),
    /// The household whose they are.
    Household,
}

/// Everything that a list of requests names.
struct Names {
    households: HashMap<Uuid, HouseholdRef>,
    officials: HashMap<Uuid, OfficialRef>,
    places: HashMap<Uuid, Place>,
    topics: HashMap<Uuid, String>,
    /// The first leader of each grid that has to act.
    leaders: HashMap<Uuid, String>,
}

impl Names {
    async fn of(db: &impl ConnectionTrait, app: &App, rows: &[request::Model]) -> ApiResult<Self> {
        let leads = |row: &&request::Model| row.owner_kind == Owner::Leader.as_str();
        let grids: Vec<Uuid> = rows.iter().filter(leads).filter_map(|row| row.owner_id).collect();
        let villages = rows.iter().map(|row| row.village_id);
        let english = Lang::current() == Lang::En;
        let leaders = if grids.is_empty() {
            HashMap::new()
        } else {
            grid::service::leaders(db, grids.clone(), app.clock.today()).await?
        };
        let topics = store::topics_by_id(db, rows.iter().filter_map(|row| row.topic_id).collect()).await?;
        Ok(Self {
            households: roster::service::household_refs(
                db,
                rows.iter().map(|row| row.household_id).collect(),
            )
            .await?,
            officials: roster::service::official_refs(
                db,
                rows.iter().filter_map(|row| row.official_id).collect(),
            )
            .await?,
            places: grid::service::places(db, villages.chain(grids.iter().copied()).collect()).await?,
            topics: topics
                .into_iter()
                .map(|topic| (topic.id, if english { topic.name_en } else { topic.name }))
                .collect(),
            leaders: leaders
                .into_iter()
                .filter_map(|(grid, leaders)| Some((grid, leaders.into_iter().next()?.official.name)))
                .collect(),
        })
    }

    fn owner(&self, row: &request::Model, owner: Owner) -> String {
        let role = |role: &str| locale::text(&format!("words.role.{role}"), &[]);
        match owner {
            Owner::Official => {
                let official = row.official_id.and_then(|id| self.officials.get(&id));
                official.map_or_else(|| role("official"), |official| official.name.clone())
            }
            Owner::Leader => {
                let place = row.owner_id.and_then(|id| self.places.get(&id));
                let leader = row.owner_id.and_then(|id| self.leaders.get(&id));
                match (place, leader) {
                    (Some(place), Some(leader)) => format!("{} {leader}", place.name),
                    (Some(place), None) => place.name.clone(),
                    (None, _) => role("grid_leader"),
                }
            }
            Owner::Unit => role("unit_head"),
            Owner::Office => role("liaison_office"),
            Owner::Caller => role("caller"),
            Owner::Inspector => role("inspector"),
            Owner::Nobody => String::new(),
        }
    }
}

/// Requests as they stand in a list.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    app: &App,
    viewer: Viewer<'_>,
    rows: Vec<request::Model>,
) -> ApiResult<Vec<Request>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(db, app, &rows).await?;
    rows.into_iter().map(|row| one(app, viewer, &names, row)).collect()
}

fn one(app: &App, viewer: Viewer<'_>, names: &Names, row: request::Model) -> ApiResult<Request> {
    let case = change::case(&row, false)?;
    let place = names.places.get(&row.village_id);
    let household = names.households.get(&row.household_id).cloned();
    Ok(Request {
        verbs: may(viewer, &row, case, place.map(|place| place.path.as_str())),
        owner_name: names.owner(&row, case.owner()),
        colour: colour(app, case.state, &row),
        household: household
            .ok_or_else(|| ApiError::internal(anyhow::anyhow!("a request without household")))?,
        village: NamedRef {
            id: row.village_id,
            name: place.map(|place| place.name.clone()).unwrap_or_default(),
        },
        official: row.official_id.and_then(|id| names.officials.get(&id).cloned()),
        topic: row
            .topic_id
            .and_then(|id| names.topics.get(&id).map(|name| NamedRef { id, name: name.clone() })),
        state: case.state.into(),
        level: case.level.map(Into::into),
        id: row.id,
        number: row.number,
        via: row.via,
        complaint: row.complaint,
        opened_at: row.opened_at,
        due_on: row.due_on,
        changed_at: row.changed_at,
        version: row.version,
    })
}

fn colour(app: &App, state: State, row: &request::Model) -> Colour {
    if state.is_final() {
        return Colour::Done;
    }
    let urgency = row.due_on.map(|due_on| urgency(app.clock.today(), due_on, Calendar::state_council()));
    match urgency {
        Some(Urgency::Red) => Colour::Red,
        Some(Urgency::Yellow) => Colour::Yellow,
        Some(Urgency::Blue) | None => Colour::Blue,
    }
}

/// The verbs that whoever looks may do now.
fn may(
    viewer: Viewer<'_>,
    row: &request::Model,
    case: domain::request::Case,
    village_path: Option<&str>,
) -> Vec<RequestVerb> {
    let caller = match viewer {
        Viewer::Household => return verbs(&case, Actor::Household).into_iter().map(Into::into).collect(),
        Viewer::Caller(caller) => caller,
    };
    let Some(village_path) = village_path else { return Vec::new() };
    let open = |verb: &&Verb| {
        let sight = author::operation(**verb).and_then(|operation| caller.may(operation).ok());
        sight.is_some_and(|sight| {
            author::parts(&sight, row, village_path).into_iter().any(|part| next(&case, **verb, part).is_ok())
        })
    };
    Verb::ALL.iter().filter(open).map(|verb| (*verb).into()).collect()
}

/// A request with its text, its events and its deadlines.
pub(super) async fn detail(
    db: &impl ConnectionTrait,
    app: &App,
    viewer: Viewer<'_>,
    row: request::Model,
) -> ApiResult<RequestDetail> {
    let body = app.keyring.open(change::SEALED_BODY, &row.body)?;
    let events = store::events(db, row.id).await?.into_iter().map(|event| show_event(app, event));
    let events = events.collect::<ApiResult<_>>()?;
    let deadlines = store::deadlines(db, row.id).await?.into_iter().map(show_deadline).collect();
    let request = list(db, app, viewer, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(RequestDetail::new(request, body, events, deadlines))
}

fn show_event(app: &App, event: entity::request_event::Model) -> ApiResult<RequestEvent> {
    let verb: Verb = event.verb.parse().map_err(anyhow::Error::from)?;
    let state = |word: &str| word.parse::<State>().map_err(anyhow::Error::from);
    let level = event.level.as_deref().map(str::parse::<Level>).transpose().map_err(anyhow::Error::from)?;
    Ok(RequestEvent {
        verb: verb.into(),
        from_state: event.from_state.as_deref().map(state).transpose()?.map(Into::into),
        to_state: state(&event.to_state)?.into(),
        level: level.map(Into::into),
        note: event.note.map(|note| app.keyring.open(change::SEALED_NOTE, &note)).transpose()?,
        seq: event.seq,
        at: event.at,
        actor_kind: event.actor_kind,
        actor_name: event.actor_name,
    })
}

fn show_deadline(row: entity::deadline::Model) -> Deadline {
    Deadline {
        level: row.level.parse::<Level>().ok().map(Into::into),
        basis: row.basis,
        starts_on: row.starts_on,
        due_on: row.due_on,
        provisional: row.provisional,
        met_at: row.met_at,
        missed_at: row.missed_at,
    }
}
