//! What happens to requests, and what other capabilities ask of them.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use domain::{
    identity::{Operation, Role},
    request::{Actor, Level, Refusal, State, Verb, next},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    author::{self, Author},
    change, raise,
    show::{self, Viewer},
    store,
    view::{Raised, Request, RequestDetail, RequestForm, StepForm, Topic},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    grid, roster, sight, typed, visit,
};
use entity::{household, request};

pub use super::raise::New as NewRequest;

/// How many of its requests a household's page lists.
const OF_A_HOUSEHOLD: u64 = 200;

/// Requests as they stand in a list.
pub async fn list(caller: &Caller, rows: Vec<request::Model>) -> ApiResult<Vec<Request>> {
    show::list(caller.app.db.reader(), &caller.app, Viewer::Caller(caller), rows).await
}

/// All requests in sight that are not closed, each with its text, the newest first.
pub async fn open_with_texts(caller: &Caller, sight: &Sight) -> ApiResult<Vec<(Request, String)>> {
    let app = &caller.app;
    let db = app.db.reader();
    let rows = store::open(db, sight).await?;
    let text = |row: &request::Model| app.keyring.open(change::SEALED_BODY, &row.body);
    let texts = rows.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    let shown = show::list(db, app, Viewer::Caller(caller), rows).await?;
    Ok(shown.into_iter().zip(texts).collect())
}

