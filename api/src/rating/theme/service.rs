//! What is done to the rectifications of units.

use std::collections::HashMap;

use domain::{
    follow_up::Refusal,
    rating::{RectificationState as State, RectificationVerb as Verb, rectify},
};
use entity::{rating_rectification as rectification, rating_rectification_event as event, rating_round};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    rules, store,
    view::{RatingTheme, UnitCheckForm, UnitRectification, UnitRectificationDetail, UnitRectificationEvent},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    rating::{questionnaire, store as rounds},
    roster::{self, view::NamedRef},
    typed, version,
};

pub const SEALED_NOTE: &str = "rating_rectification_event.note";

fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn state(row: &rectification::Model) -> ApiResult<State> {
    row.state.parse().map_err(ApiError::internal)
}

fn is_overdue(app: &App, row: &rectification::Model, state: State) -> bool {
    !state.is_final() && row.due_on < app.clock.today()
}

async fn unit_names(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> ApiResult<HashMap<Uuid, String>> {
    Ok(store::units(db, ids).await?.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

fn named_ref(id: Uuid, names: &HashMap<Uuid, String>) -> NamedRef {
    NamedRef { id, name: names.get(&id).cloned().unwrap_or_default() }
}

/// The reasons of a round by unit, where neither the answers nor those who gave one are too few.
pub(super) async fn themes(caller: &Caller, round_id: Uuid) -> ApiResult<Vec<RatingTheme>> {
    let db = caller.app.db.reader();
    let round = rounds::round(db, round_id).await?.ok_or_else(ApiError::not_found)?;
    if round.closed_at.is_none() {
        return Err(ApiError::conflict("round_not_closed"));
    }
    let (rules, asked) = (rules::read(db).await?, questionnaire::of(&round)?);
    let answers: HashMap<Uuid, u32> = store::answers(db, round_id).await?.into_iter().collect();
    let there = store::of_round(db, round_id).await?;
    let rows = store::named(db, round_id).await?;
    let names = unit_names(db, rows.iter().map(|row| row.unit_id).collect()).await?;
    let mut themes = Vec::new();
    for row in rows {
        let answers = answers.get(&row.unit_id).copied().unwrap_or(0);
        if !rules.may_be_shown(answers, row.count()) {
            continue;
        }
        let opened = there.iter().find(|open| open.unit_id == row.unit_id && open.theme == row.theme);
        themes.push(RatingTheme {
            unit: named_ref(row.unit_id, &names),
            answers,
            name: questionnaire::label(&asked, &row.theme),
            named: row.count(),
            rectification_id: opened.map(|open| open.id),
            theme: row.theme,
        });
    }
    Ok(themes)
}

/// Rectifications with their names.
pub(super) async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<rectification::Model>,
) -> ApiResult<Vec<UnitRectification>> {
    let units = unit_names(db, rows.iter().map(|row| row.unit_id).collect()).await?;
    let mut of: HashMap<Uuid, rating_round::Model> = HashMap::new();
    for row in &rows {
        if !of.contains_key(&row.round_id)
            && let Some(round) = rounds::round(db, row.round_id).await?
        {
            of.insert(row.round_id, round);
        }
    }
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(round) = of.get(&row.round_id) else { continue };
        let (state, term): (_, domain::rating::Term) =
            (state(&row)?, row.term.parse().map_err(ApiError::internal)?);
        shown.push(UnitRectification {
            id: row.id,
            round: NamedRef { id: round.id, name: round.name.clone() },
            unit: named_ref(row.unit_id, &units),
            name: questionnaire::label(&questionnaire::of(round)?, &row.theme),
            answers: number(row.answers),
            named: number(row.named),
            term: term.into(),
            state: state.into(),
            opened_on: row.opened_on,
            due_on: row.due_on,
            overdue: is_overdue(app, &row, state),
            ended_at: row.ended_at,
            version: row.version,
            theme: row.theme,
        });
    }
    Ok(shown)
}

/// A rectification with its history.
pub(super) async fn detail(caller: &Caller, row: rectification::Model) -> ApiResult<UnitRectificationDetail> {
    let app = &caller.app;
    let db = app.db.reader();
    let mut events = Vec::new();
    for event in store::events(db, row.id).await? {
        let to: State = event.to_state.parse().map_err(ApiError::internal)?;
        events.push(UnitRectificationEvent {
            at: event.at,
            who: event.actor_name,
            verb: event.verb,
            to_state: to.into(),
            note: event.note.map(|note| app.keyring.open(SEALED_NOTE, &note)).transpose()?,
        });
    }
    let own_unit = works_in(db, caller, row.unit_id).await?;
    let rectification = show(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(UnitRectificationDetail { rectification, events, own_unit })
}

async fn works_in(db: &impl ConnectionTrait, caller: &Caller, unit_id: Uuid) -> ApiResult<bool> {
    let own = roster::service::officials(db, caller.official_id.into_iter().collect()).await?;
    Ok(own.iter().any(|official| official.unit_id == unit_id))
}

/// The unit says what it has done.
pub(super) async fn answer(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    note: &str,
) -> ApiResult<rectification::Model> {
    change(caller, sight, id, Verb::Answer, note).await
}

/// Somebody outside the unit says whether that is enough.
pub(super) async fn check(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: UnitCheckForm,
) -> ApiResult<rectification::Model> {
    let verb = if form.enough { Verb::Close } else { Verb::Return };
    change(caller, sight, id, verb, &form.note).await
}

/// Ends one that was not answered and whose day has passed.
pub(super) async fn end(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    note: &str,
) -> ApiResult<rectification::Model> {
    change(caller, sight, id, Verb::End, note).await
}

async fn change(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    verb: Verb,
    note: &str,
) -> ApiResult<rectification::Model> {
    use rectification::Column;
    let app = &caller.app;
    let note = typed::required("note", note)?;
    let tx = app.db.begin().await?;
    let before = store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    if verb != Verb::Answer && works_in(&tx, caller, before.unit_id).await? {
        return Err(ApiError::forbidden());
    }
    let from = state(&before)?;
    let to = rectify(from, verb, is_overdue(app, &before, from)).map_err(|refusal| match refusal {
        Refusal::Ended => ApiError::conflict("follow_up_ended"),
        Refusal::TooEarly => ApiError::conflict("follow_up_not_due"),
        Refusal::NotNow => ApiError::conflict("follow_up_not_now"),
    })?;
    let was = before.version;
    let ended_at = to.is_final().then(|| app.clock.now());
    let after = rectification::Model { state: to.as_str().to_owned(), version: was + 1, ended_at, ..before };
    version::replace::<rectification::Entity>(&tx, [Column::Id, Column::Version], (id, was), after.clone())
        .await?;
    let told = event::Model {
        id: app.clock.id(),
        rectification_id: id,
        seq: after.version,
        at: app.clock.now(),
        actor_id: Some(caller.account_id),
        actor_name: caller.display_name.clone(),
        verb: verb.as_str().to_owned(),
        to_state: after.state.clone(),
        note: Some(app.keyring.seal(SEALED_NOTE, &note)),
    };
    store::add_events(&tx, vec![told]).await?;
    let (subject, action) = (Subject::new("rating_rectification", id), format!("{verb}_rectification"));
    let detail = json!({ "unit": after.unit_id, "theme": after.theme, "state": after.state });
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, &action, subject, detail).await?;
    tx.commit().await?;
    Ok(after)
}
