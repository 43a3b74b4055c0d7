//! What is on record about one household for each question of the checklist, up to the moment it was drawn: the
//! official's own entries, held against the household's words.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    audit::hearing::{Question, Reply},
    pledge, request as rules,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::clock::{china_day, china_midnight};
use entity::{pledge as pledges, request, request_event, visit};

/// The first moment of the year, in China, in which something was.
pub(super) fn year_of(at: DateTime<Utc>) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(china_day(at).year(), 1, 1).map_or(at, china_midnight)
}

/// What the record of this year says to each question; nothing to a question about which nothing is on record.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    official_id: Option<Uuid>,
    until: DateTime<Utc>,
) -> Result<Vec<(Question, Reply)>, DbErr> {
    let from = year_of(until);
    let mut visits = visit::Entity::find()
        .filter(visit::Column::HouseholdId.eq(household_id))
        .filter(visit::Column::ClaimedAt.between(from, until))
        .filter(visit::Column::ReceivedAt.lte(until));
    let mut promised = pledges::Entity::find().filter(pledges::Column::HouseholdId.eq(household_id));
    if let Some(official_id) = official_id {
        visits = visits.filter(visit::Column::OfficialId.eq(official_id));
        promised = promised.filter(pledges::Column::OfficialId.eq(official_id));
    }
    let visits = visits.all(db).await?;
    let mut said = vec![(Question::Came, yes_if(!visits.is_empty()))];
    if !visits.is_empty() {
        said.push((Question::LeftCard, yes_if(visits.iter().any(|visit| visit.card_left))));
    }
    if visits.iter().any(|visit| visit.opinion.is_some()) {
        said.push((Question::AskedOpinions, Reply::Yes));
    }
    let requests = request::Entity::find()
        .filter(request::Column::HouseholdId.eq(household_id))
        .filter(request::Column::Complaint.eq(false))
        .filter(request::Column::OpenedAt.between(from, until))
        .all(db)
        .await?;
    let states = states_at(db, requests.iter().map(|request| request.id), until).await?;
    if !states.is_empty() {
        said.push((Question::Answered, yes_if(states.iter().all(|state| was_answered(*state)))));
        said.push((Question::Solved, yes_if(states.iter().all(|state| *state == rules::State::Confirmed))));
    }
    let day = china_day(until);
    let due: Vec<pledge::State> = promised
        .filter(pledges::Column::MadeOn.lte(day))
        .all(db)
        .await?
        .into_iter()
        .filter_map(|promise| Some((promise.due_on, stood(&promise, until)?)))
        .filter(|(due_on, state)| *state != pledge::State::Open || *due_on < day)
        .map(|(_, state)| state)
        .collect();
    if !due.is_empty() {
        let kept = |state: &pledge::State| matches!(state, pledge::State::Kept | pledge::State::SaidKept);
        said.push((Question::KeptPledges, yes_if(due.iter().all(kept))));
    }
    Ok(said)
}

/// Where requests stood at a moment. What the household took back was neither answered nor left unanswered.
async fn states_at(
    db: &impl ConnectionTrait,
    requests: impl Iterator<Item = Uuid>,
    until: DateTime<Utc>,
) -> Result<Vec<rules::State>, DbErr> {
    let events = request_event::Entity::find()
        .filter(request_event::Column::RequestId.is_in(requests))
        .filter(request_event::Column::At.lte(until))
        .order_by_asc(request_event::Column::Seq)
        .all(db)
        .await?;
    let last: HashMap<Uuid, String> =
        events.into_iter().map(|event| (event.request_id, event.to_state)).collect();
    let states = last.into_values().filter_map(|state| state.parse().ok());
    Ok(states.filter(|state| *state != rules::State::Withdrawn).collect())
}

/// Where a pledge stood at a moment.
fn stood(promise: &pledges::Model, until: DateTime<Utc>) -> Option<pledge::State> {
    let state: pledge::State = promise.state.parse().ok()?;
    let later = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at > until);
    let said = promise.said_at.is_some();
    Some(if later(promise.said_at) || (later(promise.confirmed_at) && !said) {
        pledge::State::Open
    } else if later(promise.confirmed_at) {
        pledge::State::SaidKept
    } else {
        state
    })
}

fn was_answered(state: rules::State) -> bool {
    use rules::State::{Answered, Confirmed, Declined, Disputed, Unconfirmed};
    matches!(state, Answered | Confirmed | Declined | Disputed | Unconfirmed)
}

fn yes_if(yes: bool) -> Reply {
    if yes { Reply::Yes } else { Reply::No }
}