/// One request in sight, with its events.
pub async fn detail(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<RequestDetail> {
    let db = caller.app.db.reader();
    let row = store::one(db, sight, id).await?.ok_or_else(ApiError::not_found)?;
    show::detail(db, &caller.app, Viewer::Caller(caller), row).await
}

/// Records a request: an official's for a household of his, a hotline clerk's for any.
pub async fn raise(caller: &Caller, sight: &Sight, id: Uuid, form: RequestForm) -> ApiResult<Raised> {
    let app = &caller.app;
    let body = typed::required("body", &form.body)?;
    let (part, via) = if sight.as_role(Role::HotlineClerk) {
        (Actor::Caller, "hotline")
    } else {
        (Actor::Official, "visit")
    };
    let tx = app.db.begin().await?;
    let household = roster::service::household(&tx, sight, form.household_id).await?;
    let household = household.ok_or_else(|| ApiError::invalid("not_your_household"))?;
    if !roster::service::is_active(&household) {
        return Err(ApiError::conflict("household_closed"));
    }
    if let Some(visit_id) = form.visit_id
        && !visit::service::is_of(&tx, visit_id, household.id).await?
    {
        return Err(ApiError::field("visit_id", "unknown"));
    }
    let new = NewRequest {
        id,
        topic_id: form.topic_id,
        body: &body,
        via,
        visit_id: form.visit_id,
        complaint: false,
    };
    let (row, is_new) = raise::raise(&tx, app, &household, &Author::caller(caller, part), &new).await?;
    let shown = show::detail(&tx, app, Viewer::Caller(caller), row).await?;
    tx.commit().await?;
    let shown = poem_openapi::payload::Json(shown);
    Ok(if is_new { Raised::Created(shown) } else { Raised::Same(shown) })
}

/// Records what a household asked for during a visit, in the visit's transaction.
pub async fn raise_in_visit(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    household: &household::Model,
    new: &NewRequest<'_>,
) -> ApiResult<()> {
    raise::raise(tx, &caller.app, household, &Author::caller(caller, Actor::Official), new).await.map(drop)
}

/// Does a verb to a request in sight, in the first of the caller's parts that the table lets.
pub async fn act(
    caller: &Caller,
    operation: Operation,
    verb: Verb,
    id: Uuid,
    form: StepForm,
) -> ApiResult<RequestDetail> {
    let sight = caller.may(operation)?;
    let app = &caller.app;
    let note = typed::text("note", &form.note)?;
    let tx = app.db.begin().await?;
    let row = store::one(&tx, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    if row.version != form.version {
        return Err(ApiError::conflict("stale"));
    }
    let places = grid::service::places(&tx, vec![row.village_id]).await?;
    let village = places.get(&row.village_id).map(|place| place.path.as_str()).unwrap_or_default();
    let case = change::case(&row, false)?;
    let part = part_for(&author::parts(&sight, &row, village), case, verb)?;
    if note.is_empty() && matches!(verb, Verb::Answer | Verb::Decline) {
        return Err(ApiError::field("note", "required"));
    }
    let said = (!note.is_empty()).then_some(note.as_str());
    let row = change::apply(&tx, app, &row, verb, &Author::caller(caller, part), said).await?;
    let shown = show::detail(&tx, app, Viewer::Caller(caller), row).await?;
    tx.commit().await?;
    Ok(shown)
}

fn part_for(parts: &[Actor], case: domain::request::Case, verb: Verb) -> ApiResult<Actor> {
    let mut refusal = None;
    for part in parts {
        match next(&case, verb, *part) {
            Ok(_) => return Ok(*part),
            Err(found) => refusal = refusal.or(Some(found)),
        }
    }
    // Whoever has no part in it is told whether anybody could.
    let refusal = refusal.unwrap_or_else(|| match next(&case, verb, Actor::System) {
        Err(found) => found,
        Ok(_) => Refusal::NotYours { verb, actor: Actor::System },
    });
    Err(change::refused(refusal))
}

/// A household asks for something through its own page. Answers the request's id; the same id again is the same
/// request.
pub async fn raise_by_household(
    app: &Arc<App>,
    household_id: Uuid,
    id: Uuid,
    topic_id: Option<Uuid>,
    body: &str,
) -> ApiResult<Uuid> {
    by_household(app, household_id, id, topic_id, body, false).await
}

/// A household complains about its own official. Goes to the inspector and is never shown to the official.
pub async fn complain(app: &Arc<App>, household_id: Uuid, id: Uuid, body: &str) -> ApiResult<Uuid> {
    by_household(app, household_id, id, None, body, true).await
}

async fn by_household(
    app: &Arc<App>,
    household_id: Uuid,
    id: Uuid,
    topic_id: Option<Uuid>,
    body: &str,
    complaint: bool,
) -> ApiResult<Uuid> {
    let body = typed::required("body", body)?;
    if body.chars().count() > 2000 {
        return Err(ApiError::field("body", "too_long"));
    }
    let tx = app.db.begin().await?;
    let household =
        roster::service::own_household(&tx, household_id).await?.ok_or_else(ApiError::not_found)?;
    let author = Author::household(household.id, &household.head_name);
    let new = NewRequest { id, topic_id, body: &body, via: "household", visit_id: None, complaint };
    let (row, _) = raise::raise(&tx, app, &household, &author, &new).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// The household says that it is solved.
pub async fn confirm(app: &Arc<App>, household_id: Uuid, id: Uuid, note: Option<&str>) -> ApiResult<()> {
    act_by_household(app, household_id, id, Verb::Confirm, note).await
}

/// The household says that it is not solved, or does not accept the grounds.
pub async fn dispute(app: &Arc<App>, household_id: Uuid, id: Uuid, note: Option<&str>) -> ApiResult<()> {
    act_by_household(app, household_id, id, Verb::Dispute, note).await
}

/// The household takes its request back.
pub async fn withdraw_by_household(
    app: &Arc<App>,
    household_id: Uuid,
    id: Uuid,
    note: Option<&str>,
) -> ApiResult<()> {
    act_by_household(app, household_id, id, Verb::Withdraw, note).await
}

async fn act_by_household(
    app: &Arc<App>,
    household_id: Uuid,
    id: Uuid,
    verb: Verb,
    note: Option<&str>,
) -> ApiResult<()> {
    let note = typed::optional("note", note)?;
    if note.as_ref().is_some_and(|note| note.chars().count() > 2000) {
        return Err(ApiError::field("note", "too_long"));
    }
    let tx = app.db.begin().await?;
    let household =
        roster::service::own_household(&tx, household_id).await?.ok_or_else(ApiError::not_found)?;
    let row = store::one_of_household(&tx, household_id, id).await?.ok_or_else(ApiError::not_found)?;
    let author = Author::household(household.id, &household.head_name);
    change::apply(&tx, app, &row, verb, &author, note.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}

/// A household's own requests and complaints, the newest first, with the verbs that are the household's.
pub async fn of_household(app: &Arc<App>, household_id: Uuid) -> ApiResult<Vec<Request>> {
    let db = app.db.reader();
    let rows = store::of_household(db, household_id, OF_A_HOUSEHOLD).await?;
    show::list(db, app, Viewer::Household, rows).await
}

/// One of a household's own requests with its events.
pub async fn detail_of_household(app: &Arc<App>, household_id: Uuid, id: Uuid) -> ApiResult<RequestDetail> {
    let db = app.db.reader();
    let row = store::one_of_household(db, household_id, id).await?.ok_or_else(ApiError::not_found)?;
    show::detail(db, app, Viewer::Household, row).await
}

/// Gives the open requests of transferred households to their new official. Answers how many.
pub async fn hand_over(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Uuid,
) -> Result<u64, DbErr> {
    store::hand_over(tx, households, Some(official_id)).await
}

/// Takes the open requests of households from their official before there is another: until then the leader of the
/// village has them. Answers how many.
pub async fn release(tx: &impl ConnectionTrait, households: &[Uuid]) -> Result<u64, DbErr> {
    store::hand_over(tx, households, None).await
}

/// Households at which an official has open requests still, his own or others'.
pub async fn households_with_open_of(
    db: &impl ConnectionTrait,
    official_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    store::households_with_open_of(db, official_id).await
}

/// Open requests of households that now lie in another village go there.
pub async fn follow_households(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    village_id: Uuid,
) -> Result<u64, DbErr> {
    let which = sight::of_households(request::Column::HouseholdId, households);
    store::relocate(tx, which, village_id, leaders_of(tx, village_id).await?).await
}

/// Open requests of a village that became part of another go there.
pub async fn follow_village(
    tx: &impl ConnectionTrait,
    village_id: Uuid,
    into_id: Uuid,
) -> Result<u64, DbErr> {
    let which = Condition::all().add(request::Column::VillageId.eq(village_id));
    store::relocate(tx, which, into_id, leaders_of(tx, into_id).await?).await
}

/// The grids whose leaders act for a village, by the level of a request.
async fn leaders_of(
    tx: &impl ConnectionTrait,
    village_id: Uuid,
) -> Result<[(&'static str, Option<Uuid>); 4], DbErr> {
    let mut leaders =
        [Level::Village, Level::WorkArea, Level::Township, Level::County].map(|level| (level.as_str(), None));
    for (level, leader) in &mut leaders {
        *leader = grid::service::above(tx, village_id, level).await?;
    }
    Ok(leaders)
}

/// Gives the open requests of many households to their new officials at once. `moved` selects `household_id` and
/// `official_id` of what `$1`, the id, stands for.
pub async fn hand_over_all(tx: &impl ConnectionTrait, moved: &str, id: Uuid) -> Result<(), DbErr> {
    store::hand_over_all(tx, moved, id).await
}

/// Of each official, how many requests are not closed, and of these how many are overdue.
pub async fn open_of_officials(
    db: &impl ConnectionTrait,
    officials: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, (u64, u64)>, DbErr> {
    store::open_of_officials(db, officials, today).await
}

/// What requests and visits are about.
pub async fn topics(db: &impl ConnectionTrait) -> Result<Vec<entity::topic::Model>, DbErr> {
    store::topics(db).await
}

/// The topics, as they are shown.
pub async fn show_topics(db: &impl ConnectionTrait) -> Result<Vec<Topic>, DbErr> {
    let show = |row: entity::topic::Model| Topic {
        id: row.id,
        code: row.code,
        name: row.name,
        name_en: row.name_en,
    };
    Ok(store::topics(db).await?.into_iter().map(show).collect())
}

/// What a household has asked for so far, complaints aside.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// It has asked for something.
    pub anything: bool,
    /// Something of it has no answer yet.
    pub waiting: bool,
}

/// What a household has asked for so far.
pub async fn asked(db: &impl ConnectionTrait, household_id: Uuid) -> ApiResult<Asked> {
    let states = store::states_of_household(db, household_id).await?;
    let states: Vec<State> =
        states.iter().map(|state| state.parse()).collect::<Result<_, _>>().map_err(anyhow::Error::from)?;
    Ok(Asked { anything: !states.is_empty(), waiting: states.iter().any(|state| state.is_waiting()) })
}

/// Whether a request was raised in this visit.
pub async fn is_of_visit(db: &impl ConnectionTrait, id: Uuid, visit_id: Uuid) -> Result<bool, DbErr> {
    Ok(store::by_id(db, id).await?.is_some_and(|row| row.visit_id == Some(visit_id)))
}
