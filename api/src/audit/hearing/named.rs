//! Officials called by name (点名): recorded and shown apart, never as a draw.

use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    outcome, store,
    undo::{self, Before},
    view::NamedForm,
};
use crate::{
    audit::{turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{meeting_named, official, unit};

/// Calls an official by his number.
pub(super) async fn call(caller: &Caller, id: Uuid, form: &NamedForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::CallByName, id, MeetingState::Opened).await?;
    let app = turn.app();
    let db = app.db.reader();
    let label = form.label.trim();
    let (official, unit) = find(db, label).await?.ok_or_else(|| ApiError::field("label", "unknown"))?;
    if store::named_one(db, id, label).await?.is_some() {
        return Err(ApiError::conflict("named_already").with("label", label));
    }
    let tx = turn.begin().await?;
    let row = meeting_named::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        label: Set(label.to_owned()),
        official_id: Set(official.id),
        name: Set(official.name),
        stratum: Set(unit),
        reason: Set(form.reason.trim().to_owned()),
        called_at: Set(app.clock.now()),
        outcome: Set(None),
        outcome_at: Set(None),
    };
    meeting_named::Entity::insert(row).exec_without_returning(&tx).await?;
    undo::remember(&tx, &turn, label, &Before::Named).await?;
    turn.end(tx, "call_by_name", json!({ "label": label, "reason": form.reason.trim() })).await
}

async fn find(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<(official::Model, String)>, sea_orm::DbErr> {
    let found = official::Entity::find()
        .filter(official::Column::Number.eq(number))
        .filter(official::Column::State.eq("active"))
        .one(db)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let unit = unit::Entity::find_by_id(found.unit_id).one(db).await?;
    Ok(Some((found, unit.map(|unit| unit.name).unwrap_or_default())))
}

/// Records what became of him.
pub(super) async fn outcome(caller: &Caller, id: Uuid, label: &str, code: &str) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RecordNamedOutcome, id, MeetingState::Opened).await?;
    let app = turn.app();
    let db = app.db.reader();
    let code = outcome::parse(code)?;
    let named = store::named_one(db, id, label).await?.ok_or_else(ApiError::not_found)?;
    outcome::check(db, id, label, code).await?;
    let tx = turn.begin().await?;
    let change = meeting_named::ActiveModel {
        id: Set(named.id),
        outcome: Set(Some(code.as_str().to_owned())),
        outcome_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    meeting_named::Entity::update(change).exec(&tx).await?;
    let stood = named.outcome.zip(named.outcome_at);
    undo::remember(&tx, &turn, label, &Before::NamedOutcome { stood }).await?;
    turn.end(tx, "record_named_outcome", json!({ "label": label, "outcome": code.as_str() })).await
}
