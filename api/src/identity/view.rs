//! What the API shows and takes of accounts.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::roster::view::OfficialRef;

/// Who is signed in and what he may do.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Me {
    pub account_id: Uuid,
    pub login: String,
    pub display_name: String,
    /// The official this account belongs to, if any.
    pub official: Option<OfficialRef>,
    pub roles: Vec<RoleGrant>,
    /// Operation ids this caller may try.
    pub operations: Vec<String>,
    pub county_name: String,
    /// The day it is in the county.
    pub today: NaiveDate,
}

/// A role and where it holds.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RoleGrant {
    /// A word of `Role`, such as `grid_leader`.
    pub role: String,
    /// `county`, `subtree`, `own_links`, `unit`, `round` or `meeting`.
    pub scope_kind: String,
    pub scope_id: Option<Uuid>,
    /// Name of the grid, unit, round or meeting.
    pub scope_name: Option<String>,
}

/// An account as the administrator sees it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Account {
    pub id: Uuid,
    pub login: String,
    pub display_name: String,
    /// `pending`, `active` or `locked`.
    pub state: String,
    pub official: Option<OfficialRef>,
    pub roles: Vec<RoleGrant>,
    pub created_at: DateTime<Utc>,
}

/// A page of accounts.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AccountPage {
    pub items: Vec<Account>,
    pub next_cursor: Option<String>,
}

/// Account name and password.
#[derive(Clone, Debug, Object)]
pub struct SignInForm {
    #[oai(validator(max_length = 64))]
    pub login: String,
    #[oai(validator(max_length = 256))]
    pub password: String,
}

/// The printed code and the password that replaces it.
#[derive(Clone, Debug, Object)]
pub struct ActivationForm {
    #[oai(validator(max_length = 64))]
    pub login: String,
    #[oai(validator(max_length = 64))]
    pub code: String,
    #[oai(validator(max_length = 256))]
    pub password: String,
}

/// Whose password is lost.
#[derive(Clone, Debug, Object)]
pub struct ResetRequestForm {
    #[oai(validator(max_length = 64))]
    pub login: String,
}

/// The token of the mailed link and the new password.
#[derive(Clone, Debug, Object)]
pub struct ResetForm {
    #[oai(validator(max_length = 128))]
    pub token: String,
    #[oai(validator(max_length = 256))]
    pub password: String,
}

/// The password in force and the one that replaces it.
#[derive(Clone, Debug, Object)]
pub struct ChangePasswordForm {
    #[oai(validator(max_length = 256))]
    pub current: String,
    #[oai(validator(max_length = 256))]
    pub password: String,
}

/// A new account.
#[derive(Clone, Debug, Object)]
pub struct AccountForm {
    /// 3 to 64 small letters, digits, dots and hyphens.
    #[oai(validator(max_length = 64))]
    pub login: String,
    #[oai(validator(max_length = 100))]
    pub display_name: String,
    pub official_id: Option<Uuid>,
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    #[oai(validator(max_items = 20))]
    pub roles: Vec<RoleForm>,
}

/// A role to grant.
#[derive(Clone, Debug, Object)]
pub struct RoleForm {
    #[oai(validator(max_length = 32))]
    pub role: String,
    #[oai(validator(max_length = 32))]
    pub scope_kind: String,
    pub scope_id: Option<Uuid>,
}

/// What is printed for the owner of a new account; the code is shown this once.
#[derive(Clone, Debug, Object)]
pub struct ActivationSlip {
    pub account: Account,
    pub activation_code: String,
    pub expires_at: DateTime<Utc>,
}
