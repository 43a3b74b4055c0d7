//! What a verb does to a request, in one transaction: the row by its version, one event, the deadline, the owner, the
//! household's count.

use chrono::{DateTime, NaiveDate, Utc};
use domain::request::{
    Calendar, Case, Clock, Level, Owner, Refusal, State, Step, Subject, Term, Verb, due, next,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
    sea_query::ExprTrait,
};
use uuid::Uuid;

use super::{author::Author, store};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    grid,
};
use entity::{deadline, household, request, request_event};

pub(super) const SEALED_BODY: &str = "request.body";
pub(super) const SEALED_NOTE: &str = "request_event.note";

/// What the rules have to know of a stored request.
pub(super) fn case(row: &request::Model, decline_disputed: bool) -> ApiResult<Case> {
    let state: State = row.state.parse().map_err(anyhow::Error::from)?;
    let level: Option<Level> =
        row.level.as_deref().map(str::parse).transpose().map_err(anyhow::Error::from)?;
    Ok(Case {
        subject: if row.complaint { Subject::Complaint } else { Subject::Matter },
        state,
        level,
        disputes: u8::try_from(row.disputes).unwrap_or(u8::MAX),
        decline_disputed,
        call_backs: u8::try_from(row.callbacks).unwrap_or(u8::MAX),
    })
}

/// Why the table refuses, as a problem.
pub(super) fn refused(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::NotYours { .. } => ApiError::new(poem::http::StatusCode::FORBIDDEN, "request_not_yours"),
        Refusal::Ended(_) => ApiError::conflict("request_ended"),
        Refusal::NotNow { .. } => ApiError::conflict("request_not_now"),
        Refusal::AtTheTop => ApiError::conflict("request_at_the_top"),
        Refusal::DisputedAlready => ApiError::conflict("request_disputed_already"),
    }
}

/// Carries a verb out. The row must be as it was read in this transaction or shortly before: its version decides.
pub(super) async fn apply(
    tx: &impl ConnectionTrait,
    app: &App,
    row: &request::Model,
    verb: Verb,
    author: &Author,
    note: Option<&str>,
) -> ApiResult<request::Model> {
    let decline_disputed = verb == Verb::Dispute
        && row.state == State::Declined.as_str()
        && store::decline_disputed(tx, row.id).await?;
    let before = case(row, decline_disputed)?;
    let step = next(&before, verb, author.part).map_err(refused)?;
    let now = app.clock.now();
    let term = keep_deadline(tx, row, &step, app, verb).await?;
    let owner_id = owner_id(tx, row, &step).await?;
    let after = request::Model {
        state: step.case.state.as_str().to_owned(),
        level: step.case.level.map(|level| level.as_str().to_owned()),
        owner_kind: step.owner.as_str().to_owned(),
        owner_id,
        due_on: term.unwrap_or(row.due_on),
        changed_at: now,
        closed_at: step.case.state.is_final().then_some(now),
        disputes: i32::from(step.case.disputes),
        callbacks: i32::from(step.case.call_backs),
        version: row.version + 1,
        ..row.clone()
    };
    if !store::replace(tx, row.version, &after).await? {
        return Err(ApiError::conflict("stale"));
    }
    let event = Event { verb, from: Some(before.state), at: now, note };
    insert_event(tx, app, &after, author, event).await?;
    if step.case.state.is_final() && !row.complaint {
        count_open(tx, row.household_id, -1).await?;
    }
    Ok(after)
}

/// Who has to act next: the linked official, or the grid whose leader has it.
pub(super) async fn owner_id(
    tx: &impl ConnectionTrait,
    row: &request::Model,
    step: &Step,
) -> ApiResult<Option<Uuid>> {
    Ok(match step.owner {
        Owner::Official => row.official_id,
        Owner::Leader => {
            let level = step.case.level.unwrap_or(Level::Village);
            grid::service::above(tx, row.village_id, level.as_str()).await?
        }
        _ => None,
    })
}

/// Meets or misses the running deadline and starts the next. Answers the new due day; none leaves it as it is.
async fn keep_deadline(
    tx: &impl ConnectionTrait,
    row: &request::Model,
    step: &Step,
    app: &App,
    verb: Verb,
) -> ApiResult<Option<Option<NaiveDate>>> {
    let (now, today) = (app.clock.now(), app.clock.today());
    if let Some(running) = store::running_deadline(tx, row.id).await? {
        let missed = verb == Verb::Overdue || today > running.due_on;
        store::end_deadline(tx, running.id, missed, now).await?;
    }
    match step.clock {
        Clock::Keep => Ok(None),
        Clock::Stop => Ok(Some(None)),
        Clock::Start(term) => {
            let due_on = start_deadline(tx, app, row.id, step.case.level, term, today).await?;
            Ok(Some(Some(due_on)))
        }
    }
}

/// Starts a term today and answers its last day.
pub(super) async fn start_deadline(
    tx: &impl ConnectionTrait,
    app: &App,
    request_id: Uuid,
    level: Option<Level>,
    term: Term,
    today: NaiveDate,
) -> ApiResult<NaiveDate> {
    let end = due(today, term.working_days(), Calendar::state_council());
    let row = deadline::ActiveModel {
        id: Set(app.clock.id()),
        request_id: Set(request_id),
        level: Set(level.map_or("official", Level::as_str).to_owned()),
        basis: Set(term.as_str().to_owned()),
        starts_on: Set(today),
        due_on: Set(end.date),
        provisional: Set(end.provisional),
        met_at: Set(None),
        missed_at: Set(None),
    };
    deadline::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(end.date)
}

/// What an event says beside its author and the request as it is afterwards.
pub(super) struct Event<'a> {
    pub verb: Verb,
    pub from: Option<State>,
    pub at: DateTime<Utc>,
    pub note: Option<&'a str>,
}

pub(super) async fn insert_event(
    tx: &impl ConnectionTrait,
    app: &App,
    after: &request::Model,
    author: &Author,
    event: Event<'_>,
) -> ApiResult<()> {
    let row = request_event::ActiveModel {
        id: Set(app.clock.id()),
        request_id: Set(after.id),
        seq: Set(store::last_seq(tx, after.id).await? + 1),
        at: Set(event.at),
        verb: Set(event.verb.as_str().to_owned()),
        from_state: Set(event.from.map(|state| state.as_str().to_owned())),
        to_state: Set(after.state.clone()),
        level: Set(after.level.clone()),
        actor_kind: Set(author.part.as_str().to_owned()),
        actor_id: Set(author.id),
        actor_name: Set(author.name.clone()),
        note: Set(event.note.map(|note| app.keyring.seal(SEALED_NOTE, note))),
    };
    request_event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Keeps the number of a household's requests that are not closed. Complaints about its official are not counted:
/// the official sees the number. What happened in a household that was merged counts where its people are now.
pub(super) async fn count_open(tx: &impl ConnectionTrait, household_id: Uuid, by: i32) -> ApiResult<()> {
    use household::Column::{Id, OpenRequests, SuccessorId};
    let known = household::Entity::find_by_id(household_id).select_only().column(SuccessorId);
    let successor: Option<Uuid> = known.into_tuple::<Option<Uuid>>().one(tx).await?.flatten();
    household::Entity::update_many()
        .col_expr(OpenRequests, Expr::col(OpenRequests).add(by))
        .filter(Id.eq(successor.unwrap_or(household_id)))
        .exec(tx)
        .await?;
    Ok(())
}
