//! What officials promise and say of it, what households say to that, and what other capabilities ask of pledges.

use std::{collections::HashMap, sync::Arc};

use chrono::{Duration, NaiveDate};
use domain::pledge::{Refusal, State, Verb, figure, is_overdue, next};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    store,
    view::{Made, Pledge, PledgeForm},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    link, roster, typed,
};
use entity::pledge;

pub const SEALED_TEXT: &str = "pledge.text";
pub const SEALED_REASON: &str = "pledge.reason";
pub const SEALED_OBJECTION: &str = "pledge.objection";
/// How many pledges a household's page lists.
const OF_A_HOUSEHOLD: u64 = 100;
/// How many pledges an official's households have at most on his phone.
const OF_AN_OFFICIAL: u64 = 2_000;
/// Nobody promises anything for later, and no phone keeps a pledge for longer.
const LONGEST: Duration = Duration::days(3660);

/// Pledges with their names and texts.
pub async fn show(db: &impl ConnectionTrait, app: &App, rows: Vec<pledge::Model>) -> ApiResult<Vec<Pledge>> {
    let households =
        roster::service::household_refs(db, rows.iter().map(|row| row.household_id).collect()).await?;
    let officials = rows.iter().flat_map(|row| [row.official_id, row.made_by]).collect();
    let officials = roster::service::official_refs(db, officials).await?;
    let today = app.clock.today();
    let mut pledges = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(household), Some(official), Some(made_by)) =
            (households.get(&row.household_id), officials.get(&row.official_id), officials.get(&row.made_by))
        else {
            continue;
        };
        let state = state(&row)?;
        pledges.push(Pledge {
            id: row.id,
            household: household.clone(),
            official: official.clone(),
            made_by: made_by.clone(),
            text: app.keyring.open(SEALED_TEXT, &row.text)?,
            made_on: row.made_on,
            due_on: row.due_on,
            state: state.into(),
            overdue: is_overdue(state, row.due_on, today),
            figure: figure(state, row.due_on, today).into(),
            said_at: row.said_at,
            confirmed_at: row.confirmed_at,
            reason: row.reason.map(|reason| app.keyring.open(SEALED_REASON, &reason)).transpose()?,
            objection: row
                .objection
                .map(|objection| app.keyring.open(SEALED_OBJECTION, &objection))
                .transpose()?,
            version: row.version,
        });
    }
    Ok(pledges)
}

