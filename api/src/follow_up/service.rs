//! What is done to follow-ups, and what households say to them.

use std::{collections::HashMap, sync::Arc};

use domain::{
    follow_up::{Kind, Refusal, State, Verb, Verdict, next},
    identity::Operation,
};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Evidence, FollowUp, FollowUpDetail, FollowUpEvent, FollowUpState, GroupMember, WordForm},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    desk_draw,
    error::{ApiError, ApiResult},
    identity,
    job::{self, Work},
    journal::{self, Subject},
    roster,
    roster::view::NamedRef,
    typed, version,
};
use domain::assessment::AuditFindings;
use entity::{follow_up, follow_up::Column, follow_up_event, follow_up_member};

pub const SEALED_NOTE: &str = "follow_up_event.note";
pub const SEALED_EVIDENCE: &str = "follow_up_evidence.text";

pub(super) fn kind(row: &follow_up::Model) -> ApiResult<Kind> {
    Ok(row.kind.parse().map_err(anyhow::Error::from)?)
}

pub(super) fn state(row: &follow_up::Model) -> ApiResult<State> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

pub(super) fn verdict(row: &follow_up::Model) -> ApiResult<Option<Verdict>> {
    Ok(row.verdict.as_deref().map(str::parse).transpose().map_err(anyhow::Error::from)?)
}

pub(super) fn is_overdue(app: &App, row: &follow_up::Model, state: State) -> bool {
    !state.is_final() && row.due_on < app.clock.today()
}

/// Follow-ups with their names.
pub(super) async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<follow_up::Model>,
) -> ApiResult<Vec<FollowUp>> {
    let officials = rows.iter().map(|row| row.official_id).collect();
    let officials = roster::service::official_refs(db, officials).await?;
    let households = rows.iter().filter_map(|row| row.household_id).collect();
    let households = roster::service::household_refs(db, households).await?;
    let titles = store::titles(db, rows.iter().map(|row| row.meeting_id).collect()).await?;
    let members = store::members(db, rows.iter().map(|row| row.id).collect()).await?;
    let names = identity::people::names(db, members.iter().map(|member| member.account_id).collect()).await?;
    let mut groups: HashMap<Uuid, Vec<String>> = HashMap::new();
    for member in members {
        let name = names.get(&member.account_id).cloned().unwrap_or_default();
        groups.entry(member.follow_up_id).or_default().push(name);
    }
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(official) = officials.get(&row.official_id) else { continue };
        let (kind, state) = (kind(&row)?, state(&row)?);
        let owners = match kind {
            Kind::Rectification => vec![official.name.clone()],
            Kind::Investigation => groups.remove(&row.id).unwrap_or_default(),
        };
        shown.push(FollowUp {
            id: row.id,
            kind: kind.into(),
            state: state.into(),
            meeting: NamedRef {
                id: row.meeting_id,
                name: titles.get(&row.meeting_id).cloned().unwrap_or_default(),
            },
            drawn: row.draw_round_id.is_some(),
            official: official.clone(),
            household: row.household_id.and_then(|id| households.get(&id).cloned()),
            owners,
            overdue: is_overdue(app, &row, state),
            verdict: if state == State::Published { verdict(&row)?.map(Into::into) } else { None },
            label: row.label,
            matter: row.matter,
            due_on: row.due_on,
            opened_at: row.opened_at,
            ended_at: row.ended_at,
            version: row.version,
        });
    }
    Ok(shown)
}

