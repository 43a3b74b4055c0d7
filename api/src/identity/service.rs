//! Signing in and out, making an account one's own, finding a lost password.

use std::sync::Arc;

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use domain::identity::{
    ActivationCode, Operation, PasswordError, Role, ScopeKind, Throttle, allows, check_password, throttle,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    password, session, store,
    view::{AccountForm, RoleForm},
};
use crate::{
    app::App,
    caller::Caller,
    clock::secret,
    error::{ApiError, ApiResult},
    job::{self, Work},
    journal::{self, Actor, Subject},
    keyring::Purpose,
    locale,
    notify::Mail,
};
use entity::{account, account_role, password_reset};

/// How long a printed activation code opens its account.
const ACTIVATION_LIFE: Duration = Duration::days(30);
/// How long a mailed reset link works.
const RESET_LIFE: Duration = Duration::hours(1);
pub(super) const SEALED_EMAIL: &str = "account.email";
/// The state of an account that opens no more: its official has left.
const LOCKED: &str = "locked";

/// Checks a password and opens a session. Returns the account and the session's token.
pub async fn sign_in(app: &Arc<App>, login: &str, typed: String) -> ApiResult<(account::Model, String)> {
    let login = login.trim().to_lowercase();
    let account = store::by_login(app.db.reader(), &login).await?;
    let now = app.clock.now();
    if let Some(account) = &account {
        let failures = u32::try_from(account.failures).unwrap_or(0);
        if let Throttle::Wait(seconds) = throttle(failures, account.last_failure_at, now) {
            return Err(ApiError::too_many(seconds));
        }
    }
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let fits = password::fits(typed, stored).await?;
    let refused = || ApiError::new(poem::http::StatusCode::UNAUTHORIZED, "signin_failed");
    let account = account.ok_or_else(refused)?;
    let tx = app.db.begin().await?;
    if !fits || account.state != "active" {
        store::set_failures(&tx, account.id, account.failures.saturating_add(1), Some(now)).await?;
        tx.commit().await?;
        return Err(refused());
    }
    if account.failures > 0 {
        store::set_failures(&tx, account.id, 0, None).await?;
    }
    let token = session::begin(&tx, app, account.id).await?;
    tx.commit().await?;
    Ok((account, token))
}

/// Makes an account one's own with the printed code; the code works once.
pub async fn activate(
    app: &Arc<App>,
    login: &str,
    code: &str,
    typed: String,
) -> ApiResult<(account::Model, String)> {
    let login = login.trim().to_lowercase();
    check(&login, &typed)?;
    let refused = || ApiError::invalid("activation_failed");
    let code: ActivationCode = code.parse().map_err(|_| refused())?;
    let account = store::by_login(app.db.reader(), &login).await?.ok_or_else(refused)?;
    let now = app.clock.now();
    let failures = u32::try_from(account.failures).unwrap_or(0);
    if let Throttle::Wait(seconds) = throttle(failures, account.last_failure_at, now) {
        return Err(ApiError::too_many(seconds));
    }
    let hash = password::hash(typed).await?;
    let tx = app.db.begin().await?;
    if !store::spend_activation(&tx, account.id, activation_hash(app, account.id, &code), now).await? {
        store::set_failures(&tx, account.id, account.failures.saturating_add(1), Some(now)).await?;
        tx.commit().await?;
        return Err(refused());
    }
    store::set_password(&tx, account.id, hash).await?;
    let actor = Actor { id: Some(account.id), name: account.login.clone() };
    let subject = Subject::new("account", account.id);
    journal::record(&tx, app.clock.id(), now, actor, "activate_account", subject, json!({})).await?;
    let token = session::begin(&tx, app, account.id).await?;
    tx.commit().await?;
    Ok((account, token))
}