async fn one(db: &impl ConnectionTrait, app: &App, row: pledge::Model) -> ApiResult<Pledge> {
    show(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

fn state(row: &pledge::Model) -> ApiResult<State> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

/// Makes a pledge to a household that was the official's own on the day of the promise. Idempotent by the client's id,
/// for good. When the household has changed hands since, whoever holds it now has to keep what was promised.
pub async fn make(caller: &Caller, sight: &Sight, id: Uuid, form: PledgeForm) -> ApiResult<Made> {
    let app = &caller.app;
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let text = typed::required("text", &form.text)?;
    let today = app.clock.today();
    let due_on = typed::day("due_on", form.due_on)?;
    let made_on = form.made_on.map(|on| typed::day("made_on", on)).transpose()?;
    let tx = app.db.begin().await?;
    if let Some(there) = store::by_id(&tx, id).await? {
        return same(&tx, app, there, official_id, &form, &text).await;
    }
    let made_on = day(made_on.unwrap_or(today), due_on, today)?;
    if !link::service::held(&tx, official_id, form.household_id, made_on).await? {
        return Err(ApiError::invalid("not_your_household"));
    }
    let holder = link::service::official_of(&tx, form.household_id).await?;
    let row = pledge::Model {
        id,
        household_id: form.household_id,
        official_id: holder.unwrap_or(official_id),
        made_by: official_id,
        text: app.keyring.seal(SEALED_TEXT, &text),
        made_on,
        due_on,
        state: State::Open.as_str().to_owned(),
        said_at: None,
        confirmed_at: None,
        reason: None,
        objection: None,
        version: 1,
    };
    if !store::insert(&tx, &row).await? {
        // Another transaction was quicker and has committed meanwhile.
        let there = store::by_id(&tx, id).await?.ok_or_else(|| ApiError::conflict("pledge_id_used"))?;
        return same(&tx, app, there, official_id, &form, &text).await;
    }
    let shown = one(&tx, app, row).await?;
    tx.commit().await?;
    Ok(Made::Created(poem_openapi::payload::Json(shown)))
}

fn day(made_on: NaiveDate, due_on: NaiveDate, today: NaiveDate) -> ApiResult<NaiveDate> {
    if made_on > today {
        return Err(ApiError::field("made_on", "future"));
    }
    if made_on < today - LONGEST {
        return Err(ApiError::field("made_on", "out_of_range"));
    }
    if due_on < made_on {
        return Err(ApiError::field("due_on", "before_made"));
    }
    if due_on > made_on + LONGEST {
        return Err(ApiError::field("due_on", "out_of_range"));
    }
    Ok(made_on)
}

/// The answer to an id that is there: the pledge when it is the same one, else a conflict.
async fn same(
    tx: &impl ConnectionTrait,
    app: &App,
    there: pledge::Model,
    official_id: Uuid,
    form: &PledgeForm,
    text: &str,
) -> ApiResult<Made> {
    let fits = there.made_by == official_id
        && there.household_id == form.household_id
        && there.due_on == form.due_on
        && form.made_on.is_none_or(|on| on == there.made_on)
        && app.keyring.open(SEALED_TEXT, &there.text)? == text;
    if !fits {
        return Err(ApiError::conflict("pledge_id_used"));
    }
    Ok(Made::Same(poem_openapi::payload::Json(one(tx, app, there).await?)))
}

/// The official says that he kept it, or that he could not and why.
pub async fn say(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    verb: Verb,
    reason: Option<&str>,
) -> ApiResult<Pledge> {
    let app = &caller.app;
    let reason = reason.map(|reason| typed::required("reason", reason)).transpose()?;
    let tx = app.db.begin().await?;
    let row = store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    // What he made and has handed over he still sees; it is for another to keep.
    if sight.own_links() != Some(row.official_id) {
        return Err(ApiError::invalid("not_your_household"));
    }
    let row = change(&tx, app, row, verb, reason.as_deref()).await?;
    let shown = one(&tx, app, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The household says whether a pledge to it was kept.
pub async fn answer(
    app: &Arc<App>,
    household_id: Uuid,
    id: Uuid,
    kept: bool,
    objection: Option<&str>,
) -> ApiResult<()> {
    let objection = typed::optional("objection", objection)?;
    if objection.as_ref().is_some_and(|text| text.chars().count() > 1000) {
        return Err(ApiError::field("objection", "too_long"));
    }
    let tx = app.db.begin().await?;
    let row = store::one_of_household(&tx, household_id, id).await?.ok_or_else(ApiError::not_found)?;
    let verb = if kept { Verb::Confirm } else { Verb::Dispute };
    change(&tx, app, row, verb, objection.as_deref()).await?;
    tx.commit().await?;
    Ok(())
}

/// Leads a pledge through the rules and writes what came of it.
async fn change(
    tx: &impl ConnectionTrait,
    app: &App,
    before: pledge::Model,
    verb: Verb,
    words: Option<&str>,
) -> ApiResult<pledge::Model> {
    let (from, now) = (state(&before)?, app.clock.now());
    let to = match next(from, verb, is_overdue(from, before.due_on, app.clock.today())) {
        Ok(to) if to == from => return Ok(before),
        Ok(to) => to,
        Err(Refusal::Ended(_)) => return Err(ApiError::conflict("pledge_ended")),
        Err(Refusal::TooEarly) => return Err(ApiError::conflict("pledge_not_due")),
    };
    let mut after =
        pledge::Model { state: to.as_str().to_owned(), version: before.version + 1, ..before.clone() };
    match verb {
        Verb::SayKept | Verb::Break => after.said_at = Some(now),
        Verb::Confirm | Verb::Dispute => after.confirmed_at = Some(now),
    }
    match (verb, words) {
        (Verb::Break, Some(words)) => after.reason = Some(app.keyring.seal(SEALED_REASON, words)),
        (Verb::Dispute, Some(words)) => after.objection = Some(app.keyring.seal(SEALED_OBJECTION, words)),
        _ => {}
    }
    if !store::replace(tx, before.version, &after).await? {
        return Err(ApiError::conflict("stale"));
    }
    Ok(after)
}

/// The pledges to a household, for the household itself, the newest first.
pub async fn of_household(app: &Arc<App>, household_id: Uuid) -> ApiResult<Vec<Pledge>> {
    let db = app.db.reader();
    let rows = store::of_households(db, &[household_id], OF_A_HOUSEHOLD).await?;
    show(db, app, rows).await
}

/// The pledges to each of the households that an official serves, the newest first.
pub async fn of_households(
    db: &impl ConnectionTrait,
    app: &App,
    households: &[Uuid],
) -> ApiResult<HashMap<Uuid, Vec<Pledge>>> {
    let rows = store::of_households(db, households, OF_AN_OFFICIAL).await?;
    let former = rows.iter().map(|row| row.household_id).filter(|id| !households.contains(id)).collect();
    let former = roster::service::households(db, former).await?;
    let merged: HashMap<Uuid, Uuid> =
        former.into_iter().filter_map(|row| row.successor_id.map(|into| (row.id, into))).collect();
    let mut of: HashMap<Uuid, Vec<Pledge>> = HashMap::new();
    for pledge in show(db, app, rows).await? {
        let household = pledge.household.id;
        of.entry(merged.get(&household).copied().unwrap_or(household)).or_default().push(pledge);
    }
    Ok(of)
}

/// Gives the pledges of households that have not ended to their new official. Who made them stays visible.
pub async fn hand_over(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Uuid,
) -> Result<u64, DbErr> {
    store::hand_over(tx, households, official_id).await
}

/// Gives the pledges of many households that have not ended to their new officials at once. `moved` selects
/// `household_id` and `official_id` of what `$1`, the id, stands for.
pub async fn hand_over_all(tx: &impl ConnectionTrait, moved: &str, id: Uuid) -> Result<(), DbErr> {
    store::hand_over_all(tx, moved, id).await
}
