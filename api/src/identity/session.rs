//! Sessions on the server: the browser holds a random token, the database its keyed hash.

use std::sync::Arc;

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use domain::identity::{Role, ScopeKind};
use poem::web::cookie::{Cookie, SameSite};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::store;
use crate::{
    app::App,
    caller::{Caller, Grant, SESSION_COOKIE, Scope},
    clock::secret,
    error::{ApiError, ApiResult},
    keyring::Purpose,
};
use entity::session::{ActiveModel, Column, Entity};

/// A session's last use is written at most this often, so that reading does not become writing.
const TOUCH_AFTER: Duration = Duration::minutes(5);

/// Opens a session for an account and returns its token.
pub async fn begin(tx: &impl ConnectionTrait, app: &App, account_id: Uuid) -> ApiResult<String> {
    let token = BASE64URL_NOPAD.encode(&secret::<32>());
    let now = app.clock.now();
    let row = ActiveModel {
        id: Set(app.clock.id()),
        token_hash: Set(hash(app, &token)),
        account_id: Set(account_id),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + lifetime(app)),
        revoked_at: Set(None),
        device_id: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(token)
}

/// The caller behind a token, if the session lives and the account is active.
pub async fn open(app: Arc<App>, token: &str) -> ApiResult<Option<Caller>> {
    let db = app.db.reader();
    let Some(session) = Entity::find().filter(Column::TokenHash.eq(hash(&app, token))).one(db).await? else {
        return Ok(None);
    };
    let now = app.clock.now();
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Ok(None);
    }
    let Some(account) = store::account(db, session.account_id).await? else { return Ok(None) };
    if account.state != "active" {
        return Ok(None);
    }
    let grants = grants(&app, account.id).await?;
    if now - session.seen_at > TOUCH_AFTER {
        let tx = app.db.begin().await?;
        Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(now))
            .col_expr(Column::ExpiresAt, Expr::value(now + lifetime(&app)))
            .filter(Column::Id.eq(session.id))
            .exec(&tx)
            .await?;
        tx.commit().await?;
    }
    Ok(Some(Caller {
        account_id: account.id,
        session_id: session.id,
        device_id: session.device_id,
        login: account.login,
        display_name: account.display_name,
        official_id: account.official_id,
        grants,
        app,
    }))
}

/// Ends one session.
pub async fn end(tx: &impl ConnectionTrait, app: &App, session_id: Uuid) -> ApiResult<()> {
    revoke(tx, app, Column::Id.eq(session_id)).await
}

/// Ends every session of an account.
pub async fn end_all(tx: &impl ConnectionTrait, app: &App, account_id: Uuid) -> ApiResult<()> {
    revoke(tx, app, Column::AccountId.eq(account_id)).await
}

/// Ends every session on a device.
pub async fn end_of_device(tx: &impl ConnectionTrait, app: &App, device_id: Uuid) -> ApiResult<()> {
    revoke(tx, app, Column::DeviceId.eq(device_id)).await
}

/// Ties a session to the device it is on.
pub async fn tie(tx: &impl ConnectionTrait, session_id: Uuid, device_id: Uuid) -> ApiResult<()> {
    Entity::update_many()
        .col_expr(Column::DeviceId, Expr::value(device_id))
        .filter(Column::Id.eq(session_id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn revoke(
    tx: &impl ConnectionTrait,
    app: &App,
    which: sea_orm::sea_query::SimpleExpr,
) -> ApiResult<()> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(app.clock.now()))
        .filter(which)
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The cookie that carries a token; an empty token takes it away.
pub fn cookie(app: &App, token: &str) -> Cookie {
    let mut cookie = Cookie::new_with_str(SESSION_COOKIE, token);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(app.settings.tls_cert.is_some());
    let lifetime = if token.is_empty() { Duration::zero() } else { lifetime(app) };
    cookie.set_max_age(lifetime.to_std().unwrap_or_default());
    cookie
}

fn lifetime(app: &App) -> Duration {
    Duration::hours(i64::from(app.settings.session_hours))
}

fn hash(app: &App, token: &str) -> Vec<u8> {
    app.keyring.mac(Purpose::Hash, format!("session|{token}").as_bytes())
}

async fn grants(app: &App, account_id: Uuid) -> ApiResult<Vec<Grant>> {
    let rows = store::roles(app.db.reader(), account_id).await?;
    let mut grants = Vec::with_capacity(rows.len());
    for row in rows {
        let known = || ApiError::internal(anyhow::anyhow!("account role {} is not of this program", row.id));
        let role: Role = row.role.parse().map_err(|_| known())?;
        let kind: ScopeKind = row.scope_kind.parse().map_err(|_| known())?;
        let scope = match (kind, row.scope_id) {
            (ScopeKind::County, _) => Scope::County,
            (ScopeKind::Subtree, Some(grid_id)) => match store::grid_path(app.db.reader(), grid_id).await? {
                Some(path) => Scope::Subtree { grid_id, path },
                None => continue,
            },
            (ScopeKind::OwnLinks, Some(official_id)) => Scope::OwnLinks { official_id },
            (ScopeKind::Unit, Some(unit_id)) => Scope::Unit { unit_id },
            (ScopeKind::Round, Some(round_id)) => Scope::Round { round_id },
            (ScopeKind::Meeting, Some(meeting_id)) => Scope::Meeting { meeting_id },
            // A scope that names nothing opens nothing.
            (_, None) => continue,
        };
        grants.push(Grant { role, scope });
    }
    Ok(grants)
}
