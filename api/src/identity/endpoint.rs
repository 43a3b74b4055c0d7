//! Operations on sessions and accounts.

use std::sync::Arc;

use domain::identity::{ActivationCode, Operation, allows, is_in_a_hall};
use poem::web::{Data, cookie::CookieJar};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service, session, store,
    view::{
        Account, AccountForm, AccountPage, ActivationForm, ActivationSlip, ChangePasswordForm, Me, ResetForm,
        ResetRequestForm, RoleGrant, SignInForm,
    },
};
use crate::{
    app::App,
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::{NoContent, Tag, page},
    roster,
};

/// Sessions and accounts.
#[derive(Debug)]
pub struct IdentityApi;

/// Taken on; nothing is said about the outcome.
#[derive(ApiResponse, Debug)]
pub enum Accepted {
    /// Accepted.
    #[oai(status = 202)]
    Accepted,
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Identity")]
impl IdentityApi {
    /// Sign in
    ///
    /// Sets the session cookie. After five wrong passwords in a row the next try has to wait.
    #[oai(path = "/session", method = "post", operation_id = "signIn")]
    async fn sign_in(
        &self,
        Data(app): Data<&Arc<App>>,
        jar: &CookieJar,
        Json(form): Json<SignInForm>,
    ) -> ApiResult<Json<Me>> {
        let (_, token) = service::sign_in(app, &form.login, form.password).await?;
        welcome(app, jar, &token).await
    }

    /// Sign out
    #[oai(path = "/session", method = "delete", operation_id = "signOut")]
    async fn sign_out(&self, Signed(caller): Signed, jar: &CookieJar) -> ApiResult<NoContent> {
        caller.may(Operation::SignOut)?;
        let tx = caller.app.db.begin().await?;
        session::end(&tx, &caller.app, caller.session_id).await?;
        tx.commit().await?;
        jar.add(session::cookie(&caller.app, ""));
        Ok(NoContent::Done)
    }

    /// Who am I and what may I do
    #[oai(path = "/me", method = "get", operation_id = "getMe")]
    async fn me(&self, Signed(caller): Signed) -> ApiResult<Json<Me>> {
        caller.may(Operation::GetMe)?;
        Ok(Json(me(&caller).await?))
    }

    /// Make an account one's own with the printed code
    #[oai(path = "/activation", method = "post", operation_id = "activateAccount")]
    async fn activate(
        &self,
        Data(app): Data<&Arc<App>>,
        jar: &CookieJar,
        Json(form): Json<ActivationForm>,
    ) -> ApiResult<Json<Me>> {
        let (_, token) = service::activate(app, &form.login, &form.code, form.password).await?;
        welcome(app, jar, &token).await
    }

    /// Ask for a mail with a reset link
    ///
    /// Answers the same whether or not the account exists or has a mail address.
    #[oai(path = "/password-reset", method = "post", operation_id = "requestPasswordReset")]
    async fn request_reset(
        &self,
        Data(app): Data<&Arc<App>>,
        Json(form): Json<ResetRequestForm>,
    ) -> ApiResult<Accepted> {
        service::request_reset(app, &form.login).await?;
        Ok(Accepted::Accepted)
    }

    /// Set a new password with the mailed token
    #[oai(path = "/password-reset", method = "put", operation_id = "resetPassword")]
    async fn reset(&self, Data(app): Data<&Arc<App>>, Json(form): Json<ResetForm>) -> ApiResult<NoContent> {
        service::reset(app, &form.token, form.password).await?;
        Ok(NoContent::Done)
    }

    /// Change one's own password
    #[oai(path = "/me/password", method = "put", operation_id = "changePassword")]
    async fn change_password(
        &self,
        Signed(caller): Signed,
        jar: &CookieJar,
        Json(form): Json<ChangePasswordForm>,
    ) -> ApiResult<NoContent> {
        caller.may(Operation::ChangePassword)?;
        let token = service::change_password(&caller, form.current, form.password).await?;
        jar.add(session::cookie(&caller.app, &token));
        Ok(NoContent::Done)
    }