/// Mails a reset link, if the account exists and has an address. Says nothing either way.
pub async fn request_reset(app: &Arc<App>, login: &str) -> ApiResult<()> {
    let login = login.trim().to_lowercase();
    let account = store::by_login(app.db.reader(), &login).await?;
    let Some(account) = account.filter(|account| account.state != LOCKED) else { return Ok(()) };
    let Some(email) = &account.email else { return Ok(()) };
    let token = BASE64URL_NOPAD.encode(&secret::<32>());
    let now = app.clock.now();
    let base = app.public_url();
    let mail = Mail {
        to: app.keyring.open(SEALED_EMAIL, email)?,
        subject: locale::text("mail.reset.subject", &[]),
        body: locale::text(
            "mail.reset.body",
            &[("name", &account.display_name), ("url", &format!("{base}/reset#{token}"))],
        ),
    };
    let tx = app.db.begin().await?;
    let row = password_reset::ActiveModel {
        id: Set(app.clock.id()),
        token_hash: Set(reset_hash(app, &token)),
        account_id: Set(account.id),
        expires_at: Set(now + RESET_LIFE),
        used_at: Set(None),
    };
    password_reset::Entity::insert(row).exec_without_returning(&tx).await?;
    job::enqueue(&tx, app, &Work::Mail(mail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets a new password with the mailed token, and ends every session of the account.
pub async fn reset(app: &Arc<App>, token: &str, typed: String) -> ApiResult<()> {
    check("", &typed)?;
    let hash = password::hash(typed).await?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let Some(account_id) = store::spend_reset(&tx, reset_hash(app, token), now).await? else {
        return Err(ApiError::invalid("reset_failed"));
    };
    if store::account(&tx, account_id).await?.is_none_or(|account| account.state == LOCKED) {
        return Err(ApiError::invalid("reset_failed"));
    }
    store::set_password(&tx, account_id, hash).await?;
    session::end_all(&tx, app, account_id).await?;
    let actor = Actor { id: Some(account_id), name: "reset".to_owned() };
    let subject = Subject::new("account", account_id);
    journal::record(&tx, app.clock.id(), now, actor, "reset_password", subject, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes one's own password; other sessions of the account end.
pub async fn change_password(caller: &Caller, current: String, typed: String) -> ApiResult<String> {
    let app = &caller.app;
    check(&caller.login, &typed)?;
    let account =
        store::account(app.db.reader(), caller.account_id).await?.ok_or_else(ApiError::unauthorized)?;
    if !password::fits(current, account.password_hash).await? {
        return Err(ApiError::invalid("signin_failed"));
    }
    let hash = password::hash(typed).await?;
    let tx = app.db.begin().await?;
    store::set_password(&tx, caller.account_id, hash).await?;
    session::end_all(&tx, app, caller.account_id).await?;
    let token = session::begin(&tx, app, caller.account_id).await?;
    let subject = Subject::new("account", caller.account_id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "change_password", subject, json!({}))
        .await?;
    tx.commit().await?;
    Ok(token)
}

/// Creates an account with its roles and prints an activation code, which is stored as a hash only.
pub async fn create(caller: &Caller, form: AccountForm) -> ApiResult<(Uuid, ActivationCode)> {
    let app = &caller.app;
    let login = form.login.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    if login.len() < 3 || !login.chars().all(fits) {
        return Err(ApiError::field("login", "login_format"));
    }
    if form.display_name.trim().is_empty() {
        return Err(ApiError::field("display_name", "required"));
    }
    if form.email.as_deref().is_some_and(|email| email.parse::<lettre::Address>().is_err()) {
        return Err(ApiError::field("email", "format"));
    }
    for grant in &form.roles {
        check_grant(grant)?;
    }
    let id = app.clock.id();
    let now = app.clock.now();
    let code = ActivationCode::from_random(secret());
    let tx = app.db.begin().await?;
    if store::by_login(&tx, &login).await?.is_some() {
        return Err(ApiError::conflict("login_taken"));
    }
    if let Some(official_id) = form.official_id
        && ::entity::official::Entity::find_by_id(official_id).one(&tx).await?.is_none()
    {
        return Err(ApiError::field("official_id", "unknown"));
    }
    let row = account::ActiveModel {
        id: Set(id),
        login: Set(login),
        password_hash: Set(None),
        official_id: Set(form.official_id),
        display_name: Set(form.display_name.trim().to_owned()),
        email: Set(form.email.map(|email| app.keyring.seal(SEALED_EMAIL, &email))),
        state: Set("pending".to_owned()),
        activation_hash: Set(Some(activation_hash(app, id, &code))),
        activation_expires_at: Set(Some(now + ACTIVATION_LIFE)),
        failures: Set(0),
        last_failure_at: Set(None),
        created_at: Set(now),
    };
    account::Entity::insert(row).exec_without_returning(&tx).await?;
    for grant in &form.roles {
        insert_grant(&tx, app, id, grant, caller).await?;
    }
    let roles: Vec<_> = form.roles.iter().map(|grant| &grant.role).collect();
    let subject = Subject::new("account", id);
    journal::record(&tx, app.clock.id(), now, caller, "create_account", subject, json!({ "roles": roles }))
        .await?;
    tx.commit().await?;
    Ok((id, code))
}

/// Prints a new activation code; the one before stops working.
pub async fn reissue(caller: &Caller, account_id: Uuid) -> ApiResult<ActivationCode> {
    let app = &caller.app;
    let code = ActivationCode::from_random(secret());
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let account = store::account(&tx, account_id).await?.ok_or_else(ApiError::not_found)?;
    let row = account::ActiveModel {
        id: Set(account.id),
        activation_hash: Set(Some(activation_hash(app, account.id, &code))),
        activation_expires_at: Set(Some(now + ACTIVATION_LIFE)),
        ..Default::default()
    };
    account::Entity::update(row).exec(&tx).await?;
    let subject = Subject::new("account", account_id);
    journal::record(&tx, app.clock.id(), now, caller, "reissue_activation", subject, json!({})).await?;
    tx.commit().await?;
    Ok(code)
}

/// Ends every session of an account, for a lost phone.
pub async fn revoke_sessions(caller: &Caller, account_id: Uuid) -> ApiResult<()> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    store::account(&tx, account_id).await?.ok_or_else(ApiError::not_found)?;
    session::end_all(&tx, app, account_id).await?;
    let subject = Subject::new("account", account_id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "revoke_sessions", subject, json!({}))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Locks the accounts of an official who leaves, and ends their sessions. What they may do beside serving households is
/// taken from them for good: should the administrator open one again, so that a phone can send what is left on it, it
/// opens nothing else. Answers how many.
pub async fn lock_accounts_of(tx: &impl ConnectionTrait, app: &App, official_id: Uuid) -> ApiResult<u64> {
    let accounts = store::accounts_of(tx, official_id).await?;
    for account in &accounts {
        session::end_all(tx, app, account.id).await?;
    }
    let ids = accounts.iter().map(|account| account.id).collect();
    store::leave_only(tx, ids, ScopeKind::OwnLinks.as_str()).await?;
    Ok(store::lock(tx, official_id, LOCKED).await?)
}

/// Takes roles in one place, such as a grid or a unit, from the accounts of officials, or from all accounts. Answers
/// how many.
pub async fn withdraw_roles(
    tx: &impl ConnectionTrait,
    place: Uuid,
    official_id: Option<Uuid>,
) -> Result<u64, DbErr> {
    let accounts = match official_id {
        Some(official_id) => {
            Some(store::accounts_of(tx, official_id).await?.into_iter().map(|account| account.id).collect())
        }
        None => None,
    };
    store::withdraw_roles(tx, place, accounts).await
}

/// When a code made now stops working.
pub fn activation_expiry(app: &App) -> chrono::DateTime<chrono::Utc> {
    app.clock.now() + ACTIVATION_LIFE
}

fn check(login: &str, typed: &str) -> ApiResult<()> {
    check_password(typed, login).map_err(|error| {
        let key = match error {
            PasswordError::TooShort => "password_short",
            PasswordError::TooLong => "too_long",
            PasswordError::IsLogin => "password_login",
            PasswordError::OneCharacter => "password_monotone",
        };
        ApiError::field("password", key)
    })
}

/// A grant must be one that opens at least one operation.
fn check_grant(grant: &RoleForm) -> ApiResult<()> {
    let role: Role = grant.role.parse().map_err(|_| ApiError::field("role", "unknown"))?;
    let kind: ScopeKind = grant.scope_kind.parse().map_err(|_| ApiError::field("scope_kind", "unknown"))?;
    if !Operation::ALL.iter().any(|operation| allows(*operation, role, kind)) {
        return Err(ApiError::field("scope_kind", "format"));
    }
    if kind != ScopeKind::County && grant.scope_id.is_none() {
        return Err(ApiError::field("scope_id", "required"));
    }
    Ok(())
}

async fn insert_grant(
    tx: &impl ConnectionTrait,
    app: &App,
    account_id: Uuid,
    grant: &RoleForm,
    caller: &Caller,
) -> ApiResult<()> {
    let row = account_role::ActiveModel {
        id: Set(app.clock.id()),
        account_id: Set(account_id),
        role: Set(grant.role.clone()),
        scope_kind: Set(grant.scope_kind.clone()),
        scope_id: Set(grant.scope_id),
        granted_by: Set(Some(caller.account_id)),
        granted_at: Set(app.clock.now()),
    };
    account_role::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The stored form of an activation code, bound to its account.
pub fn activation_hash(app: &App, account_id: Uuid, code: &ActivationCode) -> Vec<u8> {
    app.keyring.mac(Purpose::Hash, format!("activation|{account_id}|{}", code.as_str()).as_bytes())
}

fn reset_hash(app: &App, token: &str) -> Vec<u8> {
    app.keyring.mac(Purpose::Hash, format!("reset|{token}").as_bytes())
}
