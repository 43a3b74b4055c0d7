//! Putting a request on record, once for every id.

use chrono::Datelike;
use domain::request::{Calendar, Clock, State, Subject, Verb, due, raise as rules};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    author::Author,
    change::{self, Event, SEALED_BODY},
    number, store,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    link, roster,
};
use entity::{household, request};

/// A request to be put on record.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Made by whoever sends it, so that it can be sent again.
    pub id: Uuid,
    pub topic_id: Option<Uuid>,
    pub body: &'a str,
    /// `visit`, `household` or `hotline`.
    pub via: &'static str,
    pub visit_id: Option<Uuid>,
    pub complaint: bool,
}

/// Puts it on record. Answers the row and whether it is new; the same id with another content is a conflict.
pub async fn raise(
    tx: &impl ConnectionTrait,
    app: &App,
    household: &household::Model,
    author: &Author,
    new: &New<'_>,
) -> ApiResult<(request::Model, bool)> {
    if let Some(there) = store::by_id(tx, new.id).await? {
        return same(app, there, household.id, new);
    }
    if let Some(topic_id) = new.topic_id
        && !store::has_topic(tx, topic_id).await?
    {
        return Err(ApiError::field("topic_id", "unknown"));
    }
    let subject = if new.complaint { Subject::Complaint } else { Subject::Matter };
    let step = rules(subject, author.part).map_err(change::refused)?;
    let (now, today) = (app.clock.now(), app.clock.today());
    // A visit that comes late may be to a household that has become part of another since.
    let living = roster::service::successor(tx, household).await?;
    let living = living.as_ref().unwrap_or(household);
    let official_id = link::service::official_of(tx, living.id).await?;
    let mut row = request::Model {
        id: new.id,
        number: number::next(tx, today.year()).await?,
        household_id: household.id,
        village_id: living.village_id,
        official_id,
        topic_id: new.topic_id,
        body: app.keyring.seal(SEALED_BODY, new.body),
        state: State::Open.as_str().to_owned(),
        level: None,
        owner_kind: step.owner.as_str().to_owned(),
        owner_id: None,
        via: new.via.to_owned(),
        visit_id: new.visit_id,
        complaint: new.complaint,
        opened_at: now,
        due_on: None,
        changed_at: now,
        closed_at: None,
        disputes: 0,
        callbacks: 0,
        version: 1,
    };
    row.owner_id = change::owner_id(tx, &row, &step).await?;
    let term = if let Clock::Start(term) = step.clock { Some(term) } else { None };
    row.due_on = term.map(|term| due(today, term.working_days(), Calendar::state_council()).date);
    let inserted = request::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(request::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        // Another transaction was quicker and has committed meanwhile.
        let there = store::by_id(tx, new.id).await?.ok_or_else(|| ApiError::conflict("request_id_used"))?;
        return same(app, there, household.id, new);
    }
    if let Some(term) = term {
        change::start_deadline(tx, app, row.id, None, term, today).await?;
    }
    let event = Event { verb: Verb::Raise, from: None, at: now, note: None };
    change::insert_event(tx, app, &row, author, event).await?;
    if !new.complaint {
        change::count_open(tx, household.id, 1).await?;
    }
    Ok((row, true))
}

fn same(
    app: &App,
    there: request::Model,
    household: Uuid,
    new: &New<'_>,
) -> ApiResult<(request::Model, bool)> {
    let fits = there.household_id == household
        && there.topic_id == new.topic_id
        && there.visit_id == new.visit_id
        && there.complaint == new.complaint
        && app.keyring.open(SEALED_BODY, &there.body)? == new.body;
    if fits { Ok((there, false)) } else { Err(ApiError::conflict("request_id_used")) }
}