/// A follow-up with all that belongs to it. Evidence and an unpublished finding are for those who look into it.
pub(super) async fn detail(caller: &Caller, row: follow_up::Model) -> ApiResult<FollowUpDetail> {
    let app = &caller.app;
    let db = app.db.reader();
    let members = store::members(db, vec![row.id]).await?;
    let mine = members.iter().any(|member| member.account_id == caller.account_id);
    let inside = mine || caller.may(Operation::GetEvidencePhoto).is_ok();
    let evidence = if inside { store::evidence(db, row.id).await? } else { Vec::new() };
    let authors = members.iter().map(|member| member.account_id);
    let authors = authors.chain(evidence.iter().map(|piece| piece.added_by)).collect();
    let names = identity::people::names(db, authors).await?;
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let mut events = Vec::new();
    for event in store::events(db, row.id).await? {
        let note = event.note.map(|note| app.keyring.open(SEALED_NOTE, &note)).transpose()?;
        let to: State = event.to_state.parse().map_err(anyhow::Error::from)?;
        events.push(FollowUpEvent {
            at: event.at,
            who: event.actor_name,
            verb: event.verb,
            to_state: FollowUpState::from(to),
            note: note.filter(|_| inside || kind(&row).is_ok_and(|kind| kind == Kind::Rectification)),
        });
    }
    let mut pieces = Vec::with_capacity(evidence.len());
    for piece in evidence {
        pieces.push(Evidence {
            id: piece.id,
            text: app.keyring.open(SEALED_EVIDENCE, &piece.text)?,
            has_photo: piece.blob_id.is_some(),
            added_by: name(&piece.added_by),
            added_at: piece.added_at,
        });
    }
    let group = |member: &follow_up_member::Model| GroupMember {
        label: member.label.clone(),
        name: name(&member.account_id),
    };
    let draws = desk_draw::service::of_subject(db, row.id).await?;
    let published = state(&row)? == State::Published;
    Ok(FollowUpDetail {
        events,
        evidence: pieces,
        members: members.iter().map(group).collect(),
        draws: draws.iter().map(|draw| draw.id).collect(),
        finding: row.finding.clone().filter(|_| inside || published),
        mine,
        follow_up: show(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?,
    })
}

/// Who did something to a follow-up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who<'a> {
    Caller(&'a Caller),
    Household,
}

/// Writes down what was done.
pub(super) async fn tell(
    tx: &impl ConnectionTrait,
    app: &App,
    after: &follow_up::Model,
    who: Who<'_>,
    verb: Verb,
    note: Option<&str>,
) -> ApiResult<()> {
    let (actor_id, actor_name) = match who {
        Who::Caller(caller) => (Some(caller.account_id), caller.display_name.clone()),
        Who::Household => (None, String::new()),
    };
    let event = follow_up_event::Model {
        id: app.clock.id(),
        follow_up_id: after.id,
        seq: after.version,
        at: app.clock.now(),
        actor_id,
        actor_name,
        verb: verb.as_str().to_owned(),
        to_state: after.state.clone(),
        note: note.map(|note| app.keyring.seal(SEALED_NOTE, note)),
    };
    store::add_event(tx, event).await?;
    Ok(())
}

pub(super) async fn journal(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    row: &follow_up::Model,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("follow_up", row.id);
    let detail =
        json!({ "kind": row.kind, "state": row.state, "label": row.label, "meeting": row.meeting_id });
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

/// Leads a follow-up through the rules and writes what came of it. `put` adds to the row what the verb brings.
pub(super) async fn change(
    tx: &impl ConnectionTrait,
    app: &App,
    before: follow_up::Model,
    who: Who<'_>,
    verb: Verb,
    note: Option<&str>,
    put: impl FnOnce(&mut follow_up::Model),
) -> ApiResult<follow_up::Model> {
    let from = state(&before)?;
    let to = next(from, verb, is_overdue(app, &before, from)).map_err(|refusal| match refusal {
        Refusal::Ended => ApiError::conflict("follow_up_ended"),
        Refusal::TooEarly => ApiError::conflict("follow_up_not_due"),
        Refusal::NotNow => ApiError::conflict("follow_up_not_now"),
    })?;
    let was = before.version;
    let mut after = follow_up::Model { state: to.as_str().to_owned(), version: was + 1, ..before };
    if to.is_final() {
        after.ended_at = Some(app.clock.now());
    }
    put(&mut after);
    version::replace::<follow_up::Entity>(tx, [Column::Id, Column::Version], (after.id, was), after.clone())
        .await?;
    tell(tx, app, &after, who, verb, note).await?;
    if matters_to_scores(&after)? {
        job::enqueue(tx, app, &Work::Scores).await?;
    }
    Ok(after)
}

fn matters_to_scores(row: &follow_up::Model) -> ApiResult<bool> {
    Ok(match state(row)? {
        State::Failed => true,
        State::Published => verdict(row)? != Some(Verdict::Unfounded),
        _ => false,
    })
}

/// The official says that it is done.
pub(super) async fn say_done(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    note: &str,
) -> ApiResult<follow_up::Model> {
    let note = typed::required("note", note)?;
    let tx = caller.app.db.begin().await?;
    let row = store::one(&tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    let after =
        change(&tx, &caller.app, row, Who::Caller(caller), Verb::SayDone, Some(&note), |_| {}).await?;
    tx.commit().await?;
    Ok(after)
}

/// What the household said on the phone, as whoever called it writes it down.
pub(super) async fn hear(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: WordForm,
) -> ApiResult<follow_up::Model> {
    let note = typed::optional("note", form.note.as_deref())?;
    let tx = caller.app.db.begin().await?;
    let row = store::one(&tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    not_about_himself(caller, &row)?;
    let verb = if form.done { Verb::Confirm } else { Verb::Dispute };
    let after = change(&tx, &caller.app, row, Who::Caller(caller), verb, note.as_deref(), |_| {}).await?;
    journal(&tx, caller, "record_household_word", &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// Ends a rectification whose day has passed: not done, or never confirmed.
pub(super) async fn end(caller: &Caller, sight: &Sight, id: Uuid, note: &str) -> ApiResult<follow_up::Model> {
    let note = typed::required("note", note)?;
    let tx = caller.app.db.begin().await?;
    let row = store::one(&tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    not_about_himself(caller, &row)?;
    let after = change(&tx, &caller.app, row, Who::Caller(caller), Verb::End, Some(&note), |_| {}).await?;
    journal(&tx, caller, "end_follow_up", &after).await?;
    tx.commit().await?;
    Ok(after)
}

fn not_about_himself(caller: &Caller, row: &follow_up::Model) -> ApiResult<()> {
    if caller.official_id == Some(row.official_id) { Err(ApiError::forbidden()) } else { Ok(()) }
}

/// The household says itself whether what was pledged to it on stage is done.
pub async fn answer(app: &Arc<App>, household_id: Uuid, id: Uuid, done: bool) -> ApiResult<()> {
    let tx = app.db.begin().await?;
    let mut rows = store::of_household(&tx, household_id).await?;
    rows.retain(|row| row.id == id);
    let row = rows.pop().ok_or_else(ApiError::not_found)?;
    let verb = if done { Verb::Confirm } else { Verb::Dispute };
    change(&tx, app, row, Who::Household, verb, None, |_| {}).await?;
    tx.commit().await?;
    Ok(())
}

/// The rectifications that were pledged to a household on stage, the newest first.
pub async fn of_household(app: &Arc<App>, household_id: Uuid) -> ApiResult<Vec<FollowUp>> {
    let db = app.db.reader();
    let rows = store::of_household(db, household_id).await?;
    show(db, app, rows).await
}

/// What audit meetings brought to light of each official this year, for the assessment.
pub async fn findings(db: &impl ConnectionTrait, app: &App) -> Result<HashMap<Uuid, AuditFindings>, DbErr> {
    let mut found: HashMap<Uuid, AuditFindings> = HashMap::new();
    for (official_id, state, verdict) in store::ended(db, app.clock.year_began()).await? {
        let of = found.entry(official_id).or_default();
        match (state.parse(), verdict.as_deref().map(str::parse)) {
            (Ok(State::Failed), _) => of.failed += 1,
            (Ok(State::Published), Some(Ok(Verdict::Careless))) => of.careless += 1,
            (Ok(State::Published), Some(Ok(Verdict::Falsified))) => of.falsified += 1,
            _ => {}
        }
    }
    Ok(found)
}
