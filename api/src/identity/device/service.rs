//! Making a device known, revoking it, and what a revoked one is told.

use std::sync::Arc;

use chrono::Duration;
use domain::identity::Role;
use poem::http::StatusCode;
use poem_openapi::payload::Json;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Device, DeviceForm, DevicePage, DeviceStanding, Registered},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    http::page,
    identity::session,
    journal::{self, Actor, Subject},
    typed,
};
use entity::device::{Column, Model};

/// A device's last contact is written at most this often, so that downloading does not become writing.
const TOUCH_AFTER: Duration = Duration::minutes(5);

fn show(caller: &Caller, row: Model) -> Device {
    Device {
        is_this: caller.device_id == Some(row.id),
        id: row.id,
        account_id: row.account_id,
        name: row.name,
        registered_at: row.registered_at,
        seen_at: row.seen_at,
        revoked_at: row.revoked_at,
        wiped_at: row.wiped_at,
    }
}

fn revoked() -> ApiError {
    ApiError::new(StatusCode::GONE, "device_revoked")
}

/// Makes a device known and ties this session to it. The same again only renames it.
pub async fn register(caller: &Caller, id: Uuid, form: DeviceForm) -> ApiResult<Registered> {
    let app = &caller.app;
    let name = typed::required("name", &form.name)?;
    let now = app.clock.now();
    let row = Model {
        id,
        account_id: caller.account_id,
        name: name.clone(),
        registered_at: now,
        seen_at: now,
        revoked_at: None,
        wiped_at: None,
    };
    let tx = app.db.begin().await?;
    let is_new = store::insert(&tx, &row).await?;
    let row = if is_new {
        row
    } else {
        let there = own(caller, store::by_id(&tx, id).await?)?;
        store::rename(&tx, id, &name, now).await?;
        Model { name, seen_at: now, ..there }
    };
    session::tie(&tx, caller.session_id, id).await?;
    tx.commit().await?;
    let shown = Json(Device { is_this: true, ..show(caller, row) });
    Ok(if is_new { Registered::Created(shown) } else { Registered::Known(shown) })
}

/// A device of the caller's own that is not revoked.
fn own(caller: &Caller, row: Option<Model>) -> ApiResult<Model> {
    let row = row.filter(|row| row.account_id == caller.account_id).ok_or_else(ApiError::not_found)?;
    if row.revoked_at.is_some() { Err(revoked()) } else { Ok(row) }
}

/// A device of the caller's own has come for its download: it is tied to this session, and has been seen.
pub async fn contact(caller: &Caller, id: Uuid) -> ApiResult<()> {
    let app = &caller.app;
    let row = own(caller, store::by_id(app.db.reader(), id).await?)?;
    let now = app.clock.now();
    if caller.device_id == Some(id) && now - row.seen_at <= TOUCH_AFTER {
        return Ok(());
    }
    let tx = app.db.begin().await?;
    store::touch(&tx, id, now).await?;
    session::tie(&tx, caller.session_id, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the caller looks after other people's devices.
fn looks_after_all(sight: &Sight) -> bool {
    sight.as_role(Role::Administrator) || sight.as_role(Role::LiaisonOffice)
}

/// The devices of one's own account, or of another's for those who look after them.
pub async fn list(
    caller: &Caller,
    sight: &Sight,
    account_id: Option<Uuid>,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<DevicePage> {
    let account_id = account_id.unwrap_or(caller.account_id);
    if account_id != caller.account_id && !looks_after_all(sight) {
        return Err(ApiError::not_found());
    }
    let limit = page::limit(limit);
    let after: Option<Uuid> = page::cursor(cursor)?;
    let mut rows = store::of_account(caller.app.db.reader(), account_id, after, limit + 1).await?;
    let next_cursor = page::next(&mut rows, limit, |row| row.id);
    Ok(DevicePage { items: rows.into_iter().map(|row| show(caller, row)).collect(), next_cursor })
}

/// Revokes a device and ends its sessions, this one included if it is the one. Other sessions of the account live on.
pub async fn revoke(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<Device> {
    let app = &caller.app;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = store::by_id(&tx, id).await?;
    let mine = |row: &Model| row.account_id == caller.account_id || looks_after_all(sight);
    let row = row.filter(mine).ok_or_else(ApiError::not_found)?;
    let row = if store::mark(&tx, id, Column::RevokedAt, now).await? {
        session::end_of_device(&tx, app, id).await?;
        record(&tx, app, caller, "revoke_device", &row).await?;
        Model { revoked_at: Some(now), ..row }
    } else {
        row
    };
    tx.commit().await?;
    Ok(show(caller, row))
}

/// What a device has to know about itself. One that nobody knows is told that nothing is wrong: a server restored
/// from yesterday's backup must not make phones erase today's work.
pub async fn standing(app: &Arc<App>, id: Uuid) -> ApiResult<DeviceStanding> {
    let row = store::by_id(app.db.reader(), id).await?;
    let revoked = row.as_ref().is_some_and(|row| row.revoked_at.is_some());
    Ok(DeviceStanding { revoked, wipe: revoked && row.is_some_and(|row| row.wiped_at.is_none()) })
}

/// A revoked device says that it has erased what it kept.
pub async fn wiped(app: &Arc<App>, id: Uuid) -> ApiResult<()> {
    let tx = app.db.begin().await?;
    let row = store::by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if row.revoked_at.is_none() {
        return Err(ApiError::conflict("device_not_revoked"));
    }
    if store::mark(&tx, id, Column::WipedAt, app.clock.now()).await? {
        record(&tx, app, Actor::program("device"), "device_wiped", &row).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The id itself is a secret of the device and stays out of the journal; the account says whose it was.
async fn record(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: impl Into<Actor>,
    action: &str,
    row: &Model,
) -> ApiResult<()> {
    let subject = Subject::new("account", row.account_id);
    let detail = json!({ "registered_at": row.registered_at });
    journal::record(tx, app.clock.id(), app.clock.now(), actor, action, subject, detail).await?;
    Ok(())
}