    /// Accounts and their roles
    #[oai(path = "/accounts", method = "get", operation_id = "listAccounts")]
    async fn accounts(
        &self,
        Signed(caller): Signed,
        #[oai(validator(max_length = 100))] q: Query<Option<String>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<AccountPage>> {
        let sight = caller.may(Operation::ListAccounts)?;
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::page(db, &sight, q.0.as_deref(), after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |account| account.login.clone());
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(show(&caller.app, row).await?);
        }
        Ok(Json(AccountPage { items, next_cursor }))
    }

    /// Create an account and print its activation code
    #[oai(path = "/accounts", method = "post", operation_id = "createAccount")]
    async fn create(
        &self,
        Signed(caller): Signed,
        Json(form): Json<AccountForm>,
    ) -> ApiResult<Json<ActivationSlip>> {
        caller.may(Operation::CreateAccount)?;
        let (id, code) = service::create(&caller, form).await?;
        slip(&caller, id, &code).await
    }

    /// Print a new activation code
    #[oai(path = "/accounts/:id/activation", method = "post", operation_id = "reissueActivation")]
    async fn reissue(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<ActivationSlip>> {
        caller.may(Operation::ReissueActivation)?;
        let code = service::reissue(&caller, id.0).await?;
        slip(&caller, id.0, &code).await
    }

    /// End every session of an account
    #[oai(path = "/accounts/:id/sessions", method = "delete", operation_id = "revokeSessions")]
    async fn revoke(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<NoContent> {
        caller.may(Operation::RevokeSessions)?;
        service::revoke_sessions(&caller, id.0).await?;
        Ok(NoContent::Done)
    }
}

async fn welcome(app: &Arc<App>, jar: &CookieJar, token: &str) -> ApiResult<Json<Me>> {
    let caller = session::open(app.clone(), token).await?.ok_or_else(ApiError::unauthorized)?;
    jar.add(session::cookie(app, token));
    Ok(Json(me(&caller).await?))
}

async fn me(caller: &Caller) -> ApiResult<Me> {
    let app = &caller.app;
    let operations = Operation::ALL
        .iter()
        .filter(|operation| app.hall.is_none() || is_in_a_hall(**operation))
        .filter(|operation| {
            caller.grants.iter().any(|grant| allows(**operation, grant.role, grant.scope.kind()))
        })
        .map(|operation| operation.as_str().to_owned())
        .collect();
    let official = match caller.official_id {
        Some(id) => roster::service::official_ref(app.db.reader(), id).await?,
        None => None,
    };
    Ok(Me {
        account_id: caller.account_id,
        login: caller.login.clone(),
        display_name: caller.display_name.clone(),
        official,
        roles: role_grants(app, caller.account_id).await?,
        operations,
        county_name: app.county_name().await?,
        today: app.clock.today(),
    })
}

async fn role_grants(app: &App, account_id: Uuid) -> ApiResult<Vec<RoleGrant>> {
    let db = app.db.reader();
    let mut grants = Vec::new();
    for row in store::roles(db, account_id).await? {
        grants.push(RoleGrant {
            scope_name: match row.scope_id {
                Some(id) => store::scope_name(db, &row.scope_kind, id).await?,
                None => None,
            },
            role: row.role,
            scope_kind: row.scope_kind,
            scope_id: row.scope_id,
        });
    }
    Ok(grants)
}

async fn show(app: &App, row: ::entity::account::Model) -> ApiResult<Account> {
    let official = match row.official_id {
        Some(id) => roster::service::official_ref(app.db.reader(), id).await?,
        None => None,
    };
    Ok(Account {
        id: row.id,
        login: row.login,
        display_name: row.display_name,
        state: row.state,
        official,
        roles: role_grants(app, row.id).await?,
        created_at: row.created_at,
    })
}

async fn slip(caller: &Caller, id: Uuid, code: &ActivationCode) -> ApiResult<Json<ActivationSlip>> {
    let row = store::account(caller.app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(ActivationSlip {
        account: show(&caller.app, row).await?,
        activation_code: code.printed(),
        expires_at: service::activation_expiry(&caller.app),
    }))
}
